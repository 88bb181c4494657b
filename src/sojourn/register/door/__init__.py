"""The one door: every read of personal data and every change goes through it."""
