"""The clauses of the policies: what the system does about each, what proves it, and what is still done by hand."""
