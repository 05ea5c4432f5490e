"""The stages of converting a file, one in each module. None knows another; `intake/files.py` gives their order."""
