"""Devices (tablets): their keys, their approval, and what each counts as for a person."""
