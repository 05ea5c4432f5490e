"""The commands for running the service: founding, checking, migrating, restoring, the ledger, seals, jobs, devices."""
