"""A form of every kind of field, sent as browsers, scripts and strangers send it."""

import json
from datetime import date, time
from typing import Any, assert_type

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from app.errors import AppError
from app.web.answers import as_json
from app.web.bodies import read_sent
from app.web.call import Call, Identity
from app.web.forms.fields import text
from app.web.forms.form import Form
from app.web.forms.sent import SentFile
from tests.app.web.trial import Colour, FileForm, TrialForm

LIMIT_BYTES = 64 * 1024

GOOD: dict[str, Any] = {
    "name": " 山田 ",
    "note": "",
    "reason": "一行目\r\n二行目",
    "password": " 空白も  秘密 ",
    "owner": "p1",
    "readers": ["p1", "p2", "p1", ""],
    "colour": "red",
    "colours": ["blue", "red"],
    "is_open": "1",
    "copies": "１２",
    "first_day": "令和8年12月1日",
    "last_day": "",
    "opens_at": "10:05",
    "decision": "refuse",
    "seat": "7番",
    "next": "/permits?done=1",
}


def told(kind: type[Form], form: Form) -> dict[str, Any]:
    values = {name: form.value_of(name) for name in kind.fields if form.has(name)}
    shown = {name: list(form[name].values) for name in kind.fields}
    return {"values": repr(values), "errors": form.errors, "shown": shown}


def client_of(kind: type[Form]) -> TestClient:
    """A service of one row that reads the form and says what it read."""

    async def view(request: Request) -> Response:
        try:
            sent = await read_sent(request, LIMIT_BYTES) if request.method == "POST" else None
            call = Call(request, None, None, None, Identity(), "", sent=sent)  # type: ignore[arg-type]  # no unit of work here
            form = kind.asked(call) if sent is None else kind.read(call)
            return JSONResponse(told(kind, form))
        except AppError as error:
            return JSONResponse(as_json(error), error.status)

    return TestClient(Starlette(routes=[Route("/", view, methods=["GET", "POST"])]))


@pytest.fixture
def trial() -> TestClient:
    return client_of(TrialForm)


EXPECTED = {
    "name": "山田",
    "note": "",
    "reason": "一行目\n二行目",
    "password": " 空白も  秘密 ",
    "owner": "p1",
    "readers": ("p1", "p2"),
    "colour": Colour.RED,
    "colours": frozenset({Colour.RED, Colour.BLUE}),
    "is_open": True,
    "copies": 12,
    "first_day": date(2026, 12, 1),
    "last_day": None,
    "opens_at": time(10, 5),
    "decision": False,
    "seat": "7",
    "item": None,
    "next": "/permits?done=1",
}


def test_form_is_read_with_its_types_however_it_was_sent(trial: TestClient) -> None:
    several = [(name, each) for name, value in GOOD.items() for each in (value if isinstance(value, list) else [value])]
    parts = [(name, (None, value)) for name, value in several]

    answers = [
        trial.post("/", data=GOOD),
        trial.post("/", files=parts),
        trial.post("/", json=GOOD | {"is_open": True, "note": None, "copies": "12"}),
        trial.get("/", params=several),
    ]

    for answer in answers:
        read = answer.json()
        assert read["errors"] == {}
        assert _unordered(read["values"]) == _unordered(repr(EXPECTED))


def _unordered(text: str) -> str:
    """The members of a set come in any order."""
    swapped = "frozenset({<Colour.BLUE: 'blue'>, <Colour.RED: 'red'>})"
    return text.replace(swapped, "frozenset({<Colour.RED: 'red'>, <Colour.BLUE: 'blue'>})")


