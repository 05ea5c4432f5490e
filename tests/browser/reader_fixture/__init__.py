"""A small server for the reader's tests: the real template, styles and client, invented pages.

Knows no database and no member.
"""
