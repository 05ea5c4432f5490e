"""A paper's way in: from its registration and its file to pages that can be read."""
