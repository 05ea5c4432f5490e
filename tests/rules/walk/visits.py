"""Every row of the route table with real ids in its path, and what a decision about each visit should look at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from app.access.actions import PAPER_BYTES, Action
from app.access.facts import (
    DeviceFacts,
    EnrolmentFacts,
    Facts,
    LabelChangeFacts,
    MeetingFacts,
    PermitFacts,
    PersonFacts,
    RegisterFacts,
)
from app.access.levels import Confidentiality
from app.web.rows import Row
from tests.app.registers.trial import LENDING
from tests.rules.reading import READING
from tests.rules.walk.scene import MeetingOf, Paper, Scene
from tests.rules.walk.table import WALKED

FactsOf = Callable[[str | None], Facts]

_ABOUT_FACTORS = {Action.LETTER_DESK, Action.LETTER_ISSUE, Action.FACTOR_RESET}
_FOR_READERS = PAPER_BYTES | READING | {Action.PERMIT_ASK}


@dataclass(frozen=True)
class Visit:
    """One address under one row; `what` names it in a failing test, `facts` are told for a person."""

    row: Row
    path: str
    what: str
    facts: FactsOf

    def __str__(self) -> str:
        return f"{self.row.method} {self.row.path} [{self.what}]"


def visits(scene: Scene, row: Row) -> Iterator[Visit]:
    """All addresses of a row. A row whose placeholders are not known here fails: the walk must go there too."""
    names = {part[1:-1] for part in row.path.split("/") if part.startswith("{")}
    numbers = {"n:int": "1", "scale:int": "2", "column:int": "0", "row:int": "0"}
    things = names - numbers.keys()
    ways: dict[frozenset[str], Callable[[Scene], Iterator[tuple[str, dict[str, str], FactsOf]]]] = {
        frozenset(): _all_registers if row.action is Action.REGISTER_INDEX else _nothing,
        frozenset({"session"}): _session,
        frozenset({"meeting"}): _meetings,
        frozenset({"meeting", "item"}): _meetings,
        frozenset({"meeting", "material"}): _attached,
        frozenset({"material"}): _materials if row.action in _FOR_READERS else _prepared,
        frozenset({"version"}): _versions,
        frozenset({"permit"}): _decided if row.action is Action.PERMIT_DECIDE else _used,
        frozenset({"change"}): _changes,
        frozenset({"code"}): _codes,
        frozenset({"device"}): _devices,
        frozenset({"alarm"}): _alarm,
        frozenset({"person"}): _enrolled if row.action in _ABOUT_FACTORS else _people,
        frozenset({"reset"}): _resets,
        frozenset({"totp"}): _factor,
        frozenset({"key"}): _factor,
        frozenset({"group"}): _groups,
        frozenset({"register"}): _registers,
        frozenset({"register", "number:int"}): _registers,
        frozenset({"delegation"}): _delegation,
    }
    if frozenset(things) not in ways:
        raise AssertionError(f"teach tests/rules/walk/visits.py the way to {row.path}")
    for what, values, facts in ways[frozenset(things)](scene):
        path = row.path
        for name, value in (numbers | values).items():
            path = path.replace(f"{{{name}}}", value)
        yield Visit(row, path, what, facts if row.facts is not None else _no_facts)


def all_visits(scene: Scene) -> Iterator[Visit]:
    """Every address of every row."""
    for row in WALKED:
        yield from visits(scene, row)


Way = Iterator[tuple[str, dict[str, str], FactsOf]]


def _no_facts(_login: str | None) -> Facts:
    return None


def _nothing(_scene: Scene) -> Way:
    yield "", {}, _no_facts


def _session(_scene: Scene) -> Way:
    yield "somebody else's session", {"session": "x" * 26}, _no_facts


def _meetings(scene: Scene) -> Way:
    for meeting in scene.meetings:

        def facts(login: str | None, meeting: MeetingOf = meeting) -> Facts:
            return MeetingFacts(meeting.is_published, login in meeting.attendees)

        yield meeting.key, {"meeting": meeting.id, "item": meeting.item}, facts


def _attached(scene: Scene) -> Way:
    for paper in _chosen(scene):
        meeting = scene.meeting_of(paper)

        def facts(login: str | None, meeting: MeetingOf = meeting) -> Facts:
            return MeetingFacts(meeting.is_published, login in meeting.attendees)

        yield paper.key, {"meeting": meeting.id, "material": paper.material}, facts


def _materials(scene: Scene) -> Way:
    for paper in scene.papers.values():
        yield paper.key, {"material": paper.material}, paper.facts


def _chosen(scene: Scene) -> list[Paper]:
    """For acts of preparing, which look at the label alone: one paper of each sort."""
    return [scene.papers[key] for key in ("3A 公開", "3B 準備中", "2 取り下げ", "1 住民に公開", "区分なし 公開")]


def _prepared(scene: Scene) -> Way:
    for paper in _chosen(scene):
        yield paper.key, {"material": paper.material}, paper.facts


def _versions(scene: Scene) -> Way:
    for paper in scene.papers.values():
        yield paper.key, {"version": paper.version}, paper.facts
    for key in ("2 公開", "1 住民に公開"):
        paper = scene.papers[key]
        yield f"{key}, former version", {"version": paper.former}, partial(paper.facts, is_former=True)


def _decided(scene: Scene) -> Way:
    for permit in scene.permits:

        def facts(login: str | None, holder: str = permit.holder, state: str = permit.state) -> Facts:
            return PermitFacts(is_own=login == holder, is_open=state in {"asked", "granted"})

        yield permit.key, {"permit": permit.id}, facts


def _used(scene: Scene) -> Way:
    for permit in scene.permits:
        holder = permit.holder if permit.state == "granted" and not permit.is_used else None
        yield permit.key, {"permit": permit.id}, partial(permit.paper.facts, permit_of=holder)


def _changes(scene: Scene) -> Way:
    for change in scene.changes:

        def facts(login: str | None, asker: str = change.asker, to: Confidentiality = change.to) -> Facts:
            return LabelChangeFacts(is_own=login == asker, is_3a=to is Confidentiality.C3A)

        yield f"to {change.to.value}", {"change": change.id}, facts


def _people(scene: Scene) -> Way:
    for who in ("member1", "chair", "admin"):

        def facts(login: str | None, who: str = who) -> Facts:
            return PersonFacts(is_own=login == who, is_chair=who == "chair")

        yield who, {"person": scene.council.people[who].id}, facts


def _enrolled(scene: Scene) -> Way:
    for who in ("member1", "admin"):

        def facts(login: str | None, who: str = who) -> Facts:
            return EnrolmentFacts(is_own=login == who, is_administrators=who == "admin")

        yield who, {"person": scene.council.people[who].id}, facts


def _resets(scene: Scene) -> Way:
    for reset in scene.resets:

        def facts(login: str | None, person: str = reset.person, asker: str = reset.asker) -> Facts:
            return EnrolmentFacts(login == person, person == "admin", login == asker)

        yield f"of {reset.person}", {"reset": reset.id}, facts


def _factor(_scene: Scene) -> Way:
    yield "somebody else's authenticator", {"totp": "x" * 26, "key": "x" * 26}, _no_facts


def _registers(_scene: Scene) -> Way:
    facts = RegisterFacts(LENDING.readers, LENDING.writers, LENDING.clause)
    yield "an entry", {"register": LENDING.key, "number:int": "1"}, lambda _login: facts


def _all_registers(_scene: Scene) -> Way:
    facts = RegisterFacts(LENDING.readers, frozenset(), "6-1")
    yield "all", {}, lambda _login: facts


def _groups(scene: Scene) -> Way:
    yield "members", {"group": scene.council.groups["members"].id}, _no_facts


def _delegation(_scene: Scene) -> Way:
    yield "a delegation that was never given", {"delegation": "x" * 26}, _no_facts


def _alarm(_scene: Scene) -> Way:
    yield "somebody else's alarm", {"alarm": "x" * 26}, _no_facts


def _codes(_scene: Scene) -> Way:
    yield "a code that was never given", {"code": "AAAA-AAAA"}, _no_facts


def _devices(scene: Scene) -> Way:
    for device in scene.devices:

        def facts(login: str | None, holder: str = device.holder) -> Facts:
            return DeviceFacts(is_own=login == holder, holder_is_administrator=holder == "admin")

        yield f"of {device.holder}", {"device": device.id}, facts
