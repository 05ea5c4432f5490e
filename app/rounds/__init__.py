"""Rounds over all stored objects: each is read and its seal opened, also those that nobody asks for."""
