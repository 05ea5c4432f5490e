"""Comparing the running program's parts with published advisories about vulnerabilities (6-3(6), 6-6)."""
