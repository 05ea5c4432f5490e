"""The policy's values that the council decides: the catalogue, the values in force, and the origin of each."""
