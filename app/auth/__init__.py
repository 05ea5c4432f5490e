"""Authentication: factors, signing in, sessions, devices, enrolment, limits on attempts, and alarms."""
