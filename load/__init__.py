"""Rehearsals and measurements: how fast pages go out, and whether a full council fits. Never part of the service."""
