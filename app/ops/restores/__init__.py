"""The order by which a backup is restored."""
