"""Acts of two persons: one asks, another confirms, and only then it happens. Kinds are declared by their domains."""
