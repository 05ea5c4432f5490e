"""Alarms: events about a person's ID that the person and the offices that look after alarms are told at once."""
