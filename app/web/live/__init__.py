"""Open screens: one WebSocket for each tab, the topics it hears of, and the hub that tells tabs and closes them."""
