"""Goes where it is sent, as anybody, over HTTP, and says what came back and what the ledger kept of it."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.access.facts import Device
from app.audit.models import LedgerRecord
from tests.rules.walk.scene import Scene
from tests.rules.walk.visits import Visit
from tests.support.council import ORIGIN, Browser


@dataclass(frozen=True)
class Answer:
    """An answer as a script reads it. `kinds`: of the records it left; `refusals`: reasons of those that refuse."""

    status: int
    text: str
    json: Any
    kinds: list[str]
    refusals: list[str]


class Walker:
    """One browser a person and device; after an act the scene is set again."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._browsers: dict[tuple[str | None, Device], Browser] = {}

    def go(self, visit: Visit, login: str | None, device: Device = Device.ISSUED, *, method: str = "") -> Answer:
        """Visit as somebody; acts are sent from our own page, with nothing in their form."""
        before = self._last_seq()
        answer = self.raw(login, method or visit.row.method, visit.path, device=device)
        records = self._records_after(before)
        kinds = [record["kind"] for record in records]
        refusals = [record["detail"]["reason"] for record in records if record["kind"] == "access.refused"]
        if visit.row.method != "GET" and not refusals:
            self.scene.restore()
        is_json = answer.headers.get("content-type", "").startswith("application/json") and answer.content
        return Answer(answer.status_code, answer.text, answer.json() if is_json else None, kinds, refusals)

    def raw(
        self,
        login: str | None,
        method: str,
        path: str,
        *,
        device: Device = Device.ISSUED,
        headers: dict[str, str | None] | None = None,
    ) -> Any:
        """A request as it is; `headers` changes what our own page would send, None leaves one out."""
        browser = self.browser(login, device)
        whole: dict[str, str | None] = {"accept": "*/*", "sec-fetch-site": "same-origin", "origin": ORIGIN}
        whole |= {"x-csrf-token": browser.csrf_token} if method not in {"GET", "HEAD"} else {}
        whole |= headers or {}
        sent = {name: value for name, value in whole.items() if value is not None}
        return browser.client.request(method, path, headers=sent, follow_redirects=False)

    def browser(self, login: str | None, device: Device = Device.ISSUED) -> Browser:
        """Somebody's browser, opened once."""
        if (login, device) not in self._browsers:
            self._browsers[login, device] = self.scene.council.browser(login, device=device)
            self.scene.remember()
        return self._browsers[login, device]

    def _last_seq(self) -> int:
        with self.scene.council.services.database.read() as unit:
            return unit.scalar(select(func.max(LedgerRecord.seq))) or 0

    def _records_after(self, seq: int) -> list[dict[str, Any]]:
        with self.scene.council.services.database.read() as unit:
            rows = unit.scalars(
                select(LedgerRecord.body).where(LedgerRecord.seq > seq).order_by(LedgerRecord.seq)
            ).all()
        return [json.loads(body) for body in rows]
