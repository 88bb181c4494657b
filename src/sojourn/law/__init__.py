"""Law packs: dated, cited rules of a jurisdiction as data, with scenarios that a lawyer can read."""
