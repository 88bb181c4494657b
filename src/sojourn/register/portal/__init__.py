"""The person's own door: a service apart from the one in which people work."""
