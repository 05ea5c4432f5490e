"""The gate, with rows of its own over a real council: what a view does wrong stays inside; what strangers send too."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select
from starlette.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from app.access.actions import Action
from app.access.decisions import Denied, deny
from app.access.facts import PaperFacts
from app.access.levels import Confidentiality
from app.access.reasons import Reason
from app.audit.append import record
from app.audit.vocabulary import Event, EventKind
from app.main import build
from app.materials.errors import UploadBroken
from app.members.models import Group
from app.routes import ROUTES
from app.web import bodies, csrf
from app.web.call import Call, Issue
from app.web.forms.fields import text
from app.web.forms.form import Form
from app.web.rows import Rows, View, act, assemble, page, paper, paper_act, upload
from tests.support.council import ORIGIN, Browser, Council

SECRET = "予算書のなかみ"
OWN = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}


def released(call: Call) -> PaperFacts:
    """A paper that everybody may read."""
    call.subject = None
    return PaperFacts(Confidentiality.C1, is_released=True, is_published=True)


def members_paper(call: Call) -> PaperFacts:
    """A level-2 paper of the members."""
    call.subject = None
    return PaperFacts(Confidentiality.C2, is_published=True, in_audience=True)


def plain(_call: Call) -> Response:
    return PlainTextResponse(SECRET)


def issue(_call: Call) -> Issue:
    return Issue(PlainTextResponse(SECRET), (Event(EventKind.PAGE_ISSUED, page=1),))


def add_group(call: Call) -> Response:
    """A change that is recorded with itself."""
    call.session.add(Group(key="kaiha", name="会派", position=9))
    call.session.flush()
    record(call.session, Event(EventKind.GROUP_CHANGED, detail={"group": "kaiha"}))
    return PlainTextResponse("kept")


def then_raise(error: BaseException) -> View:
    def view(call: Call) -> Response:
        add_group(call)
        raise error

    return view


def only_raise(error: BaseException) -> View:
    def view(_call: Call) -> Response:
        raise error

    return view


def count(call: Call) -> Response:
    assert call.body is not None
    try:
        return PlainTextResponse(str(sum(len(chunk) for chunk in call.body.chunks())))
    except ConnectionError as error:
        raise UploadBroken(cause=str(error)) from error


class EchoForm(Form):
    a = text("文", most=10)


def echo(call: Call) -> Response:
    """What stands in the field as it was typed, and whether anything was sent at all."""
    return PlainTextResponse(f"{EchoForm.read(call)['a'].value}|{len(call.sent.texts) if call.sent else 0}")


ROWS: Rows = (
    paper("/t/plain", plain, Action.PAGE_READ, released),
    paper("/t/paper", issue, Action.PAGE_READ, members_paper),
    paper_act("/t/permit", plain, Action.PERMIT_DOWNLOAD, released),
    page("/t/leak", issue, Action.PUBLIC),
    act("/t/act/leak", issue, Action.SIGN_OUT),
    act("/t/act/keep", add_group, Action.SIGN_OUT),
    act("/t/act/fail", then_raise(RuntimeError(SECRET)), Action.SIGN_OUT),
    act("/t/act/stop", then_raise(StopIteration(SECRET)), Action.SIGN_OUT),
    act("/t/act/deny", then_raise(Denied(deny(Reason.OWN_REQUEST, "6-1(2)②"))), Action.SIGN_OUT),
    act("/t/act/echo", echo, Action.SIGN_IN),
    page("/t/fail", only_raise(KeyError(SECRET)), Action.PUBLIC),
    page("/t/fail/{what}", only_raise(KeyError(SECRET)), Action.PUBLIC),
    upload("/t/upload", count, Action.SIGN_IN, None, 1000),
)


@pytest.fixture
def gated(council: Council) -> Council:
    """The council with the rows above served beside its own."""
    council.app = build(council.services, assemble([ROUTES, ROWS]))
    return council


def groups(council: Council) -> set[str]:
    with council.services.database.read() as unit:
        return set(unit.scalars(select(Group.key)))


def test_paper_bytes_outside_the_ledger_do_not_leave(gated: Council) -> None:
    answer = gated.browser().fetch("/t/plain")

    assert (answer.status_code, answer.json()["code"]) == (500, "E000")
    assert SECRET not in answer.text


def test_view_that_issues_without_a_papers_action_is_stopped(gated: Council) -> None:
    answers = [gated.browser().get("/t/leak"), gated.browser("member1").post("/t/act/leak")]

    assert [answer.status_code for answer in answers] == [500, 500]
    assert all(SECRET not in answer.text for answer in answers)
    assert gated.ledger("page.issued") == []


def test_act_that_the_policy_denies_under_its_locks_is_told_and_recorded_as_a_refusal(gated: Council) -> None:
    answer = gated.browser("member1").post("/t/act/deny", headers={"accept": "application/json"})

    refused = gated.ledger("access.refused")[-1]
    assert (answer.status_code, answer.json()["code"]) == (403, "P417")
    assert refused["actor"] == gated.people["member1"].id
    assert refused["detail"] == {"action": "sign_out", "reason": "own_request", "clause": "6-1(2)②"}
    assert "kaiha" not in groups(gated)


def test_issue_is_recorded_before_it_leaves_and_is_not_kept_by_browsers(gated: Council) -> None:
    answer = gated.browser("member1").fetch("/t/paper")

    assert (answer.status_code, answer.text) == (200, SECRET)
    assert answer.headers["cache-control"] == "private, no-store"
    assert len(gated.ledger("page.issued")) == 1


def test_issue_that_cannot_be_recorded_does_not_leave(gated: Council) -> None:
    member = gated.browser("member1")
    gated.services.ledger.close()

    answer = member.fetch("/t/paper")

    assert (answer.status_code, answer.json()["code"]) == (503, "L503")
    assert SECRET not in answer.text


def test_refused_paper_is_recorded_and_its_view_does_not_run(gated: Council) -> None:
    answer = gated.browser().fetch("/t/paper")

    assert answer.status_code == 401
    assert SECRET not in answer.text
    assert [one["detail"]["reason"] for one in gated.ledger("access.refused")] == ["not_signed_in"]


@pytest.mark.parametrize("path", ["/t/act/fail", "/t/act/stop"])
def test_view_that_fails_leaves_nothing_behind(gated: Council, path: str) -> None:
    before = groups(gated)

    failed = gated.browser("member1").post(path)

    assert failed.status_code == 500
    assert groups(gated) == before
    assert gated.ledger("people.group_changed") == []
    assert gated.browser("member1").post("/t/act/keep").text == "kept"
    assert groups(gated) == before | {"kaiha"}
    assert len(gated.ledger("people.group_changed")) == 1


def test_error_nobody_expected_is_logged_whole_and_told_in_one_sentence(
    gated: Council, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "gijo.web"):
        as_page, as_json = gated.browser().get("/t/fail"), gated.browser().fetch("/t/fail")

    assert [answer.status_code for answer in (as_page, as_json)] == [500, 500]
    assert "処理できませんでした。議会事務局に連絡してください。" in as_page.text
    assert as_json.json()["code"] == "E000"
    for answer in (as_page, as_json):
        assert not any(words in answer.text for words in (SECRET, "KeyError", "Traceback", "test_gate"))
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["cache-control"] == "private, no-store"
    assert SECRET in caplog.text


def test_address_cannot_write_into_the_log(gated: Council, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "gijo.web"):
        answer = gated.browser().fetch("/t/fail/x%0aINFO%20forged%1b[31m%80")

    assert answer.status_code == 500
    assert [record.getMessage() for record in caplog.records] == [
        "GET /t/fail/x%0AINFO%20forged%1B%5B31m%EF%BF%BD",
    ]


def form(council: Council, body: bytes, **headers: str) -> Any:
    """A raw body to a form's act, as a stranger may send it."""
    sent = OWN | {"x-csrf-token": Browser(council).csrf_token, "content-type": "application/x-www-form-urlencoded"}
    return Browser(council).client.post("/t/act/echo", content=body, headers=sent | headers)


