"""The label of a paper, and the changes of it that need a second person."""
