"""The manuals (手引き), shown as pages, and which of their sections belongs to which screen."""
