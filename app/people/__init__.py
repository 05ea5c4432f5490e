"""The register of people: its screens and acts, letters, lists from Excel."""
