"""Counts, declared by domains, that show today how a clause of the policy is followed."""
