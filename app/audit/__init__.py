"""The ledger's service side: what is recorded, group-committed appends, checkpoints, search and export."""
