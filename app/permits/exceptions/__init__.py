"""Exceptions from the handling table (7-4): applied for by the administrator, or begun first in an emergency."""
