"""A register, or one entry with its history, on paper."""
