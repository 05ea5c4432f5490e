"""The words of papers, as they are searched: folded, and gathered into one sealed object a version."""
