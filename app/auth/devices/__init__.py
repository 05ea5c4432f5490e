"""The tablets: their keys, who approved them, and what they count as."""
