"""Whose copy is this: a picture of a page is compared with every copy that the ledger says was issued."""