def test_form_as_large_as_the_limit_is_read_and_a_larger_one_is_not(gated: Council) -> None:
    limit = 256 * 1024

    whole, larger = form(gated, b"a=" + b"x" * (limit - 2)), form(gated, b"a=" + b"x" * (limit - 1))

    assert (whole.status_code, len(whole.text)) == (200, limit - 2 + len("|1"))
    assert (larger.status_code, larger.json()["code"]) == (413, "E413")


def test_limit_counts_what_arrives_not_what_is_announced(gated: Council) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(300):
            yield b"x" * 1024

    headers = OWN | {"x-csrf-token": Browser(gated).csrf_token}
    answer = Browser(gated).client.post("/t/act/echo", content=chunks(), headers=headers)

    assert answer.status_code == 413


def test_form_of_too_many_fields_is_bad_input(gated: Council) -> None:
    answer = form(gated, b"a=1&" * 2001)

    assert answer.status_code == 422
    assert answer.json()["code"] == "E422"


def test_form_without_a_body_is_an_empty_form(gated: Council) -> None:
    absent, torn = form(gated, b""), form(gated, b"&&=%zz&a=%ff")

    assert (absent.status_code, absent.text) == (200, "|0")
    assert torn.status_code == 200


def test_body_of_another_kind_is_no_form(gated: Council) -> None:
    answer = form(gated, b"a=1", **{"content-type": "text/plain"})

    assert (answer.status_code, answer.json()["code"]) == (422, "E422")


