"""Every link leads to a row by its method, and every row is led to: whoever renames one hears of it here."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from starlette.responses import Response

from app.access.actions import Action
from app.guides.manual import TITLES
from app.registers.kept import REGISTERS
from app.web.call import Call
from app.web.rows import Row, act, page
from tests.rules import house
from tests.rules.links import in_python, in_scripts, in_templates
from tests.rules.links.link import Link, leads_to
from tests.rules.walk.table import WALKED

MEANT: dict[tuple[str, str], tuple[str, ...]] = {
    ("app/static/js/prepare/meeting.js", "GET */papers"): ("POST /prepare/meetings/*/papers",),
    ("app/static/js/prepare/rows.js", "GET */state"): ("GET /prepare/meetings/*/state",),
    ("app/static/js/prepare/paper.js", "GET */state"): ("GET /prepare/materials/*/state",),
    ("app/static/js/notes/screen.js", "GET /notes/listed"): ("POST /notes/listed",),
    ("viewer/client/addresses.js", "GET /papers/*/search"): ("POST /papers/*/search",),
    ("viewer/client/addresses.js", "GET /meetings/*/search/hits"): ("POST /meetings/*/search/hits",),
    ("viewer/client/addresses.js", "GET /search/hits"): ("POST /search/hits",),
    ("viewer/client/addresses.js", "GET /papers/*/position"): ("POST /papers/*/position",),
    ("viewer/client/addresses.js", "GET /papers/*/notes/carried"): ("POST /papers/*/notes/carried",),
    ("viewer/client/addresses.js", "GET /papers/*/notes/*"): ("GET /papers/*/notes/*", "POST /papers/*/notes/*"),
    ("viewer/client/addresses.js", "GET /papers/*/pages/*/zoom/*"): ("GET /papers/*/pages/*/zoom/*/*/*",),
    ("templates/prepare/keeping.html", "POST */keeping"): (
        "POST /prepare/materials/*/keeping",
        "POST /prepare/meetings/*/keeping",
    ),
    ("app/auth/enrolment/views.py", "GET /enrol/*"): ("GET /enrol/password", "GET /enrol/factor", "GET /enrol/codes"),
}
"""What cannot be read where an address is written: what it goes on from, who sends it, how many parts are filled in."""

NAMED = {f"GET /guides/{name}": "GET /guides/*" for name in TITLES} | {
    f"GET /registers/{register.key}{end}": f"GET /registers/*{end}" for register in REGISTERS for end in ("", "/new")
}
"""Addresses written with the name of a manual or of a register that is there."""

TABLE_OF_CLAUSES = "app/clauses/chapters/"
"""Whoever looks for the work of the day is not led by it."""

NOT_LED_TO = {"GET /healthz": "asked by proxies and by those who run the service"}


def meant(link: Link) -> Iterator[Link]:
    """The link as it is followed."""
    written = _key(link)[1]
    yield from (Link(link.where, *each.split(" ")) for each in MEANT.get(_key(link), (NAMED.get(written, written),)))


def _key(link: Link) -> tuple[str, str]:
    return link.where.split(":")[0], f"{link.method} {link.path}"


@pytest.fixture(scope="module")
def links() -> list[Link]:
    written = [*in_templates.in_templates(), *in_python.in_python(), *in_scripts.in_scripts()]
    assert {link.method for link in written} == {"GET", "POST", "PUT", "SOCKET"}
    assert MEANT.keys() <= {_key(link) for link in written}
    return [followed for link in written for followed in meant(link)]


def dead(links: list[Link], rows: tuple[Row, ...]) -> list[str]:
    """Links that lead nowhere."""
    return [f"{link.where} {link.method} {link.path}" for link in links if not any(leads_to(link, row) for row in rows)]


def test_every_link_leads_to_a_row_by_its_method(links: list[Link]) -> None:
    assert dead(links, WALKED) == []


def test_every_row_is_led_to(links: list[Link]) -> None:
    by_work = [link for link in links if not link.where.startswith(TABLE_OF_CLAUSES)]

    assert {row.name for row in WALKED if not any(leads_to(link, row) for link in by_work)} == NOT_LED_TO.keys()


def unnoticed(links: list[Link], change: Callable[[Row], Row]) -> list[str]:
    """Rows that could change so, each alone, and leave no link that leads nowhere."""
    led_to = [(link, [row for row in WALKED if leads_to(link, row)]) for link in links]
    only = {row.name: [link for link, rows in led_to if rows == [row]] for row in WALKED}
    return [row.name for row in WALKED if row.name not in NOT_LED_TO and not dead(only[row.name], (change(row),))]


def test_row_that_is_renamed_leaves_a_link_that_leads_nowhere(links: list[Link]) -> None:
    assert unnoticed(links, lambda row: replace(row, path=f"{row.path}/renamed")) == []


def test_row_that_takes_another_method_leaves_a_link_that_leads_nowhere(links: list[Link]) -> None:
    assert unnoticed(links, lambda row: replace(row, method="PATCH", topics=None)) == []


def nothing(_call: Call) -> Response:
    return Response()


ROWS = (
    page("/people/new", nothing, Action.PUBLIC),
    page("/people/{person}", nothing, Action.PUBLIC),
    act("/people/{person}/edit", nothing, Action.SIGN_OUT),
)


@pytest.mark.parametrize(
    ("method", "path", "is_there"),
    [
        ("GET", "/people/new", True),
        ("GET", "/people/*", True),
        ("GET", "/people/old", False),
        ("GET", "/people/*/edit", False),
        ("POST", "/people/*/edit", True),
        ("POST", "*/edit", True),
        ("POST", "*/new", False),
        ("GET", "/people", False),
    ],
)
def test_link_leads_to_what_is_written_there_and_to_nothing_like_it(method: str, path: str, *, is_there: bool) -> None:
    assert any(leads_to(Link("", method, path), row) for row in ROWS) is is_there


TEMPLATE = """
{% macro go(label, to) %}<a href="{{ to }}">{{ label }}</a>{% endmacro %}
{% macro send(to, fields) %}<form method="post" action="{{ to }}"></form>{% endmacro %}
{% set here = "/meetings/" ~ meeting.id %}
<a href="{{ here }}#top">{% if old %}<b>{{ here }}</b>{% endif %}</a>
<form method="post" action="{{ here }}/{{ 'open' if closed else 'close' }}?x=1"><button formaction="/drop">
<a href="{% if old %}/old{% else %}/new{% endif %}">{{ go("x", "/went") }}{{ send(here ~ "/sent", {}) }}</a>
<form action="/found"></form>{{ button("x", attrs={"formaction": "/given"}) }}{{ crumbs([("x", "/crumb")]) }}
{% with action="/handed" %}{% include "x.html" %}{% endwith %}<p data-begin="/begun" data-kept="{{ here }}/kept"></p>
"""


def test_links_of_a_template_are_seen_with_their_methods(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "tracked", lambda _ending: ("app/templates/x.html",))
    monkeypatch.setattr(house, "text", lambda _name: TEMPLATE)

    assert {f"{link.method} {link.path}" for link in in_templates.in_templates()} == {
        "GET /meetings/*",
        "POST /meetings/*/open",
        "POST /meetings/*/close",
        "POST /drop",
        "GET /old",
        "GET /new",
        "GET /went",
        "POST /meetings/*/sent",
        "GET /found",
        "POST /given",
        "GET /crumb",
        "POST /handed",
        "POST /begun",
        "GET /meetings/*/kept",
    }


PYTHON = '''
"""/docstring"""
_BOARD = "/board"
def view(call):
    """/docstring"""
    if path.startswith("/no"):
        return see_other(f"{_BOARD}?done=1")
    cookie(path="/no")
    said = {"href": f"/people/{person.id}#x", "action": f"/people/{person.id}/edit", "upload": "/file"}
    return see_other(f"/people/{'on' if x else 'off'}")
'''


def test_links_of_python_are_seen_with_their_methods(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "python", lambda _folder: ["app/x.py"])
    monkeypatch.setattr(house, "tree", lambda _name: ast.parse(PYTHON))

    assert {f"{link.method} {link.path}" for link in in_python.in_python()} == {
        "GET /board",
        "GET /people/*",
        "POST /people/*/edit",
        "PUT /file",
        "GET /people/on",
        "GET /people/off",
    }


SCRIPT = """
// "/comment"
/* '/comment' */
import { act } from "../net/act.js";
await act(`/people/${person.id}/edit`, { a: "/b" });
form.action = "/sent";
link.href = `/people/${id}${page ? `?p=${page}` : ""}`;
await getJson(`${here}/state`);
await once("/renew", { method: "POST" });
new WebSocket(`${scheme}//${location.host}/live`);
"""


def test_links_of_scripts_are_seen_with_their_methods(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "tracked", lambda _ending: ("app/static/js/x.js",))
    monkeypatch.setattr(house, "text", lambda _name: SCRIPT)

    assert {f"{link.method} {link.path}" for link in in_scripts.in_scripts()} == {
        "POST /people/*/edit",
        "GET /b",
        "POST /sent",
        "GET /people/*",
        "GET */state",
        "POST /renew",
        "SOCKET /live",
    }
