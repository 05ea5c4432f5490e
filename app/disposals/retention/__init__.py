"""How long one paper or the papers of one meeting are kept, where that is not the council's usual time."""
