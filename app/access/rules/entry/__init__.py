"""How somebody gets in: sessions, factors, devices."""
