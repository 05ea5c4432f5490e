"""Who may do what, one file a noun of the council: its actions and how each is decided. Pure, as all of `access`."""
