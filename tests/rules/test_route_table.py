"""The table of addresses, put together from every domain's rows: complete, unambiguous, and the same in any order."""

import importlib
import random
import re
from types import ModuleType
from typing import cast

import pytest

from app.about import health
from app.access.actions import Action
from app.access.facts import Actor
from app.access.roles import Role
from app.registers.kept import REGISTERS
from app.routes import ROUTES
from app.web.navigation import Place, items_for
from app.web.rows import Row, Rows, act, assemble, page, paper
from tests.rules.house import text, tracked


def domains() -> list[ModuleType]:
    """Every `rows.py`, but the one that says what a row is."""
    names = [name for name in tracked(".py") if re.fullmatch(r"app/(?!web/).*rows\.py", name)]
    return [importlib.import_module(name.removesuffix(".py").replace("/", ".")) for name in names]


def rows_of(domain: ModuleType) -> Rows:
    """Its constant, or what its function makes when nothing stands above it; registers are its own (`kept`)."""
    if hasattr(domain, "ROWS"):
        return cast("Rows", domain.ROWS)
    handed = domain.rows.__annotations__.keys() - {"return"}
    return cast("Rows", domain.rows(**{name: REGISTERS if name == "registers" else () for name in handed}))


def view_of(row: Row) -> str:
    """The module of the function that answers."""
    return str(getattr(row.view, "func", row.view).__module__)


def at(path: str, *, method: str = "GET") -> Row:
    return page(path, health.show, Action.PUBLIC) if method == "GET" else act(path, health.show, Action.SIGN_OUT)


def test_every_row_of_every_domain_is_in_the_table_and_nothing_else() -> None:
    declared = sorted(row.name for domain in domains() for row in rows_of(domain))

    assert len(declared) > 150
    assert declared == sorted(row.name for row in ROUTES)


def test_what_answers_an_address_stands_in_the_folder_that_declares_it() -> None:
    elsewhere = [
        (row.name, view_of(row), domain.__name__)
        for domain in domains()
        for row in rows_of(domain)
        if not view_of(row).startswith(domain.__name__.removesuffix("rows"))
    ]

    assert elsewhere == []


def test_table_is_the_same_whatever_order_the_rows_come_in() -> None:
    rows = list(ROUTES)
    for seed in range(5):
        random.Random(seed).shuffle(rows)  # noqa: S311 - any order will do

        assert assemble([tuple(rows[:40]), tuple(rows[40:])]) == ROUTES


def test_literal_path_is_tried_before_one_that_takes_anything() -> None:
    table = assemble([(at("/people/{person}"), at("/people/{number:int}"), at("/people/new"))])

    assert [row.path for row in table] == ["/people/new", "/people/{number:int}", "/people/{person}"]


@pytest.mark.parametrize("second", ["/people/{person}", "/people/{name}"])
def test_two_rows_for_one_address_do_not_start(second: str) -> None:
    with pytest.raises(TypeError, match=r"GET /people/{\w+} would answer what is meant for GET /people/{\w+}"):
        assemble([(at("/people/{person}"),), (at(second),)])


def test_address_may_be_read_and_sent_to() -> None:
    assert len(assemble([(at("/people"), at("/people", method="POST"))])) == 2


def test_page_of_a_paper_that_would_hide_a_screen_does_not_start() -> None:
    heavy = paper("/papers/{version}", health.show, Action.PAGE_READ, lambda _call: None)

    with pytest.raises(TypeError, match=r"GET /papers/{version} would answer what is meant for GET /papers/new"):
        assemble([(at("/papers/new"), heavy)])


def test_row_whose_action_is_not_declared_does_not_start() -> None:
    with pytest.raises(TypeError, match="the action is not declared"):
        page("/burn", health.show, cast("Action", "ledger.burn"))


def test_every_place_of_the_menu_leads_to_a_screen_that_belongs_there() -> None:
    offered = {item for role in Role for item in items_for(Actor("p", frozenset({role})))}
    leads_to = {item.place: next(row.place for row in ROUTES if row.name == f"GET {item.href}") for item in offered}

    assert leads_to == {place: place for place in Place}
    assert {row.place for row in ROUTES} - {None} == set(Place)


_ASKS = re.compile(r"""(?:getJson|getPage|act|once|fetch|WebSocket)\(\s*["`](?P<address>[^"`?]*)""")
_TIMER = re.compile(r"\bset(?:Timeout|Interval)\(")


def shape(address: str) -> str:
    """`/a/${b}/c` as a row's `/a/{b}/c`; what comes before the first slash is told by the page, and may be anything."""
    return re.sub(r"^\.\*/", "(.*)/", re.sub(r"\$\{[^}]*\}", ".*", address))


def asked_by_clocks() -> list[tuple[str, str]]:
    """Script and address, for everything that a script with a timer asks the server."""
    scripts = [name for name in tracked(".js") if name.startswith(("app/static/js/", "viewer/client/"))]
    return [
        (name, found["address"])
        for name in scripts
        if _TIMER.search(text(name))
        for found in _ASKS.finditer(text(name))
        if "/" in found["address"]
    ]


def test_what_scripts_ask_by_the_clock_is_no_sign_of_a_person() -> None:
    """A screen that nobody touches must not keep its session alive: what it asks are rows marked as background."""
    asked = asked_by_clocks()
    meant = [
        (name, address, row) for name, address in asked for row in ROUTES if re.fullmatch(shape(address), row.path)
    ]

    assert {name.rpartition("/")[2] for name, _, _ in meant} >= {
        "bar.js",
        "board.js",
        "request.js",
        "paper.js",
        "rows.js",
    }
    assert [(name, row.name) for name, _, row in meant if not row.is_background] == []
    assert {(name, address) for name, address in asked} == {(name, address) for name, address, _ in meant}
