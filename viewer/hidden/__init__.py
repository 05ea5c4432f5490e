"""The hidden mark: pieces of print that stand one row lower or do not, by the code of the copy."""
