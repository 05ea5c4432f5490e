"""The stages of a file's way in, a module each. None knows another; their order stands in `intake/files.py`."""
