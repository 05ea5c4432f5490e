"""The member's screens: home with the next meeting, and one meeting with its papers."""
