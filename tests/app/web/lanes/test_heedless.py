"""One session that opens sockets, gives passwords and asks on without end pays for it, and nobody else does."""

import contextlib
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import httpx2
import pytest
from starlette.responses import StreamingResponse

from app.access.actions import Action
from app.main import build
from app.routes import ROUTES
from app.settings import Rates
from app.web.call import Call
from app.web.lanes import entrance
from app.web.lanes.lanes import Lane
from app.web.lanes.rates import Rate
from app.web.rows import assemble, page
from tests.support.council import BROWSER_WORDS, UNHURRIED, Council, council_in
from tests.support.ports import free_port
from tests.support.serving import on_port
from tests.support.sockets import Served, served
from tests.support.waiting import LONG_SECONDS, Hand, eventually

_FEW = {"sockets_at_once": 3, "sockets_a_minute": 1, "hashing_at_once": 3, "hashing_a_minute": 1}


def rates(**few: int) -> Rates:
    return Rates(**{**vars(UNHURRIED), **few})


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home", rates=rates(**_FEW)) as founded:
        yield founded


@pytest.fixture
def hall(council: Council) -> Iterator[Served]:
    with served(council) as opened:
        yield opened


def test_session_that_opens_sockets_without_end_is_refused_before_they_open(hall: Served) -> None:
    tablet = hall.council.browser("member1")
    assert tablet.get("/account").status_code == 200  # from here on the cookie is known to be theirs
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(hall.line(tablet))

        assert hall.refusal(tablet) == 403
        assert hall.refusal(hall.council.browser("member2")) is None


def test_session_that_gives_passwords_without_end_is_refused_before_they_are_hashed(council: Council) -> None:
    member, other = council.browser("member1"), council.browser("member2")
    member.get("/account")
    wrong = {"login": "member1", "password": "wrong words here", "next": "/"}

    statuses = [member.post("/signin", wrong).status_code for _ in range(5)]

    assert statuses == [422, 422, 422, 429, 429]
    assert len(council.ledger("auth.sign_in_refused")) == 3
    assert other.post("/signin", wrong).status_code != 429
    assert council.browser().post("/signin", wrong).status_code != 429


def test_who_goes_on_asking_after_refusals_hears_the_next_ones_late(
    each_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entrance, "_HEEDLESS", 3)
    monkeypatch.setattr(entrance, "_HEEDLESS_SECONDS", 0.5)
    monkeypatch.setattr(entrance, "Rate", partial(Rate, now=Hand()))  # no second goes by, however slow the machine
    with council_in(tmp_path / "home", rates=rates(person_at_once=4, person_a_second=1)) as council:
        member, other = council.browser("member1"), council.browser("member2")
        while member.get("/account").status_code != 429:
            pass
        for _ in range(3):
            member.get("/account")

        began = time.monotonic()
        assert member.get("/account").status_code == 429
        took = time.monotonic() - began

        assert took > 0.4
        assert other.get("/account").status_code == 200


def endless(_call: Call) -> StreamingResponse:
    def pieces() -> Iterator[bytes]:
        while True:
            time.sleep(0.01)
            yield b"x"

    return StreamingResponse(pieces())


def test_session_that_is_sent_two_long_answers_is_begun_no_third_until_one_ends(council: Council) -> None:
    port = free_port()
    app = build(council.services, assemble([ROUTES, (page("/t/endless", endless, Action.PUBLIC, lane=Lane.LONG),)]))
    cookies = {council.settings.cookie_name: council.browser("member1").client.cookies[council.settings.cookie_name]}
    others = {council.settings.cookie_name: council.browser("member2").client.cookies[council.settings.cookie_name]}
    address = f"http://localhost:{port}"
    held: list[Iterator[bytes]] = []
    with on_port(app, port), contextlib.ExitStack() as stack:

        def begun(cookies: dict[str, str]) -> httpx2.Client | None:
            words = {"user-agent": BROWSER_WORDS}
            client = stack.enter_context(
                httpx2.Client(cookies=cookies, headers=words, timeout=LONG_SECONDS, verify=False)
            )
            client.get(f"{address}/account")  # from here on the cookie is known to be theirs
            answer = stack.enter_context(client.stream("GET", f"{address}/t/endless"))
            if answer.status_code == 429:
                return None
            held.append(answer.iter_raw(1))  # let go, it would hang up
            next(held[-1])
            return client

        first, second = begun(cookies), begun(cookies)

        assert first is not None
        assert second is not None
        assert begun(cookies) is None
        assert begun(others) is not None
        first.close()
        assert eventually(lambda: begun(cookies))
