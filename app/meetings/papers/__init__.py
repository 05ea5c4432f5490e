"""The papers of a meeting for the secretariat's screens: their places, readers, states, and who opened them."""
