"""What a council's set-up gets wrong: faults with a code, what they break, and what to do about each."""
