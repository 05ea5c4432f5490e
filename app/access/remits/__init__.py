"""Offices that are given for one matter, and the limits of what each may see."""
