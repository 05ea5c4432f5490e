"""What the council has decided of the policy's values: which there are, what is in force, and where it comes from."""
