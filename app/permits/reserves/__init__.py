"""The paper reserve set (for a hall without power): numbered copies, each for one person, counted out and back in."""
