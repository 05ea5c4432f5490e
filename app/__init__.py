"""The service: main → routes → a domain's views → its acts → its models. Layers are enforced by import-linter."""
