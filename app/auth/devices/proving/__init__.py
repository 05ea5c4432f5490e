"""Proofs that a browser holds its device's key: checking them, renewing sessions by them, and failed ones."""