def test_everything_that_is_wrong_is_said_at_once_and_what_was_typed_comes_back(trial: TestClient) -> None:
    typed = {
        "name": "長" * 11,
        "note": "長" * 11,
        "reason": "短",
        "password": "",
        "owner": "",
        "readers": "x" * 65,
        "colour": "green",
        "colours": ["red", "green"],
        "is_open": "yes",
        "copies": "301",
        "first_day": "きのう",
        "last_day": "2026-02-30",
        "opens_at": "25:00",
        "decision": "revoke",
    }

    read = trial.post("/", data=typed).json()

    assert read["errors"] == {
        "name": "名前は 10 文字までです。短くしてください。",
        "note": "備考は 10 文字までです。短くしてください。",
        "reason": "理由を 3 字以上で書いてください。",
        "password": "パスワードを入力してください。",
        "owner": "持ち主を選んでください。",
        "readers": "読む人を選び直してください。",
        "colour": "色を選んでください。",
        "colours": "色を選んでください。",
        "is_open": "選び直してください。",
        "copies": "部数は 1 から 300 までの数字にしてください。",
        "first_day": "日付として読めません。2027-04-30 か 令和9年4月30日 のように書いてください。",
        "last_day": "カレンダーにない日付です。日を確かめてください。",
        "opens_at": "時刻を入力してください。",
        "decision": "決定を選んでください。",
    }
    sent = {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    assert {name: read["shown"][name] for name in sent} == sent | {"password": []}


def test_what_one_field_means_for_another_is_said_with_the_rest(trial: TestClient) -> None:
    read = trial.post("/", data=GOOD | {"last_day": "2026-11-30", "name": ""}).json()

    assert read["errors"] == {
        "name": "名前を入力してください。",
        "last_day": "終わりの日が、始まりの日より前です。",
    }


def test_nothing_at_all_is_an_empty_form(trial: TestClient) -> None:
    answers = [trial.post("/"), trial.post("/", content=b" \n"), trial.get("/")]

    for answer in answers:
        assert answer.json()["errors"]["name"] == "名前を入力してください。"
        assert set(map(tuple, answer.json()["shown"].values())) == {()}


UNSEEN = ["\x00", "\x08", "\x1b[31m", "\x7f", "\x9b", "\u202e", "\u2066", "\ufffe", "\ud800", "\udfff"]


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_text_that_nobody_can_see_or_write_is_refused_with_a_sentence(trial: TestClient, unseen: str) -> None:
    names = ["name", "reason", "password", "owner", "seat"]
    typed = GOOD | dict.fromkeys(names, f"あ{unseen}い") | {"readers": [f"p{unseen}"]}

    read = trial.post("/", content=json.dumps(typed), headers={"content-type": "application/json"}).json()

    sentence = "目に見えない文字が入っています。入力し直してください。"
    assert read["errors"] == dict.fromkeys([*names, "readers"], sentence)
    assert read["shown"]["name"][0].replace("�", "") == "あ" + unseen[1:] + "い"
    assert read["shown"]["password"] == []


def test_bytes_that_are_no_characters_are_refused_with_a_sentence(trial: TestClient) -> None:
    raw = b"name=%ff&note=\xe3\x81"
    headers = {"content-type": "application/x-www-form-urlencoded"}

    read = trial.post("/", content=raw, headers=headers).json()

    assert {"name", "note"} <= read["errors"].keys()
    assert read["errors"]["name"] == read["errors"]["note"] == "目に見えない文字が入っています。入力し直してください。"


def test_letters_of_names_pass_as_they_are_registered(trial: TestClient) -> None:
    names = ["𠮷田", "葛\U000e0100城", "辻\ufe00", "が", "e\u0301", "a\u200db", "\u3000山　田"]

    read = [trial.post("/", data=GOOD | {"name": name}).json() for name in names]

    assert [(one["errors"], one["shown"]["name"]) for one in read] == [({}, [name]) for name in names]


def test_ends_of_lines_and_tabs_are_blanks_in_a_field_of_one_line(trial: TestClient) -> None:
    read = trial.post("/", data=GOOD | {"name": "山\r\n田\t\u2028花", "reason": "一\u2028二\x85三"}).json()

    assert "'name': '山 田 花'" in read["values"]
    assert "'reason': '一\\n二\\n三'" in read["values"]


TWICE: list[dict[str, Any]] = [
    {"content": b"name=a&name=b", "headers": {"content-type": "application/x-www-form-urlencoded"}},
    {"content": b"next=/&next=//evil.example", "headers": {"content-type": "application/x-www-form-urlencoded"}},
    {"files": [("name", (None, "a")), ("name", (None, "b"))]},
    {"content": b'{"name": "a", "name": "a"}'},
    {"content": b'{"unknown": 1, "unknown": 2}'},
    {"json": {"name": ["a", "b"]}},
]


@pytest.mark.parametrize("body", TWICE, ids=lambda body: ascii(body)[:60])
def test_field_of_one_value_that_is_given_twice_is_refused(trial: TestClient, body: dict[str, Any]) -> None:
    answer = trial.post("/", **body)

    assert (answer.status_code, answer.json()["code"]) == (422, "E423")
    assert answer.json()["sentence"].startswith("同じ項目が 2 回送られたため")


def test_address_that_says_a_thing_twice_is_refused(trial: TestClient) -> None:
    assert trial.get("/?name=a&name=b").json()["code"] == "E423"


NO_FORMS = [
    b"[]",
    b"3",
    b'"a"',
    b"{",
    b"a=1",
    b"\xff",
    b'{"name": NaN}',
    b'{"name": {}}',
    b'{"name": [{}]}',
    b"[" * 9000,
]


@pytest.mark.parametrize("body", NO_FORMS, ids=lambda body: ascii(body[:20]))
def test_body_that_is_no_form_is_bad_input(trial: TestClient, body: bytes) -> None:
    answer = trial.post("/", content=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "E422")


def test_form_of_parts_that_is_torn_is_bad_input(trial: TestClient) -> None:
    kind = {"content-type": "multipart/form-data; boundary=x"}
    torn = [b"x", b"--x\r\n\r\n", b"--x\r\ncontent-disposition: form-data\r\n\r\na\r\n--x--\r\n"]

    answers = [trial.post("/", content=body, headers=kind) for body in torn]
    answers.append(trial.post("/", content=b"--x--", headers={"content-type": "multipart/form-data"}))

    assert [(answer.status_code, answer.json().get("code")) for answer in answers] == [(422, "E422")] * 4


def test_file_comes_with_a_form_of_parts() -> None:
    client = client_of(FileForm)
    table = ("名簿.csv", b"\x00\xffraw", "text/csv")

    whole = client.post("/", data={"title": "名簿"}, files={"table": table}).json()
    none = client.post("/", data={"title": "名簿"}, files={"table": ("", b"")}).json()
    large = client.post("/", data={"title": "名簿"}, files={"table": ("a", b"x" * 2049)}).json()
    twice = client.post("/", data={"title": "名簿"}, files=[("table", table), ("table", table)])

    assert whole["values"] == repr({"table": SentFile("名簿.csv", b"\x00\xffraw"), "title": "名簿"})
    assert none["errors"] == {"table": "ファイルを選んでください。"}
    assert large["errors"] == {"table": "一覧は 2 KB までです。分けて送ってください。"}
    assert twice.json()["code"] == "E423"


def test_way_on_is_a_path_of_our_own(trial: TestClient) -> None:
    ways = ["//evil.example", "https://evil.example", "/a\\b", "/\ud800", "/\x00", "javascript:1", ""]

    read = [trial.post("/", content=json.dumps(GOOD | {"next": way})).json() for way in ways]

    assert all("'next': '/'}" in one["values"] and one["errors"] == {} for one in read)


def a_call() -> Call:
    return Call(Request({"type": "http"}), None, None, None, Identity(), "")  # type: ignore[arg-type]  # no unit of work here


def test_value_with_a_fault_that_nobody_looked_at_is_never_used() -> None:
    form = TrialForm.read(a_call())

    with pytest.raises(RuntimeError, match=r"TrialForm\.first_day"):
        _ = form.first_day


def test_act_without_a_screen_of_its_own_is_refused_with_all_sentences() -> None:
    with pytest.raises(AppError) as refused:
        FileForm.demand(a_call())

    assert as_json(refused.value)["fields"] == {
        "table": "ファイルを選んでください。",
        "title": "題を入力してください。",
    }
    assert refused.value.sentence == "ファイルを選んでください。題を入力してください。"


def test_types_are_those_that_were_declared() -> None:
    """Read by mypy: a field that loses its type fails `make check`."""
    form = TrialForm()
    for ask in (
        lambda: assert_type(form.name, str),
        lambda: assert_type(form.copies, int),
        lambda: assert_type(form.first_day, date),
        lambda: assert_type(form.last_day, date | None),
        lambda: assert_type(form.colour, Colour),
        lambda: assert_type(form.colours, frozenset[Colour]),
        lambda: assert_type(form.readers, tuple[str, ...]),
        lambda: assert_type(form.is_open, bool),
        lambda: assert_type(form.item, str | None),
        lambda: assert_type(FileForm().table, SentFile),
    ):
        with pytest.raises(RuntimeError):
            ask()


def test_fields_that_cannot_be_are_refused_where_they_are_written() -> None:
    with pytest.raises(TypeError, match="no field nmae"):
        TrialForm(nmae="")
    with pytest.raises(TypeError, match="cannot have a field errors"):
        type("Clashing", (Form,), {"errors": text("誤り", most=3)})
