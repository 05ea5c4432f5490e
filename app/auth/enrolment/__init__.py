"""Enrolment: a person sets up their factors, after a letter's code or a recovery code; and resets of lost factors."""
