"""The quality of feeds, quarantine and its release, quarantined rows and their repair."""
