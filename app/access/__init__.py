"""Levels, actions, and the one decision `policy.decide`. Pure functions: no database, no HTTP, no clock."""
