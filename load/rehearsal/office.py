"""What goes on beside the reading: a clerk lays and replaces a paper; a member asks, the chair grants, a PDF comes."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

from load.rehearsal.browser import Browser, LineLost
from load.rehearsal.entrance import Unexpected, confirm, expect, token_in
from load.rehearsal.room import Room

_PATIENCE_SECONDS = 240.0  # four leases of a job
_DECIDE = re.compile(r'action="(/permits/[a-z0-9]+/decide)".*?name="shown" value="(\w+)"', re.DOTALL)
_PREPARE = re.compile(r'action="(/permits/[a-z0-9]+/pdf)"')
_DOWNLOAD = re.compile(r'action="(/permits/[a-z0-9]+/download)"')


class NotYet(Exception):
    """What somebody waits for has not happened yet."""


def eventually(room: Room, act: Callable[[], None]) -> None:
    """Call `act` each second until it raises neither LineLost nor NotYet. Raises Unexpected after `_PATIENCE_SECONDS`.

    Returns at the end of the sitting, too.
    """
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            act()
        except (LineLost, NotYet) as error:
            if time.monotonic() > until:
                raise Unexpected(f"waited in vain: {error}") from error
            if room.is_over.wait(1.0):
                return
        else:
            return


class Clerk:
    """Lays a paper before the meeting, waits until it is converted, and replaces its file."""

    def __init__(self, room: Room, browser: Browser) -> None:
        self._room, self._browser = room, browser
        self._csrf = self._material = ""

    def work(self) -> None:
        """Both files, each until readers could have it."""
        eventually(self._room, self._open)
        sent = {"title": "追加資料", "file_name": "追加資料.pdf", "agenda_item": ""}
        self._lay(f"/prepare/meetings/{self._room.plan.meeting_id}/papers", sent, self._room.plan.upload_file)
        replacement = {"file_name": "追加資料（差替）.pdf"}
        self._lay(
            f"/prepare/materials/{self._material}/replace", replacement, self._room.plan.replacement_file, number=2
        )
        self._room.finish("a paper uploaded and replaced")

    def _open(self) -> None:
        path = f"/prepare/meetings/{self._room.plan.meeting_id}"
        self._csrf = token_in(expect(self._browser.get(path), 200, "preparation").text)

    def _lay(self, path: str, fields: dict[str, str], file: str, number: int = 1) -> None:
        answer = self._browser.post(path, fields, csrf=self._csrf)
        if answer.status not in {200, 201}:
            raise Unexpected(f"{path}: {answer.status} {answer.text[:160]}")
        made = json.loads(answer.body)
        self._material = made["material"]
        body = Path(file).read_bytes()
        expect(self._browser.send("PUT", made["upload"], body, "application/pdf", self._csrf), 201, "upload")
        eventually(self._room, lambda: self._check_ready(number))

    def _check_ready(self, number: int) -> None:
        path = f"/prepare/materials/{self._material}/state"
        state = json.loads(expect(self._browser.get(path, accept="application/json"), 200, "state").body)
        if state["state"] == "failed":
            raise Unexpected(f"conversion failed: {state['failure_code']}")
        if (state["number"], state["state"]) != (number, "ready"):
            raise NotYet(state["state"])


def ask(room: Room, browser: Browser) -> None:
    """Ask for a permit, as the member."""
    path = f"/papers/{room.plan.permit_material_id}/permit"
    fields = {
        "reason": "委員会での質疑の準備に、議会図書室で使います。",
        "until": "three",
        "until_date": "",
        "is_early_meant": "1",  # the meeting may be later, whatever day the rehearsal is on
    }

    def send() -> None:
        screen = expect(browser.get(path), 200, "permit form").text
        seen = screen.partition('name="made_from" value="')[2].partition('"')[0]
        expect(browser.post(path, fields | {"csrf_token": token_in(screen), "made_from": seen}), 303, "permit asked")

    eventually(room, send)


def grant(room: Room, browser: Browser) -> None:
    """Grant the permit, as the chair, as soon as it is asked for."""

    def send() -> None:
        screen = expect(browser.get("/permits/decide"), 200, "chair's desk").text
        form = _DECIDE.search(screen)
        if form is None:
            raise NotYet("no request")
        fields = {"decision": "grant", "until": "wanted", "uses": "1", "reason": ""}
        fields |= {"shown": form[2], "csrf_token": token_in(screen)}
        expect(confirm(browser, room.plan.chair, browser.post(form[1], fields)), 303, "permit granted")

    eventually(room, send)
    room.finish("a permit granted")


def download(room: Room, browser: Browser) -> None:
    """Ask for the marked PDF, and fetch it once it is bound."""
    asked: list[str] = []

    def prepare() -> None:
        screen = expect(browser.get("/permits"), 200, "permits").text
        form = _PREPARE.search(screen)
        if form is None:
            raise NotYet("not granted")
        expect(browser.post(form[1], {"csrf_token": token_in(screen)}), 303, "PDF asked for")
        asked.append(form[1])

    def fetch() -> None:
        screen = expect(browser.get(asked[-1]), 200, "PDF").text
        form = _DOWNLOAD.search(screen)
        if form is None:
            raise NotYet("not bound")
        answer = expect(browser.post(form[1], {"csrf_token": token_in(screen)}), 200, "permit used")
        if not answer.body.startswith(b"%PDF-"):
            raise Unexpected("the permit gave no PDF")

    eventually(room, prepare)
    eventually(room, fetch)
    room.finish("a permit used")
