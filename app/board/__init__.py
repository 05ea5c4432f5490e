"""Who is connected at this moment, from what, and what was wrong."""
