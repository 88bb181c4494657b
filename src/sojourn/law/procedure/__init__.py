"""The procedure about one person as data: lifecycles, blockers, gates, clocks. Pure functions without a clock."""
