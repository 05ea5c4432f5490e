"""What a stop of the whole council leaves open (6-5(2)): how far it reaches, and a word for every action."""
