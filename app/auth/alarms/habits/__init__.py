"""What the ledger's own records say of how somebody uses the system, and what of it is told as unusual (6-5(4))."""
