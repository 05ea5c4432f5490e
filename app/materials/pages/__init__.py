"""The pages of a paper: how they are made, sharpened on demand, written down and marked."""
