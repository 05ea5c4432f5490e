"""Replacing a version by another: comparing both, sending the new one out, putting the former back, discarding."""
