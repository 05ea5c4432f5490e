"""Who is behind a request or an open screen, asked anew each time."""
