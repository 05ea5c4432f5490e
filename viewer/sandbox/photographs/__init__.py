"""Pictures of pages that somebody took: opened in the locked child, as papers are."""
