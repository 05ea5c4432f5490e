"""Finds unusual use of the system in the ledger's records, and raises alarms about it (6-5(4))."""
