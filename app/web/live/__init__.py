"""Open screens: a socket a tab, what each hears of, and the hub that tells them and looks after them. No domain."""
