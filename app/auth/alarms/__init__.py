"""Alarms: events about a person's ID. The person and the offices that look after alarms are informed at once."""
