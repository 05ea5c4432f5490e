"""What registers remind people of: entries whose day has passed, and what a register lacks as a whole."""
