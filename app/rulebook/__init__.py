"""The council's written rules and notices: versions, who must know them, and who has acknowledged which."""
