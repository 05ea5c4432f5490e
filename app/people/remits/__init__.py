"""Asking for an office that is given for one matter, with its remit: people, time and registers."""
