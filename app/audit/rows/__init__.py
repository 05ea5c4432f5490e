"""Rows that the ledger names, so that a deleted one is missed."""
