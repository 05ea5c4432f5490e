"""Searching papers: on which pages words stand, and where, told to whoever may see those pages."""
