"""Sections of the settings, each read by one part of the service: values, and between which bounds they lie."""
