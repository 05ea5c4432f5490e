"""What requests show of the proxy before us, and of how it is set up. Knows no domain."""
