"""Contracts that run, and the accounts that rest on them."""
