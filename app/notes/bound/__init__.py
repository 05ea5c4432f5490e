"""A person's own notes in the PDF that a permit lets them have; nobody else's, and none that others share."""
