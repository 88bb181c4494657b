"""What proves that nothing was changed: signatures, notes that carry them, and the tree over all that was written.

Pure functions over bytes, by public standards (Ed25519, RFC 9162), so that whoever checks needs none of the register.
"""
