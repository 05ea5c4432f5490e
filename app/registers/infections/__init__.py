"""Devices that are infected, or may be (6-4(3)⑤): stopped and reported in one act, and cleared by somebody else."""
