"""People, their offices and terms, and the groups papers are addressed to."""
