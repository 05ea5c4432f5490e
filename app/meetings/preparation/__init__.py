"""The secretariat's screens: lists of meetings and papers, the preparation of one, and its publication."""
