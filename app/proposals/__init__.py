"""Proposals: acts that need two persons. One asks; the effect happens when another confirms. Domains declare kinds."""
