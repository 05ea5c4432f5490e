"""The plan that the rehearsal's two programs share: tablets, paper and turns. Standard library only.

The conductor (the service's environment) writes it; the tablets (Locust's environment) read it.
"""

import json
import random
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

AHEAD = (1, -1, 2, -2)
"""The reader fetches these neighbours of a page ahead, in this order."""

_EVERY_JUMP = 3
_BACK_SHARE = 0.15
_PAUSE_SECONDS = (4.0, 7.0)


@dataclass(frozen=True)
class Account:
    """Who signs in on one tablet."""

    login: str
    password: str
    totp_secret: str
    address: str
    """The tablet's own loopback address (127.0.0.0/8)."""


@dataclass(frozen=True)
class Turn:
    """The presenter turns to `page`, `at_seconds` after the beginning. A jump lands where nobody has fetched ahead."""

    at_seconds: float
    page: int
    is_jump: bool


@dataclass(frozen=True)
class Plan:
    """The whole rehearsal."""

    host: str
    port: int
    members: tuple[Account, ...]
    chair: Account
    clerk: Account
    meeting_id: str
    material_id: str
    permit_material_id: str
    upload_file: str
    replacement_file: str
    turns: tuple[Turn, ...]
    seconds: float
    signin_window_seconds: float
    spread_ms: int
    """Tablets hear of a turn within this time; the live room's push over a busy Wi-Fi."""
    began_file: str
    """Holds `time.monotonic()` of the beginning, once the presenter begins."""
    seen_file: str
    """The file into which the tablets write their observations."""

    def save(self, file: Path) -> None:
        """Write it for the other program."""
        file.write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")


def load(file: Path) -> Plan:
    """The plan as saved."""
    raw: dict[str, Any] = json.loads(file.read_text("utf-8"))
    raw["members"] = tuple(Account(**one) for one in raw["members"])
    raw["turns"] = tuple(Turn(**one) for one in raw["turns"])
    raw["chair"], raw["clerk"] = Account(**raw["chair"]), Account(**raw["clerk"])
    return Plan(**raw)


def script(pages: int, seconds: float, seed: int) -> tuple[Turn, ...]:
    """A presenter's turns: a few seconds apart, mostly to the next page, every third one a jump out of all caches."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable script, no secret
    turns: list[Turn] = []
    page, at, recent = 1, 2.0, [1]
    while at < seconds - 2.0:
        is_jump = len(turns) % _EVERY_JUMP == 1
        page = _far(chance, pages, recent) if is_jump else _near(chance, pages, page)
        recent = [*recent, page][-4:]
        turns.append(Turn(round(at, 2), page, is_jump))
        at += chance.uniform(*_PAUSE_SECONDS)
    return tuple(turns)


def _near(chance: random.Random, pages: int, page: int) -> int:
    step = -1 if chance.random() < _BACK_SHARE else 1
    return page + step if 1 <= page + step <= pages else page - step


def _far(chance: random.Random, pages: int, recent: list[int]) -> int:
    far = [page for page in range(1, pages + 1) if all(abs(page - known) > 3 for known in recent)]
    if not far:
        raise ValueError(f"a paper of {pages} pages is too short to jump about in")
    return chance.choice(far)
