"""Registers of how the rules are kept: violations, what was designated, self-inspections."""
