"""Chores of the project that are too long for the Makefile."""
