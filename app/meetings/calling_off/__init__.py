"""A published meeting that does not take place as called: cancelled, put off, hidden again; and a draft deleted."""
