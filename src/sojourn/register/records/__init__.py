"""The pages of a person and of a stay."""
