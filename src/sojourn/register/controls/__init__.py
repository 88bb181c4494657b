"""Stops for the whole register, doors broken in an emergency, looks that are shown later."""
