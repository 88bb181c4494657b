"""Commands of the store for a process of the owner."""
