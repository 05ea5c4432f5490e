"""Volumes: a paper copy's papers of a meeting bound as one PDF, with a cover, to be printed and counted."""
