"""Durable work: a row a job, leased by a worker, tried again after a crash. Domains declare kinds and handle them."""
