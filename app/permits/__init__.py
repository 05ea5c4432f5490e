"""Exceptions (例外許可): asked with a reason, decided by the chair, used a counted number of times, lapsed."""
