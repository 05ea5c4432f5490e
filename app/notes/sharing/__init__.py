"""A member's notes shown to other members: shared and taken back by an act of their owner, opened for the moment."""
