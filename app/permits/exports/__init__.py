"""The register of exceptions (7-4(3)) as files, for whoever looks it through outside of the service."""
