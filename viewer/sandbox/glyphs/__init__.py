"""The glyphs that a page draws as text, whatever they mean."""
