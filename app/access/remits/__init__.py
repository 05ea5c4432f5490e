"""Offices that are given for a matter: what each reaches, and nothing beyond."""
