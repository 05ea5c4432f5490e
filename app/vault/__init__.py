"""Papers' bytes: encrypted ("sealed") into the object store, and decrypted again."""
