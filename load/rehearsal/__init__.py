"""A rehearsal of a sitting: a whole council's tablets against a server of its own, and an honest report. `make load`"""
