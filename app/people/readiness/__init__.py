"""Who is ready for the sitting, and letters for all who have not begun."""
