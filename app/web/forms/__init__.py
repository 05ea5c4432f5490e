"""Forms: declared as classes with typed fields, read from a request, shown again with their errors. Knows no domain."""
