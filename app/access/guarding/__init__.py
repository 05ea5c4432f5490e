"""The rows of `app.access.guards`, by the noun that an act is about."""
