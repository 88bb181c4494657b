"""Everything that a register consists of is killed, filled, put wrong or cut off under load, then held to account."""
