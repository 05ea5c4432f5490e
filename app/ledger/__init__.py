"""The ledger's screens: look up a code, go through records, check one, export. Its form is `storage.ledger`."""
