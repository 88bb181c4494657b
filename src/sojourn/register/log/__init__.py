"""The transparency log: what was written once cannot be changed unseen."""
