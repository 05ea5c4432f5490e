"""What is declared and what is handled, what a payload may be, and that the worker knows every kind."""

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

import pytest

import app
from app.jobs.errors import JobKindsMismatch, PayloadUnreadable
from app.jobs.kinds import JobKind
from app.jobs.payloads import unpack
from app.jobs.registry import Registry
from app.jobs.runs import Handler
from app.kinds.jobs import KINDS
from tests.app.jobs.post import COUNT, LETTER, Count, Letter


def letters() -> Handler[Letter]:
    return Handler(LETTER, lambda _letter, _run: None)


def counts() -> Handler[Count]:
    return Handler(COUNT, lambda _count, _run: None)


def test_a_worker_does_not_start_with_a_kind_that_nobody_handles() -> None:
    with pytest.raises(JobKindsMismatch, match=r"nobody handles \['count'\]"):
        Registry([LETTER, COUNT], [letters()])


def test_a_worker_does_not_start_with_a_handler_that_no_list_names() -> None:
    with pytest.raises(JobKindsMismatch, match=r"in no list of kinds: \['count'\]"):
        Registry([LETTER], [letters(), counts()])


@pytest.mark.parametrize(("kinds", "handlers"), [([LETTER, LETTER], [letters()]), ([LETTER], [letters(), letters()])])
def test_a_worker_does_not_start_with_a_name_that_stands_twice(
    kinds: list[JobKind[Letter]], handlers: list[Handler[Letter]]
) -> None:
    with pytest.raises(JobKindsMismatch, match=r"more than once: \['letter'\]"):
        Registry(kinds, handlers)


def test_a_worker_does_not_start_where_background_work_would_never_make_way() -> None:
    before = JobKind("before", Letter, lambda letter: letter.to, priority=1, is_background=True)

    with pytest.raises(JobKindsMismatch, match=r"makes way for them: \['letter'\]"):
        Registry([LETTER, before], [letters(), Handler(before, lambda _letter, _run: None)])


def declared() -> Iterator[JobKind[object]]:
    """Every kind that stands in a module of the service."""
    for found in pkgutil.walk_packages(app.__path__, "app."):
        if found.name != "app.__main__":
            yield from (each for each in vars(import_module(found.name)).values() if isinstance(each, JobKind))


def test_every_kind_that_a_domain_declares_is_in_the_workers_list() -> None:
    assert {kind.name for kind in declared()} == {kind.name for kind in KINDS}
    of_rows = {"convert", "sharpen", "sharpen2", "sharpen4"}
    assert of_rows <= {kind.name for kind in KINDS}, "rows with these names are out there"


@dataclass(frozen=True)
class Everything:
    name: str
    number: int
    is_urgent: bool
    note: str | None = None
    page: int | None = None


@dataclass(frozen=True)
class Shortened:
    name: str
    count: int
    former_fields = ("former",)


EVERYTHING = JobKind("everything", Everything, lambda each: each.name)


@pytest.mark.parametrize(
    "payload", [Everything("𠮷田", 3, is_urgent=True), Everything("", -1, is_urgent=False, note="x", page=2)]
)
def test_a_payload_comes_back_as_it_went_in(payload: Everything) -> None:
    subject, text = EVERYTHING.write(payload)

    assert subject == payload.name
    assert EVERYTHING.read(text) == payload


def test_field_that_an_earlier_edition_kept_is_left_out_and_no_other_one() -> None:
    kept = '{"name":"x","count":1,"former":%s}'

    assert unpack(Shortened, kept % 3) == Shortened("x", 1)
    with pytest.raises(PayloadUnreadable):
        unpack(Shortened, kept.replace("former", "unknown") % 3)


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[1]",
        "{}",
        '{"name":"a","number":1}',
        '{"name":"a","number":"1","is_urgent":true}',
        '{"name":"a","number":true,"is_urgent":true}',
        '{"name":"a","number":1,"is_urgent":1}',
        '{"name":"a","number":1,"is_urgent":true,"page":"2"}',
        '{"name":"a","number":1,"is_urgent":true,"more":1}',
    ],
)
def test_a_payload_that_is_not_of_its_kind_is_not_guessed_at(text: str) -> None:
    with pytest.raises(PayloadUnreadable):
        EVERYTHING.read(text)


@dataclass(frozen=True)
class Scan:
    content: bytes


@pytest.mark.parametrize("payload_type", [Scan, dict])
def test_what_a_row_cannot_keep_is_refused_where_it_is_declared(payload_type: type[object]) -> None:
    with pytest.raises(TypeError):
        JobKind("x", payload_type, str)


def test_a_name_that_does_not_fit_its_column_is_refused_where_it_is_declared() -> None:
    with pytest.raises(ValueError, match="no name"):
        JobKind("x" * 33, Letter, lambda letter: letter.to)
