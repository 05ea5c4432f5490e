"""Open sign-ins at rest, their cookies, and how they end."""
