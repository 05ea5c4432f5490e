"""Short ways through a permit's life for the tests: asking, deciding, receiving over HTTP."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.access.facts import Actor
from app.permits.exceptions.deciding import matter_of
from app.permits.models import Permit
from tests.app.reading.shelf import Laid
from tests.support.council import Browser, Council
from tests.support.shown import asking
from tests.support.slots import bind_all

REASON = "地区の説明会で、役員の方に示すため"
ASKED = {"reason": REASON, "until": "three"}
GRANTED = {"decision": "grant", "until": "wanted", "uses": "1", "reason": ""}


def ask(browser: Browser, laid: Laid, **changes: str) -> Any:
    """The form of the request, sent."""
    address = f"/papers/{laid.material}/permit"
    return browser.post(address, asking(browser.council, address) | ASKED | changes)


def permits(council: Council) -> list[Permit]:
    """All permits as they are now, the oldest first."""
    with council.services.database.read() as unit:
        return list(unit.scalars(select(Permit).order_by(Permit.asked_at, Permit.number)))


def asked(council: Council, laid: Laid, login: str = "member1") -> str:
    """A request that waits; its id."""
    answer = ask(council.browser(login), laid)
    assert answer.status_code == 303, answer.text
    return permits(council)[-1].id


def decide(council: Council, permit_id: str, login: str = "chair", **changes: str) -> Any:
    """The desk's form as it would be drawn now, sent."""
    fields = GRANTED | {"shown": shown_of(council, permit_id, login)} | changes
    return council.browser(login).post(f"/permits/{permit_id}/decide", fields)


def shown_of(council: Council, permit_id: str, login: str = "chair") -> str:
    """The mark that this person's desk carries now; "" when there is no such request."""
    with council.services.database.read() as unit:
        permit = unit.get(Permit, permit_id)
        if permit is None:
            return ""
        return matter_of(unit, Actor(council.people[login].id, frozenset()), permit).mark


def granted(council: Council, laid: Laid, login: str = "member1", **changes: str) -> str:
    """A request that was granted; its id."""
    permit_id = asked(council, laid, login)
    answer = decide(council, permit_id, **changes)
    assert answer.status_code == 303, answer.text
    return permit_id


def receive(browser: Browser, permit_id: str) -> Any:
    """The button 「PDF を受け取る」: asked for, bound by a worker, and fetched, unless asking is refused."""
    asked_for = prepare(browser, permit_id)
    if asked_for.status_code != 303:
        return asked_for
    bind_all(browser.council.services)
    return fetch(browser, permit_id)


def prepare(browser: Browser, permit_id: str) -> Any:
    """The PDF is asked for; a worker has not seen it yet."""
    return browser.post(f"/permits/{permit_id}/pdf")


def fetch(browser: Browser, permit_id: str) -> Any:
    """What is bound is fetched."""
    return browser.post(f"/permits/{permit_id}/download")


def go_to(**after: float) -> None:
    """Time stands still this long after now."""
    moment = (clock.now() + timedelta(**after)).timestamp()
    clock.use(lambda: moment)


def stand_at(text: str) -> None:
    """Time stands still at this moment in Japan ("2026-12-08 10:24")."""
    moment = datetime.fromisoformat(text).replace(tzinfo=clock.JST).timestamp()
    clock.use(lambda: moment)
