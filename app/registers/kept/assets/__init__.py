"""Registers of what can be touched: media, and what is done away with or handed back."""
