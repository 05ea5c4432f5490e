"""A fleet of new tablets handed out in a day: number after number, and the old ones end when the new are used."""
