"""Acts of those who run the service: command line, backup, restore, keys, retention, demonstration papers."""
