"""Several disposals that one second person confirms on one screen, each an act of its own."""
