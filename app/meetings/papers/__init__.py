"""The papers of a meeting as the secretariat meets them: their places, readers, states and openings."""
