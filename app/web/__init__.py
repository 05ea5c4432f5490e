"""The HTTP edge: boundary, route rows, the gate, forms, error pages. No domain rule, and no domain import."""
