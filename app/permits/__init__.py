"""Permits (例外許可): asked for with a reason, decided by the chair, used a limited number of times."""
