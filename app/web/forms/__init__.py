"""Forms: what a request brought, read as what a form declares, shown again with what is wrong. Knows no domain."""
