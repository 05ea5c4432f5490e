"""The policy's rules, one file for each noun of the council: its actions, and how each is decided. Pure."""
