"""Booklets: a permit's PDF, made by a worker, kept encrypted while the permit holds, downloaded once for each use."""
