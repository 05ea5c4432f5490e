"""The choices for a rehearsal, from the environment. Starts nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from load.rehearsal.backends import BACKENDS
from load.rehearsal.hostility import KINDS

BOTH = "both"
LEAST_HOSTILE_MINUTES = 1.0
"""Two quiet windows and two hostile ones."""
ROOT = Path(__file__).resolve().parents[2]
LOCUST = ROOT / ".venv-load" / "bin" / "locust"


@dataclass(frozen=True)
class Wish:
    """What is to be rehearsed.

    `hostile`: what a hostile session does beside it, () without one. `everything`: wait until the worker has sharpened
    all papers, as before a sitting.
    """

    members: int = 30
    minutes: float = 2.0
    backend: str = "embedded"
    is_killed: bool = False
    hostile: tuple[str, ...] = ()
    workers: int = 1
    spread_ms: int = 100
    seed: int = 12
    everything: bool = True
    locust: Path = LOCUST
    results: Path = ROOT / "load" / "results"

    @property
    def is_hostile(self) -> bool:
        """With a hostile session beside it."""
        return bool(self.hostile)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The backends, in the order they are rehearsed on."""
        return BACKENDS if self.backend == BOTH else (self.backend,)

    def on(self, kind: str) -> "Wish":
        """The same on one backend. SQLite has one server process, whatever is wished for PostgreSQL."""
        return replace(self, backend=kind, workers=1 if kind == "embedded" and self.backend == BOTH else self.workers)

    @property
    def signin_window_seconds(self) -> float:
        """Over how long the tablets come in: three a second, ten seconds at the least."""
        return max(10.0, self.members / 3) if self.members > 10 else 3.0


def _hostile(words: str) -> tuple[str, ...]:
    """What a hostile session is to do: everything for 1, else the kinds named, with commas between them."""
    if words in {"", "0"}:
        return ()
    named = KINDS if words == "1" else tuple(words.split(","))
    if not set(named) <= set(KINDS):
        raise ValueError(f"HOSTILE is 1 or some of {','.join(KINDS)}, not {words!r}")
    return named


def read(environment: Mapping[str, str]) -> Wish:
    """The choices in the environment. Raises ValueError, which names the variable that cannot be used."""
    kind = environment.get("BACKEND") or "embedded"
    if kind not in {*BACKENDS, BOTH}:
        raise ValueError(f"BACKEND is one of {', '.join(BACKENDS)}, {BOTH}, not {kind!r}")
    chosen = Wish(
        members=int(environment.get("MEMBERS") or 30),
        minutes=float(environment.get("MINUTES") or 2),
        backend=kind,
        is_killed=environment.get("KILL", "") not in {"", "0"},
        hostile=_hostile(environment.get("HOSTILE", "")),
        workers=int(environment.get("WORKERS") or 1),
        spread_ms=int(environment.get("SPREAD_MS") or 100),
        seed=int(environment.get("SEED") or 12),
        everything=environment.get("EVERYTHING", "1") != "0",
        locust=Path(environment.get("LOCUST") or LOCUST),
        results=Path(environment.get("RESULTS") or Wish.results),
    )
    if not 2 <= chosen.members <= 400 or not 0.2 <= chosen.minutes <= 240 or not 0 <= chosen.spread_ms <= 500:
        raise ValueError("MEMBERS is 2 to 400, MINUTES 0.2 to 240, SPREAD_MS 0 to 500")
    if chosen.is_hostile and (chosen.is_killed or chosen.minutes < LEAST_HOSTILE_MINUTES):
        raise ValueError(f"HOSTILE=1 wants {LEAST_HOSTILE_MINUTES:g} MINUTES or more, and no KILL")
    if chosen.backend == "embedded" and chosen.workers != 1:
        raise ValueError("WORKERS needs BACKEND=servers or both: SQLite has one server process")
    return chosen