def put(council: Council, content: Any) -> Any:
    headers = OWN | {"x-csrf-token": Browser(council).csrf_token}
    return Browser(council).client.put("/t/upload", content=content, headers=headers)


def test_upload_is_counted_while_it_arrives(gated: Council) -> None:
    def chunks(number: int) -> Iterator[bytes]:
        for _ in range(number):
            yield b"x" * 100

    assert put(gated, b"x" * 1000).text == "1000"
    assert put(gated, chunks(10)).text == "1000"
    assert put(gated, b"").text == "0"
    assert {put(gated, content).status_code for content in (b"x" * 1001, chunks(11))} == {413}


def asked_raw(council: Council, method: str, path: str, messages: list[dict[str, Any]]) -> tuple[int, bytes]:
    """A request whose body comes as these messages and then nothing: neither an end nor another byte."""
    headers = OWN | {"host": "localhost", "x-csrf-token": Browser(council).csrf_token}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("localhost", 80),
    }
    sent: list[dict[str, Any]] = []
    waiting = list(messages)

    async def receive() -> dict[str, Any]:
        if waiting:
            return waiting.pop(0)
        await asyncio.sleep(30)
        raise AssertionError("the service waited for a body that does not come")

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(asyncio.wait_for(council.app(scope, receive, send), 20))
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], body


BEGUN = {"type": "http.request", "body": b"a=1", "more_body": True}


def test_body_that_stops_coming_is_not_waited_for(gated: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "_STALL_SECONDS", 0.2)

    for messages in ([BEGUN], []):
        status, body = asked_raw(gated, "POST", "/t/act/echo", messages)
        assert (status, b'"E422"' in body) == (422, True)
    status, body = asked_raw(gated, "PUT", "/t/upload", [BEGUN])
    assert (status, b'"M102"' in body) == (400, True)


def test_sender_who_goes_away_ends_the_request(gated: Council) -> None:
    gone = {"type": "http.disconnect"}

    status, body = asked_raw(gated, "POST", "/t/act/echo", [BEGUN, gone])

    assert (status, b'"E422"' in body) == (422, True)


FOREIGN = "https://evil.example"
MATRIX: list[tuple[dict[str, str], bool]] = [
    ({}, True),
    ({"sec-fetch-site": "same-origin"}, True),
    ({"sec-fetch-site": "none"}, True),
    ({"origin": ORIGIN}, True),
    ({"origin": ORIGIN, "sec-fetch-site": "same-origin"}, True),
    ({"sec-fetch-site": "same-site"}, False),
    ({"sec-fetch-site": "cross-site"}, False),
    ({"sec-fetch-site": ""}, False),
    ({"sec-fetch-site": "SAME-ORIGIN"}, False),
    ({"origin": FOREIGN}, False),
    ({"origin": "null"}, False),
    ({"origin": ""}, False),
    ({"origin": f"{ORIGIN}.evil.example"}, False),
    ({"origin": f"{ORIGIN}:8443"}, False),
    ({"origin": "file://localhost"}, False),
    ({"origin": ORIGIN.replace("http:", "https:")}, False),
    ({"origin": FOREIGN, "sec-fetch-site": "same-origin"}, False),
    ({"origin": ORIGIN, "sec-fetch-site": "cross-site"}, False),
]


def test_act_needs_an_own_origin_and_the_sessions_token(gated: Council) -> None:
    member, other = gated.browser("member1"), gated.browser("member1")
    tokens = {"": False, "x": False, other.csrf_token: False, Browser(gated).csrf_token: False, member.csrf_token: True}

    for headers, is_own in MATRIX:
        for token, is_mine in tokens.items():
            sent = headers | ({"x-csrf-token": token} if token else {})
            status = member.client.post("/t/act/echo", headers=sent).status_code
            assert (status == 200) is (is_own and is_mine), (headers, token)
            assert status in {200, 403}


def test_token_counts_in_the_form_too(gated: Council) -> None:
    member = gated.browser("member1")

    with_token = member.client.post("/t/act/echo", data={csrf.FIELD: member.csrf_token, "a": "1"})
    twice_wrong = member.client.post("/t/act/echo", data={csrf.FIELD: ["x", "y"]})
    in_the_address = member.client.post(f"/t/act/echo?{csrf.FIELD}={member.csrf_token}")

    assert [answer.status_code for answer in (with_token, twice_wrong, in_the_address)] == [200, 403, 403]


def test_reading_needs_no_token_and_every_other_method_is_refused(gated: Council) -> None:
    client: TestClient = Browser(gated).client
    calls: list[Callable[..., Any]] = [client.put, client.delete, client.patch, client.get]

    assert [call("/t/act/echo").status_code for call in calls] == [405] * 4
    assert client.get("/healthz", headers={"origin": FOREIGN, "sec-fetch-site": "cross-site"}).status_code == 200
