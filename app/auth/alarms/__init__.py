"""What the member and the secretariat must hear of at once."""
