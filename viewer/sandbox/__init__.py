"""RUNS UNTRUSTED INPUT: a program of its own, started with execve and never imported by the service.

The only place that imports the PDF parser.
"""
