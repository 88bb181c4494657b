"""Who works here: users, offices, roles."""
