"""Which rows of the walk are a screen to whom, found over HTTP, so that a browser opens those alone."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.access.policy import decide
from app.auth.factors.strength import PASSKEY
from tests.rules.walk.scene import Scene
from tests.rules.walk.table import WALKED
from tests.rules.walk.visits import visits
from tests.support.council import Browser

FILES = (".pdf", ".json", ".csv", ".svg", ".zip", ".gz")
"""What a path ends with that leads to a file and never to a screen: it is not made to find that out."""


def screens(scene: Scene, side: Sequence[str | None]) -> Iterator[tuple[str, str | None]]:
    """Of every row that is a screen to somebody of this side, the first address and who may open it."""
    handling = scene.council.handling
    seats: dict[str | None, Browser] = {}
    for row in WALKED:
        if row.method != "GET" or row.is_socket or row.path.endswith(FILES):
            continue
        for login in side:
            actor = scene.actor(login)
            may = (
                one for one in visits(scene, row) if decide(actor, row.action, one.facts(login), handling).is_allowed
            )
            visit = next(may, None)
            if visit is not None and _is_screen(_asked(scene, seats, visit.path, login)):
                yield visit.path, login
                break


def _asked(scene: Scene, seats: dict[str | None, Browser], path: str, login: str | None) -> Any:
    """The answer in the session of the row before, or in a new one where that has ended it.

    Each session is one more device, and the list of all devices is a screen that is looked at, too.
    """
    answer = seats[login].get(path) if login in seats else None
    if answer is None or answer.status_code == 401 or answer.headers.get("location", "").startswith("/signin"):
        seats[login] = scene.council.browser(login, strong_with=PASSKEY)
        answer = seats[login].get(path)
    return answer


def screens_by_login(scene: Scene, side: Sequence[str | None]) -> dict[str | None, list[str]]:
    """The same, by who opens them."""
    found: dict[str | None, list[str]] = {}
    for path, login in screens(scene, side):
        found.setdefault(login, []).append(path)
    return found


def _is_screen(answer: Any) -> bool:
    """True for a whole page; not for a file, a redirect, or a part that a script lays into a page."""
    return answer.status_code == 200 and "<main" in answer.text
