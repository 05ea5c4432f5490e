"""The second person's word is about what stood on the screen: of each kind, something changes before it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import days
from app.access.facts import DeviceKind
from app.auth.factors.strength import PASSKEY
from app.kinds.proposals import PROPOSALS
from app.materials.models import PublicFile
from app.proposals.models import Proposal
from tests.app.auth.alarms.guarded_acts import of, post, with_public_file
from tests.app.auth.signing import enrol_person
from tests.app.board.halting import stopping
from tests.app.board.setting import changing
from tests.app.disposals.conftest import inquire
from tests.app.reading.shelf import lay
from tests.support.council import Council
from tests.support.shown import asking, mark_on

pytestmark = pytest.mark.alike("what is shown before two decide; others ask for the same on both")

SENTENCE = "画面をひらいたあとで、申し出の内容か、その対象が変わりました。"
Act = Callable[[Council, str], Any]


@dataclass(frozen=True)
class Case:
    """`ask`: one person asks (again: another payload). `address`: where the word goes; {} is the proposal. `screen`:
    where it is given; {} is the subject. `second`: who gives it. `change`: what another person does meanwhile to what
    the word is about, by the subject's id.
    """

    ask: Callable[[Council, str], Any]
    address: str
    screen: str
    second: str
    change: Act


def _post(council: Council, login: str, path: str, **fields: Any) -> Any:
    answer = post(council, login, path, **fields)
    assert answer.status_code == 303, answer.text
    return answer


def _paper(council: Council, level: str) -> str:
    """The paper that is there, or a new one."""
    with council.services.database.read() as unit:
        found = unit.scalars(select(Proposal.subject)).first()
    return found or with_public_file(council, lay(council, level=level)).material


def _lowers(council: Council, reason: str) -> None:
    _post(council, "clerk1", f"/prepare/materials/{_paper(council, '3C')}/label", label="2", reason=reason)


def _names_3a(council: Council, reason: str) -> None:
    _post(council, "clerk1", f"/prepare/materials/{_paper(council, '3C')}/label", label="3A", reason=reason)


def _less(council: Council, reason: str) -> None:
    fields = {"label": "3C", "source": "council", "integrity": "1", "availability": "1", "reason": reason}
    material = _paper(council, "3C")
    if not council.ledger("material.label_change_asked"):
        more = fields | {"integrity": "2", "availability": "2"}
        _post(council, "clerk1", f"/prepare/materials/{material}/label", **more)
    _post(council, "clerk1", f"/prepare/materials/{material}/label", **fields)


def _releases(council: Council, reason: str) -> None:
    _post(council, "clerk1", f"/prepare/materials/{_paper(council, '1')}/release", reason=reason, is_no_procedure="1")


def _disposes(council: Council, reason: str) -> None:
    inquire(council, runs=False)
    _post(council, "admin", f"/prepare/materials/{_paper(council, '2')}/disposal", reason=reason)


def _shortens(council: Council, reason: str) -> None:
    _post(council, "admin", f"/prepare/materials/{_paper(council, '2')}/keeping", length="3 年", reason=reason)


def _brings_back(council: Council, reason: str) -> None:
    here = f"/prepare/materials/{_paper(council, '2')}"
    if not council.ledger("material.withdrawn") or council.ledger("material.changed")[-1]["detail"].get("decision"):
        post(council, "clerk1", f"{here}/withdraw", reason=reason)
    _post(council, "clerk1", f"{here}/restore")


def _renames_paper(council: Council, subject: str) -> None:
    _post(council, "clerk1", f"/prepare/materials/{subject}/title", title="議案第99号")


def _resets(council: Council, reason: str) -> None:
    _post(council, "admin", f"/admin/people/{of(council, 'member1')}/reset", reason=reason)


def _gives(council: Council, reason: str) -> None:
    term = {"role": "clerk", "first_day": str(days.today()), "last_day": "", "scope": ""}
    _post(council, "admin", f"/admin/people/{of(council, 'member1')}/power", **term, reason=reason)


def _lifts(council: Council, reason: str) -> None:
    if not stopping.halts(council):
        stopping.stop(council, login="chair")
    assert stopping.ask(council, "chair", reason=reason).status_code == 303


def _loosens(council: Council, reason: str) -> None:
    fields = changing.PERSONAL | {"until": changing.in_a_month(), "reason": reason}
    assert changing.ask(council, "admin", "devices_3B", **fields).status_code == 303


def _makes_anew(council: Council, _subject: str) -> None:
    """The worker: the file for residents is another one."""
    with council.services.database.write() as unit:
        unit.scalars(select(PublicFile)).one().sha256 = "1" * 64


def _adds_readers(council: Council, subject: str) -> None:
    both = [council.groups["members"].id, council.groups["executives"].id]
    _post(council, "clerk1", f"/prepare/materials/{subject}/readers", groups=both)


def _names_another(council: Council, subject: str) -> None:
    _post(council, "admin", f"/prepare/materials/{subject}/readers", people=[of(council, "member2")])


def _renames_person(council: Council, subject: str) -> None:
    fields = {"name": "森田 由佳", "kana": "", "title": "主任", "seat": ""}
    _post(council, "admin", f"/admin/people/{subject}/edit", **fields)


def _ends_term(council: Council, subject: str) -> None:
    fields = {"role": "executive", "first_day": str(days.today()), "last_day": str(days.today() + timedelta(days=9))}
    _post(council, "admin", f"/admin/people/{subject}/offices", **fields)


def _gets_device(council: Council, _subject: str) -> None:
    council.browser("member1", device=DeviceKind.PERSONAL)


PAPER, LABELS = "/prepare/materials/{}", "/prepare/label-changes/{}/decide"
CASES: dict[str, Case] = {
    "label_change lower": Case(_lowers, LABELS, PAPER, "clerk2", _adds_readers),
    "label_change 3A": Case(_names_3a, LABELS, PAPER, "admin", _names_another),
    "marks_change": Case(_less, LABELS, PAPER, "clerk2", _adds_readers),
    "return": Case(_brings_back, LABELS, PAPER, "clerk2", _adds_readers),
    "release": Case(_releases, "/prepare/releases/{}/decide", "", "admin", _makes_anew),
    "disposal": Case(_disposes, "/disposals/{}/decide", "", "chair", _adds_readers),
    "keeping": Case(_shortens, "/disposals/keeping/{}/decide", "/disposals", "chair", _renames_paper),
    "factor_reset": Case(_resets, "/admin/resets/{}/decide", "/admin/resets", "clerk1", _renames_person),
    "office_change": Case(_gives, "/admin/offices/{}/decide", "/admin/offices", "chair", _ends_term),
    "standard_change": Case(_loosens, "/standards/changes/{}/decide", "/standards", "chair", _gets_device),
    "halt_lift": Case(_lifts, "/halt/lifts/{}/decide", "/halt", "admin", lambda _council, _subject: None),
}
CHANGEABLE = sorted(set(CASES) - {"halt_lift"})
"""Of a stop nothing can change but the stop itself, which is another one then: tests/app/board/halting/test_halt.py."""


def waiting(council: Council) -> Proposal:
    with council.services.database.read() as unit:
        return unit.scalars(select(Proposal).where(Proposal.state == "asked")).one()


def states(council: Council) -> list[str]:
    with council.services.database.read() as unit:
        return list(unit.scalars(select(Proposal.state).order_by(Proposal.asked_at)))


@dataclass
class Second:
    """The second person at the screen of what waits."""

    council: Council
    case: Case

    def __post_init__(self) -> None:
        self.asked = waiting(self.council)
        self.address = self.case.address.format(self.asked.id)
        self.browser = self.council.browser(self.case.second, strong_with=PASSKEY)

    def looks(self) -> str:
        """The mark that the screen carries now."""
        screen = self.case.screen.format(self.asked.subject) or self.address.rsplit("/", 1)[0]
        return mark_on(self.browser.get(screen).text, self.address)

    def says(self, shown: str, decision: str = "confirm") -> Any:
        return self.browser.post(self.address, {"decision": decision, "shown": shown, "reason": "確かめた"})


def test_every_kind_is_tried_here() -> None:
    tried = {name.partition(" ")[0] for name in CASES}
    assert tried == {kind.name for kind in PROPOSALS.kinds}, "give the kind a Case: what changes after it was shown"


@pytest.mark.sampled("founds a council for each kind, for a second of a processor")
@pytest.mark.both("asks for rows as no other test does")
@pytest.mark.parametrize("name", CHANGEABLE)
def test_what_changed_between_looking_and_pressing_is_not_confirmed_but_shown_anew(council: Council, name: str) -> None:
    case = CASES[name]
    case.ask(council, "申し出の理由")
    second = Second(council, case)
    seen = second.looks()

    case.change(council, second.asked.subject)
    before = len(council.ledger())
    answer = second.says(seen)

    assert (answer.status_code, SENTENCE in answer.text, "番号 E410" in answer.text) == (409, True, True)
    assert (states(council), len(council.ledger())) == (["asked"], before)
    anew = mark_on(answer.text, second.address)
    assert anew not in {"", seen}
    assert second.says(anew).status_code == 303
    assert states(council) == ["confirmed"]


@pytest.mark.sampled("founds a council for each kind, for a second of a processor")
@pytest.mark.parametrize("name", CASES)
def test_word_on_what_was_taken_back_is_none_on_what_was_asked_for_instead(council: Council, name: str) -> None:
    case = CASES[name]
    case.ask(council, "はじめの理由")
    second = Second(council, case)
    seen, asker = second.looks(), {"halt_lift": "chair"}.get(name, "admin")
    asker = "clerk1" if case.address.startswith("/prepare") else asker
    _post(council, asker, second.address.replace("/decide", "/withdraw"))
    case.ask(council, "つぎの理由")

    on_the_former = second.says(seen)
    later = Second(council, case)
    on_the_later = later.says(seen)

    assert on_the_former.status_code in {409, 422}
    assert (on_the_later.status_code, SENTENCE in on_the_later.text) == (409, True)
    assert states(council) == ["withdrawn", "asked"]
    assert later.says(mark_on(on_the_later.text, later.address)).status_code == 303


@pytest.mark.sampled("founds a council for each kind, for a second of a processor")
@pytest.mark.parametrize("name", CASES)
def test_word_without_a_mark_confirms_nothing(council: Council, name: str) -> None:
    CASES[name].ask(council, "理由")
    second = Second(council, CASES[name])

    assert [second.says(shown).status_code for shown in ("", "0" * 16)] == [409, 409]
    assert states(council) == ["asked"]


def test_refusing_needs_a_mark_only_where_it_undoes_something(council: Council) -> None:
    CASES["label_change 3A"].ask(council, "理由")
    second = Second(council, CASES["label_change 3A"])

    undoing = second.says("", "refuse")
    _post(council, "clerk1", second.address.replace("/decide", "/withdraw"))
    CASES["label_change lower"].ask(council, "理由")
    harmless = Second(council, CASES["label_change lower"]).says("", "refuse")

    assert (undoing.status_code, "番号 E410" in undoing.text, harmless.status_code) == (409, True, 303)


def test_reset_that_would_take_a_key_nobody_was_shown_is_shown_anew(council: Council) -> None:
    CASES["factor_reset"].ask(council, "紛失")
    second = Second(council, CASES["factor_reset"])
    seen = second.looks()

    enrol_person(council, "member1")
    answer = second.says(seen)

    assert (answer.status_code, "無効になるもの　認証アプリ 1" in answer.text) == (409, True)


def test_what_was_typed_as_the_reason_is_still_there_when_the_screen_is_shown_anew(council: Council) -> None:
    CASES["office_change"].ask(council, "理由")

    answer = Second(council, CASES["office_change"]).says("0" * 16)

    assert "確かめた" in answer.text


UNSEEN: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "release": ("clerk1", "/prepare/materials/{}/release", {"is_no_procedure": "1", "reason": "配るため"}, 409),
    "disposal": ("clerk1", "/prepare/materials/{}/disposal", {"reason": "二重の資料"}, 409),
    "keeping": ("clerk1", "/prepare/materials/{}/keeping", {"length": "3 年", "reason": "短く"}, 409),
    "permit": ("member1", "/papers/{}/permit", {"reason": "地区の説明会で示すため", "until": "three"}, 422),
}


@pytest.mark.parametrize("what", UNSEEN)
def test_nothing_is_asked_for_that_no_screen_has_shown(council: Council, what: str) -> None:
    login, path, fields, status = UNSEEN[what]
    inquire(council, runs=False)
    address = path.format(_paper(council, "1"))
    browser = council.browser(login)

    unseen = browser.post(address, fields)
    seen = browser.post(address, asking(council, address) | fields)

    assert (unseen.status_code, seen.status_code) == (status, 303)
