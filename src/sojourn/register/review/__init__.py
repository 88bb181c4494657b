"""Match review, question review, assigned work."""
