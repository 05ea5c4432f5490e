"""The master keys: which there are, a new one, everything moved to it, an old one destroyed."""
