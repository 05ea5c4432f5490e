"""Whose copy is this? Finds a page in a picture of it, reads its hidden mark, and weighs it against codes.

Knows pixels and codes; no member, no ledger. Needs OpenCV, which serving does not: requirements-trace.lock.
"""
