"""A device proves its key: the proof itself, renewing a session by it, and what happens when it fails."""
