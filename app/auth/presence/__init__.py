"""Who sends a request or looks at an open screen; read from the database each time."""
