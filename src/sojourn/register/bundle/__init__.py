"""The bundle of a case for a court: everything on file about it, signed, readable without Sojourn."""
