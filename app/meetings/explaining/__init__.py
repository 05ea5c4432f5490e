"""Explainers (説明員): who of the executive attends to which item of the agenda, and reads its papers."""
