"""Screens for the administrator, the chair and the investigator: the ledger, and what this program is."""
