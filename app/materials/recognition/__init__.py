"""Words of pages that have none: recognised by machine, used for searching and reading aloud, dropped by the office."""
