"""The invented council of `make run`: its people, its papers, and founding it. Only the command line imports this."""
