"""Devices that may be infected (6-4(3)⑤): stopped and reported in one act, and cleared by another person."""
