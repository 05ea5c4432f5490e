"""Bytes kept safe: objects, keys, seals and the ledger's format. Knows no member, no meeting and no page."""
