"""Coming to one's factors by a letter, a recovery code or a reset."""
