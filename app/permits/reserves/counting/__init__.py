"""One reserve set on one screen: its volumes made together, its copies counted out and back in, number after number."""
