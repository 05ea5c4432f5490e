"""The pages of a paper: making them, making sharper ones, the format of their words and links, and their marks."""
