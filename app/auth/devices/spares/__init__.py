"""Spares (予備機): tablets that the office holds ready, each lent to one person until the day's end at most."""
