"""Carries what a committed unit of work published to listeners in this process and in others. No request, no screen."""
