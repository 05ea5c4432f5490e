"""Goes where it is sent, as anybody, over HTTP, and says what came back and what the ledger kept of it."""

import json
from dataclasses import dataclass
from typing import Any

from httpx2 import Cookies
from sqlalchemy import func, select
from starlette.websockets import WebSocketDisconnect

from app.access.facts import DeviceKind
from app.audit.models import LedgerRecord
from app.audit.vocabulary import EventKind
from app.auth.factors.strength import PASSKEY
from tests.rules.walk.scene import Scene
from tests.rules.walk.visits import Visit
from tests.support.council import ORIGIN, Browser

_PACKED = "application/gzip"
"""No title can be read in it, and to look for letters in megabytes of it takes longer than all other answers."""


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
        self._browsers: dict[tuple[str | None, DeviceKind], Browser] = {}
        self._cookies: dict[tuple[str | None, DeviceKind], Cookies] = {}
        self._seen_seq: int | None = None

    def go(
        self, visit: Visit, login: str | None, device: DeviceKind = DeviceKind.ISSUED, *, method: str = ""
    ) -> Answer:
        """Visit as somebody; acts are sent from our own page, with nothing in their form."""
        before = self.seen_seq()
        if visit.row.is_socket:
            status, said = self.talk(login, visit.path, device)
            records = self.seen_after(before)
            return Answer(status, json.dumps(said), said, [one["kind"] for one in records], _reasons(records))
        answer = self.raw(login, method or visit.row.method, visit.path, device=device)
        records = self.seen_after(before)
        kinds = [record["kind"] for record in records]
        refusals = _reasons(records)
        if visit.row.method != "GET" and not refusals:
            self.restore(login, device)
        if EventKind.PERMIT_ISSUED.value in kinds:
            self.scene.give_new_codes()
        form = answer.headers.get("content-type", "")
        is_json = form.startswith("application/json") and answer.content
        said = str(answer.content[:100]) if form == _PACKED and answer.content else answer.text
        return Answer(answer.status_code, said, answer.json() if is_json else None, kinds, refusals)

    def raw(
        self,
        login: str | None,
        method: str,
        path: str,
        *,
        device: DeviceKind = DeviceKind.ISSUED,
        headers: dict[str, str | None] | None = None,
        fields: dict[str, str] | None = None,
    ) -> Any:
        """A request as it is, with `fields` of a form; `headers` changes what our page sends, None leaves one out."""
        self._seen_seq = None
        browser = self.browser(login, device)
        whole: dict[str, str | None] = {"accept": "*/*", "sec-fetch-site": "same-origin", "origin": ORIGIN}
        whole |= {"x-csrf-token": browser.csrf_token} if method not in {"GET", "HEAD"} else {}
        whole |= headers or {}
        sent = {name: value for name, value in whole.items() if value is not None}
        return browser.client.request(method, path, headers=sent, data=fields, follow_redirects=False)

    def talk(
        self,
        login: str | None,
        path: str,
        device: DeviceKind = DeviceKind.ISSUED,
        *,
        ask: str = '{"ask": ["alarms"]}',
        headers: dict[str, str] | None = None,
    ) -> tuple[int, Any]:
        """One question over a socket: 200 and what was said, or the status in the close code and the farewell.

        A handshake that is refused before it was accepted gives its HTTP status, 403, and nothing.
        """
        self._seen_seq = None
        client = self.browser(login, device).client
        try:
            with client.websocket_connect(
                f"ws://localhost{path}", headers={"origin": ORIGIN} | (headers or {})
            ) as line:
                line.send_text(ask)
                said = line.receive_json()
                if "end" not in said:
                    return 200, said
                closed = line.receive()
                return closed["code"] - 4000, said["end"]
        except WebSocketDisconnect:
            return 403, None

    def browser(self, login: str | None, device: DeviceKind = DeviceKind.ISSUED) -> Browser:
        """Somebody's browser, opened once."""
        if (login, device) not in self._browsers:
            opened = self._browsers[login, device] = self.scene.council.browser(
                login, device=device, strong_with=PASSKEY
            )
            self._cookies[login, device] = Cookies(opened.client.cookies)
            self.scene.remember()
        return self._browsers[login, device]

    def restore(self, login: str | None, device: DeviceKind = DeviceKind.ISSUED) -> None:
        """The scene as it was, and the cookies that the act took away or changed."""
        self.scene.restore()
        self._browsers[login, device].client.cookies = Cookies(self._cookies[login, device])

    def seen_seq(self) -> int:
        """The number of the last record that was looked at, or of the ledger's last when some may not have been."""
        return self.last_seq() if self._seen_seq is None else self._seen_seq

    def last_seq(self) -> int:
        """The number of the ledger's last record."""
        with self.scene.council.services.database.glance() as unit:
            return unit.scalar(select(func.max(LedgerRecord.seq))) or 0

    def seen_after(self, seq: int) -> list[dict[str, Any]]:
        """As `records_after`; the next visit need not ask where the ledger ends."""
        records = self.records_after(seq)
        self._seen_seq = seq + len(records)
        return records

    def records_after(self, seq: int) -> list[dict[str, Any]]:
        """Records with a greater number, in order."""
        with self.scene.council.services.database.glance() as unit:
            rows = unit.scalars(
                select(LedgerRecord.body).where(LedgerRecord.seq > seq).order_by(LedgerRecord.seq)
            ).all()
        return [json.loads(body) for body in rows]


def _reasons(records: list[dict[str, Any]]) -> list[str]:
    return [record["detail"]["reason"] for record in records if record["kind"] == "access.refused"]
