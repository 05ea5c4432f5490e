"""Which converter made a page, and whether a page that another one makes looks the same."""
