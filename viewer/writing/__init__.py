"""A person's handwriting over the pages of a bound PDF. Knows no member."""
