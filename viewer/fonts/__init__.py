"""The fonts that are brought along, and what makes them. The product reads the files and imports nothing here."""
