"""What a mark is made of: its letters, and where it stands on a page."""
