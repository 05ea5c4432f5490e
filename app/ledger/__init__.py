"""The ledger's screens: look up a code, browse records, check one, export. Its format is in `storage.ledger`."""
