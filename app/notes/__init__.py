"""Members' own notes on papers: sealed under a key of each person's own, and opened for nobody else."""
