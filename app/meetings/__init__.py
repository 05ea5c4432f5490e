"""Meetings, their agenda tree, which paper belongs where, and publication."""
