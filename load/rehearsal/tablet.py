"""A member's tablet: opens the paper, follows the presenter, fetches ahead as the reader does, keeps its place."""

import json
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from load.rehearsal.browser import Answer, Browser, LineLost
from load.rehearsal.channel import Channel
from load.rehearsal.entrance import Unexpected, expect, fetch_assets, sign_in
from load.rehearsal.plan import AHEAD, Account
from load.rehearsal.room import Room, Shown

_KEPT = 6
_CALM_SECONDS = 1.5
_SIGHT = 7
_AGAIN_SECONDS = 0.5
_PATIENCE_SECONDS = 60.0
_LEAF = re.compile(r'data-version="([^"]+)".*?data-pages="(\d+)" data-page="(\d+)"', re.DOTALL)
_IMAGE = {b"\x89PNG": "image/png", b"\xff\xd8\xff\xe0": "image/jpeg"}


@dataclass
class _Entry:
    done: threading.Event = field(default_factory=threading.Event)
    is_here: bool = False


class Tablet:
    """One of the council's tablets. `has_strip`: held upright, where the reader shows its row of small pages."""

    def __init__(self, room: Room, account: Account, *, has_strip: bool) -> None:
        self.room, self.account, self._has_strip = room, account, has_strip
        self.browser = Browser(room.plan.host, room.plan.port, account.address, room.listener(account.login))
        self.assets: set[str] = set()
        self._version, self._count, self._csrf = "", 1, ""
        self._held: dict[int, _Entry] = {}
        self._small: set[int] = set()
        self._lock = threading.Lock()
        self._around = threading.Condition()
        self._wanted = 0
        self._chance = random.Random(account.login)  # noqa: S311 - when a tablet hears of a turn, no secret

    def arrive(self) -> None:
        """Sign in, open the paper, show its first page."""
        entry = sign_in(self.browser, self.account, self.assets, self.room.is_over)
        channel = Channel(self.room, self.account.login, self.browser)
        self.room.enter(self.account.login, entry.began, entry.seconds, entry.waits)
        material = self.room.plan.material_id
        screen = expect(self.browser.get(f"/papers/{material}"), 200, "reader").text
        channel.leave()
        Channel(self.room, self.account.login, self.browser)
        fetch_assets(self.browser, screen, self.assets)
        leaf = _LEAF.search(screen)
        if leaf is None:
            raise Unexpected("the reader's screen shows no paper")
        self._version, self._count = leaf[1], int(leaf[2])
        self._load(int(leaf[3]))
        contents = expect(self.browser.get(f"/papers/{material}/contents", accept="application/json"), 200, "contents")
        self._csrf = json.loads(contents.body)["csrf"]
        threading.Thread(target=self._look_ahead, daemon=True).start()
        self._prefetch(int(leaf[3]))
        self.room.sit_down(self.account.login)

    def follow(self) -> None:
        """Until the sitting is over: the newest page the presenter shows, then its neighbours, then the place kept."""
        number, place, kept = -1, 0, 0
        while not self.room.is_over.is_set():
            shown = self.room.turn_after(number, _CALM_SECONDS)
            if shown is None:
                if place not in (0, kept):
                    self._patiently(lambda page=place: self._keep_place(page))  # type: ignore[misc]  # a default carries the page
                    kept = place
                continue
            number = shown.number
            time.sleep(self._chance.uniform(0, self.room.plan.spread_ms / 1000))
            self._show(shown)
            place = shown.page

    def _show(self, shown: Shown) -> None:
        if self._patiently(lambda: self._load(shown.page)):
            self.room.arrive(shown, self.account.login)
            self._prefetch(shown.page)

    def _patiently(self, act: Callable[[], object]) -> bool:
        """A person taps again while the line is away. False when it never came back, or the answer was wrong."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while True:
            try:
                act()
            except LineLost:
                if time.monotonic() > until:
                    self.room.fault(self.account.login, "the line did not come back")
                    return False
                time.sleep(_AGAIN_SECONDS)
            except Unexpected as error:
                self.room.fault(self.account.login, str(error))
                return False
            else:
                return True

    def _keep_place(self, page: int) -> None:
        body = json.dumps({"page": page}).encode()
        path = f"/papers/{self._version}/position"
        expect(self.browser.send("POST", path, body, "application/json", self._csrf), 200, "position")

    def _load(self, number: int, line: str = "read") -> None:
        """Return once the tablet has the page: at once, when a fetch under way ends, or by a fetch of its own.

        Raises LineLost and Unexpected.
        """
        with self._lock:
            entry = self._held.pop(number, None)
            is_new = entry is None
            entry = self._held[number] = entry or _Entry()
        if not is_new:
            entry.done.wait(_PATIENCE_SECONDS)
            if entry.is_here:
                return
            raise LineLost("lost while it was fetched ahead")
        try:
            query = "?ahead=1" if line == "ahead" else ""
            _check_image(self.browser.image(f"/papers/{self._version}/pages/{number}{query}", line=line), "page")
            entry.is_here = True
        finally:
            if not entry.is_here:
                self._held.pop(number, None)
            entry.done.set()

    def _prefetch(self, number: int) -> None:
        with self._around:
            self._wanted = number
            self._around.notify_all()

    def _look_ahead(self) -> None:
        """Fetch the neighbours of each page that is shown, one by one, then the small pages that the strip shows."""
        done = 0
        while not self.room.is_over.is_set():
            with self._around:
                self._around.wait_for(lambda last=done: self._wanted != last, 1.0)  # type: ignore[misc]  # a default carries it
                number = self._wanted
            if number == done:
                continue
            done = number
            try:
                self._fetch_neighbours(number)
                self._fetch_small(number)
            except LineLost:
                time.sleep(_AGAIN_SECONDS)
            except Unexpected as error:
                self.room.fault(self.account.login, f"ahead: {error}")

    def _is_done_with(self, number: int) -> bool:
        return self._wanted != number or self.room.is_over.is_set()

    def _fetch_neighbours(self, number: int) -> None:
        for step in AHEAD:
            neighbour = number + step
            if self._is_done_with(number):
                return
            if 1 <= neighbour <= self._count and neighbour not in self._held:
                self._load(neighbour, "ahead")
        with self._lock:
            for far in sorted(self._held, key=lambda page: -abs(page - number))[: max(0, len(self._held) - _KEPT)]:
                if self._held[far].done.is_set():
                    del self._held[far]

    def _fetch_small(self, number: int) -> None:
        if not self._has_strip:
            return
        for near in range(max(1, number - _SIGHT), min(self._count, number + _SIGHT) + 1):
            if self._is_done_with(number):
                return
            if near not in self._small:
                _check_image(
                    self.browser.image(f"/papers/{self._version}/thumbs/{near}?ahead=1", line="ahead"), "thumbnail"
                )
                self._small.add(near)


def _check_image(answer: Answer, what: str) -> None:
    """A whole image of the kind it says."""
    expect(answer, 200, what)
    if _IMAGE.get(answer.body[:4]) != answer.headers.get("content-type"):
        raise Unexpected(f"{what}: {answer.headers.get('content-type')} with {answer.body[:8]!r}")
