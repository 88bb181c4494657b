"""Tables that can both forget and prove."""
