"""Whom entries of registers are about: the field that names people, and what follows for them."""
