"""Which page of one version of a document is which page of another, by what stands on them. Knows no person."""
