"""The ledger in the database: making records, appending them in groups, checkpoints, search and export."""
