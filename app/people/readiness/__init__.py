"""Which people are ready for the sitting, and letters for all who have not enrolled yet."""
