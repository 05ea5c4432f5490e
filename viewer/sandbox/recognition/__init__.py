"""The program that recognises words on pages: a process of its own, whose children are locked as those of a parser."""
