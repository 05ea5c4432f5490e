"""Sessions: their table, their cookies, opening and ending them."""
