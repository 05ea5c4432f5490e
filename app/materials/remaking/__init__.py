"""Makes pages anew that an older converter made, from the kept original, as background work."""
