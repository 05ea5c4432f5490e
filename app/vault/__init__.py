"""Papers' bytes at rest: sealed into the store and opened again."""
