"""Evidence: the two input tables, how they are read and checked, what becomes of each row, and the quality of feeds."""
