"""Offices that are given for a matter: asking for one, with whom, which time and which registers it reaches."""
