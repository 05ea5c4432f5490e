"""Jobs: work kept as rows, leased by a worker, tried again after a crash. Domains declare kinds and handle them."""
