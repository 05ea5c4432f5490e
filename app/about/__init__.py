"""What this program is, and its source."""
