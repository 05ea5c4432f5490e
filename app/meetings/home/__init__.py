"""What a member meets first: the next meeting, and one meeting with its papers."""
