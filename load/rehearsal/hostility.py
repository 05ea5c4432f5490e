"""When the hostile session is at work in a rehearsal, and what it cost the others. Pure.

It works in every second window of the sitting, so that both sides of the ratio come from one run, and from the same
minutes of a machine that others may use as well.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from load.rehearsal.percentiles import percentiles
from load.rehearsal.plan import Account

HOSTILE = "clerk02"
"""Whose session it is: somebody who may read the papers and upload some."""
WINDOW_SECONDS = 15.0
SETTLING_SECONDS = 2.0
"""After each change nothing is counted: what was begun before it may not be over."""
RATIO_LIMIT = 1.3
KINDS = ("page", "upload", "socket", "sign-in", "form")
"""What it does at the same time; a kind that it could not begin makes the measurement worthless."""


@dataclass(frozen=True)
class Hostility:
    """What the hostile session has to know. `began_file` is the tablets' own; in `did_file` it leaves its counts.

    `kinds`: what it does, of `KINDS`; one alone shows what that kind costs.
    """

    host: str
    port: int
    account: Account
    meeting_id: str
    material_id: str
    seconds: float
    began_file: str
    did_file: str
    kinds: tuple[str, ...] = KINDS

    def as_json(self) -> dict[str, Any]:
        """For the program that carries it out."""
        return asdict(self)

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> "Hostility":
        """What `as_json` gave."""
        return cls(**{**raw, "account": Account(**raw["account"]), "kinds": tuple(raw["kinds"])})


def window_of(seconds: float) -> int:
    """The number of the window, so many seconds after the beginning; the odd ones are hostile."""
    return int(seconds // WINDOW_SECONDS)


def side_of(seconds: float) -> bool | None:
    """True in a hostile window, False in a quiet one, None where nothing is counted."""
    if seconds < 0 or seconds % WINDOW_SECONDS < SETTLING_SECONDS:
        return None
    return window_of(seconds) % 2 == 1


def measure(
    seen: Mapping[str, Any], did: Mapping[str, Mapping[str, int]], kinds: Collection[str] = KINDS
) -> dict[str, Any]:
    """The others' pages with and without it, `ratio` of their p95 (None: one side has none), and what it did."""
    sides: dict[bool, list[float]] = {True: [], False: []}
    for began, seconds, _ in seen["pages"]:
        side = side_of(began - seen["began_at"]) if began < seen["ended_at"] else None
        if side is not None:
            sides[side].append(seconds * 1000)
    with_it, without = percentiles(sides[True]), percentiles(sides[False])
    ratio = round(with_it["p95"] / without["p95"], 2) if with_it["p95"] and without["p95"] else None
    return {
        "page_ms_with": with_it,
        "page_ms_without": without,
        "pages_with": len(sides[True]),
        "pages_without": len(sides[False]),
        "ratio": ratio,
        "did": {kind: dict(counts) for kind, counts in did.items()},
        "idle": [kind for kind in kinds if not did.get(kind)],
    }
