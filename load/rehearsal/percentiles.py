"""Percentiles as every report here gives them. Pure."""

from collections.abc import Iterable


def percentiles(values: Iterable[float]) -> dict[str, float]:
    """p50, p95 and p99 by the nearest rank, so that each is a value that was measured; 0 without values."""
    ordered = sorted(values)
    if not ordered:
        return {"p50": 0.0, "p95": 0.0, "p99": 0.0}
    ranks = {name: -(-len(ordered) * share // 100) for name, share in (("p50", 50), ("p95", 95), ("p99", 99))}
    return {name: round(ordered[rank - 1], 1) for name, rank in ranks.items()}
