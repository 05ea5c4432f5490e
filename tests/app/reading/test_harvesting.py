"""Who takes pages faster than anybody reads is slowed and told of; who leafs through a paper quickly is not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import anyio
import pytest

from app.settings import Rates
from app.web.lanes import entrance
from app.web.lanes.rates import Rate
from tests.app.reading.shelf import lay
from tests.support.council import UNHURRIED, Council, council_in

pytestmark = pytest.mark.rare("hundreds of pages taken one after another; only the rates move it")

_QUICK = replace(UNHURRIED, reading_at_once=10, reading_a_minute=360)
"""Six a second after the first ten."""


@dataclass
class Waiting:
    """Time that goes by only where the entrance lets somebody wait: to the moment of who may go on first.

    So a busy machine is no slow reader, and nobody waits for a second to be over.
    """

    seconds: float = 1000.0
    _until: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        until = self.seconds + seconds
        self._until.append(until)
        while self.seconds < until:
            await anyio.sleep(0.005)  # in which others come, and wait, too
            if until == min(self._until):
                self.seconds = max(self.seconds, until)
        self._until.remove(until)


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Waiting:
    waiting = Waiting()
    monkeypatch.setattr(entrance, "Rate", partial(Rate, now=waiting))
    monkeypatch.setattr(entrance, "sleep", waiting.sleep)
    return waiting


@pytest.fixture
def hurried(each_database: str, tmp_path: Path) -> Iterator[Council]:
    with council_in(tmp_path / "home", rates=_QUICK) as founded:
        yield founded


@pytest.fixture
def slow(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """One a second after the first ten."""
    with council_in(tmp_path / "home", rates=replace(_QUICK, reading_a_minute=60)) as founded:
        yield founded


@pytest.fixture
def usual(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """With the rates that a council has unless it says otherwise."""
    with council_in(tmp_path / "home", rates=Rates()) as founded:
        yield founded


@pytest.fixture
def patient(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """With the usual rates, but so that what comes after the first pages comes slowly on any machine."""
    with council_in(tmp_path / "home", rates=replace(Rates(), reading_a_minute=60)) as founded:
        yield founded


def alarms(council: Council) -> list[object]:
    return [told["detail"]["alarm"] for told in council.ledger("auth.alarm")]


@pytest.mark.clause("I 2章2(2)③-1")
def test_harvest_is_slowed_and_person_administrator_and_chair_are_told_once(hurried: Council, time: Waiting) -> None:
    laid, member = lay(hurried), hurried.browser("member1")
    assert member.get("/").status_code == 200
    begun = time.seconds

    with ThreadPoolExecutor(6) as connections:  # as many as a browser opens
        taken = [*connections.map(lambda _: member.fetch(laid.page()).status_code, range(75))]

    assert taken == [200] * 75
    assert time.seconds - begun >= (75 - 10 - 1) / 6
    assert alarms(hurried) == ["harvest"]
    words = "読む速さを超えて次々にひらかれています"
    assert words in member.get("/").text
    for office in ("admin", "chair"):
        assert words in hurried.browser(office).get("/admin/connections").text
    assert words not in hurried.browser("member2").get("/").text


def test_text_counts_like_its_page_and_another_reader_is_not_slowed(slow: Council, time: Waiting) -> None:
    laid, member, other = lay(slow), slow.browser("member1"), slow.browser("member2")
    assert [one.get("/").status_code for one in (member, other)] == [200, 200]

    begun = time.seconds
    for path in [laid.page()] * 10 + [laid.text()] * 3:
        assert member.fetch(path).status_code == 200
    own_seconds = time.seconds - begun
    begun = time.seconds
    for _ in range(8):
        assert other.fetch(laid.text()).status_code == 200

    assert own_seconds >= 13 - 10 - 1
    assert time.seconds == begun, "with the first reader's pace these would take eight seconds"


def test_far_too_many_at_once_are_refused_with_the_time_to_wait(patient: Council) -> None:
    laid, member = lay(patient), patient.browser("member1")
    assert member.get("/").status_code == 200
    answers = [member.fetch(laid.page()) for _ in range(120)]
    assert {answer.status_code for answer in answers} == {200}

    with ThreadPoolExecutor(40) as tablets:
        rush = [*tablets.map(lambda _: member.fetch(laid.page()), range(40))]

    refused = [answer for answer in rush if answer.status_code == 429]
    assert refused
    assert {answer.status_code for answer in rush} == {200, 429}
    assert {answer.json()["code"] for answer in refused} == {"E429"}
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)


def test_leafing_quickly_through_thumbnails_and_pages_is_reading(usual: Council, time: Waiting) -> None:
    """A strip of five hundred small pages drawn at once, and sixty pages turned without a pause."""
    laid, member = lay(usual), usual.browser("member1")
    assert member.get("/").status_code == 200
    begun = time.seconds

    strip = {member.fetch(laid.thumbnail()).status_code for _ in range(500)}
    turned = {member.fetch(laid.page()).status_code for _ in range(60)}

    assert strip == turned == {200}
    assert alarms(usual) == []
    assert time.seconds - begun < 60


def test_answer_about_several_papers_counts_as_three_pages(hurried: Council, time: Waiting) -> None:
    lay(hurried)
    browser, before = hurried.browser("member1"), time.seconds
    browser.get("/search")  # from here on it is known whose cookie this is

    for _ in range(3):
        assert browser.post("/search/hits", {"q": "補正"}).status_code == 200
    at_once = time.seconds
    assert browser.post("/search/hits", {"q": "補正"}).status_code == 200

    assert at_once == before
    assert time.seconds - before == pytest.approx((4 * 3 - 10) / 6, abs=0.01)
