"""Taking papers in: registering them, receiving their files, and converting these into pages."""
