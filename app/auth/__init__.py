"""Who is it: passwords, one-time codes, sessions, limits on attempts."""
