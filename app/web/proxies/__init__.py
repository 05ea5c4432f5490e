"""Detects, from requests, faults in the set-up of the proxy in front of the service. Knows no domain."""
