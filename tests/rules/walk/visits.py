"""Every row of the route table with real ids in its path, and what a decision about each visit should look at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from app import days
from app.access.actions import PAPER_BYTES, Action
from app.access.facts import (
    HIDDEN,
    DeviceFacts,
    DisposalFacts,
    EnrolmentFacts,
    Facts,
    LabelChangeFacts,
    LiftFacts,
    MeetingFacts,
    OfficeFacts,
    PaperFacts,
    PermitFacts,
    PersonFacts,
    RegisterFacts,
    ReleaseFacts,
    RuleFacts,
    StandardFacts,
)
from app.access.levels import Confidentiality, effective
from app.access.remits.remit import Sought
from app.access.roles import Role
from app.registers.kept import REGISTERS
from app.registers.kept.training import TRAINING
from app.registers.kept.weaknesses import WEAKNESSES
from app.web.rows import Row
from tests.app.registers.trial import LENDING
from tests.rules.reading import READING
from tests.rules.walk.scene import ROLES, Scene
from tests.rules.walk.table import WALKED
from tests.rules.walk.things import DisposalOf, MeetingOf, Paper, PermitOf, RuleOf

FactsOf = Callable[[str | None], Facts]

_OF_POWER = {"chair", "deputy", "admin", "investigator"}
_ABOUT_OFFICES = {Action.OFFICE_ASK}
_ABOUT_FACTORS = {Action.LETTER_DESK, Action.LETTER_ISSUE, Action.LETTER_CANCEL, Action.FACTOR_RESET}
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
        frozenset(): _OF_PATH.get(row.path) or _OF_ALL.get(row.action, _nothing),
        frozenset({"session"}): _session,
        frozenset({"meeting"}): _meetings,
        frozenset({"meeting", "item"}): _meetings,
        frozenset({"meeting", "material"}): _attached,
        frozenset({"material"}): _materials if row.action in _FOR_READERS else _prepared,
        frozenset({"version"}): _versions,
        frozenset({"permit"}): _decided if row.action is Action.PERMIT_DECIDE else _used,
        frozenset({"change"}): _office_changes if row.path.startswith("/admin/offices/") else _changes,
        frozenset({"release"}): _releases if row.action is Action.MATERIAL_RELEASE_CONFIRM else _release_papers,
        frozenset({"code"}): _codes,
        frozenset({"device"}): _devices,
        frozenset({"tablet"}): _tablets,
        frozenset({"alarm"}): _alarm,
        frozenset({"person"}): _enrolled if row.action in _ABOUT_FACTORS else partial(_people, action=row.action),
        frozenset({"reset"}): _resets,
        **dict.fromkeys((frozenset({"totp"}), frozenset({"key"})), _factor),
        frozenset({"group"}): _groups,
        **dict.fromkeys((frozenset({"register"}), frozenset({"register", "number:int"})), _registers),
        frozenset({"delegation"}): _delegation,
        frozenset({"guide"}): _guide,
        frozenset({"rule"}): _rules,
        frozenset({"period"}): _period,
        **(_BY_TWO | {_OF_DISPOSAL: _disposal_papers if row.action is Action.MATERIAL_DISPOSE else _disposals}),
        **dict.fromkeys((frozenset({"review"}), frozenset({"copy"}), frozenset({"application"})), _review),
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


def _all_spares(_scene: Scene) -> Way:
    yield "all spares", {}, lambda login: DeviceFacts(is_own=login is None)


def _newcomers(_scene: Scene) -> Way:
    yield "all who are new", {}, lambda _login: EnrolmentFacts(is_own=False)


def _session(_scene: Scene) -> Way:
    yield "somebody else's session", {"session": "x" * 26}, _no_facts


def _guide(_scene: Scene) -> Way:
    yield "a manual", {"guide": "member"}, _no_facts


def _meetings(scene: Scene) -> Way:
    for meeting in scene.meetings:

        def facts(login: str | None, meeting: MeetingOf = meeting) -> Facts:
            return MeetingFacts(meeting.is_published, login in meeting.attendees)

        yield meeting.key, {"meeting": meeting.id, "item": meeting.item}, facts


def _attached(scene: Scene) -> Way:
    for paper in _chosen(scene):
        meeting = scene.meeting_of(paper)
        yield paper.key, {"meeting": meeting.id, "material": paper.material}, paper.facts


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

        def facts(login: str | None, permit: PermitOf = permit, holder: str | None = holder) -> Facts:
            """Somebody else's permit is answered like none."""
            return permit.paper.facts(login, permit_of=holder) if login == permit.holder else HIDDEN[PaperFacts]

        yield permit.key, {"permit": permit.id}, facts


def _changes(scene: Scene) -> Way:
    for change in scene.changes:

        def facts(login: str | None, asker: str = change.asker, to: Confidentiality = change.to) -> Facts:
            return LabelChangeFacts(is_own=login == asker, is_3a=to is Confidentiality.C3A)

        yield f"to {change.to.value}", {"change": change.id}, facts


def _releases(scene: Scene) -> Way:
    for release in scene.releases:

        def facts(login: str | None, asker: str = release.asker) -> Facts:
            return ReleaseFacts(is_own=login == asker, is_administrators=asker == "admin")

        yield f"of {release.asker}", {"release": release.id}, facts


def _release_papers(scene: Scene) -> Way:
    for release in scene.releases:
        yield f"of {release.asker}", {"release": release.id}, release.paper.facts


def _disposals(scene: Scene, name: str = "disposal") -> Way:
    for end in scene.disposals if name == "disposal" else scene.shortenings:

        def facts(login: str | None, end: DisposalOf = end) -> Facts:
            return DisposalFacts(is_own=login == end.asker, level=effective(end.paper.label))

        yield f"of {end.asker}", {name: end.id}, facts


def _none_ticked(_scene: Scene) -> Way:
    yield "none ticked", {}, lambda _login: DisposalFacts(is_own=False, level=Confidentiality.C1)


def _disposal_papers(scene: Scene) -> Way:
    for end in scene.disposals:
        yield f"of {end.asker}", {"disposal": end.id}, end.paper.facts


def _office_changes(scene: Scene) -> Way:
    for change in scene.office_changes:

        def facts(login: str | None, subject: str = change.person, asker: str = change.asker) -> Facts:
            return OfficeFacts(login == subject, login == asker, is_for_chair="chair" not in {subject, asker})

        yield f"of {change.person}", {"change": change.id}, facts


def _people(scene: Scene, action: Action) -> Way:
    for who in ("member1", "chair", "admin"):

        def facts(login: str | None, who: str = who) -> Facts:
            is_own, has_power = login == who, who in _OF_POWER
            if action in _ABOUT_OFFICES:
                return OfficeFacts(is_subject=is_own)
            return PersonFacts(is_own, is_chair=who == "chair", has_power=has_power)

        yield who, {"person": scene.council.people[who].id}, facts


def _enrolled(scene: Scene) -> Way:
    for who in ("member1", "admin"):

        def facts(login: str | None, who: str = who) -> Facts:
            return EnrolmentFacts(is_own=login == who, has_power=who == "admin")

        yield who, {"person": scene.council.people[who].id}, facts


def _resets(scene: Scene) -> Way:
    for reset in scene.resets:

        def facts(login: str | None, person: str = reset.person, asker: str = reset.asker) -> Facts:
            return EnrolmentFacts(login == person, person == "admin", login == asker)

        yield f"of {reset.person}", {"reset": reset.id}, facts


def _halt(_scene: Scene) -> Way:
    yield "a stop that is over", {"halt": "x" * 26}, _no_facts


def _review(_scene: Scene) -> Way:
    yield "what was never made", {"review": "x" * 26, "copy": "x" * 26, "application": "x" * 26}, _no_facts


def _lifts(scene: Scene) -> Way:
    for lift in scene.lifts:

        def facts(login: str | None, asker: str = lift.asker) -> Facts:
            return LiftFacts(is_own=login == asker)

        yield f"asked for by {lift.asker}", {"lift": lift.id}, facts


def _standard(_scene: Scene) -> Way:
    yield "a value of the policy's", {"standard": "devices_2"}, _no_facts


def _wanted(scene: Scene) -> Way:
    for wanted in scene.wanted:

        def facts(login: str | None, asker: str = wanted.asker) -> Facts:
            return StandardFacts(is_own=login == asker, loosens=True, is_chairs=asker == "chair")

        yield f"asked for by {wanted.asker}", {"wanted": wanted.id}, facts


_OF_DISPOSAL = frozenset({"disposal"})
_BY_TWO: dict[frozenset[str], Callable[[Scene], Way]] = {
    frozenset({"halt"}): _halt,
    frozenset({"lift"}): _lifts,
    frozenset({"standard"}): _standard,
    frozenset({"wanted"}): _wanted,
    frozenset({"keeping"}): partial(_disposals, name="keeping"),
}


def _factor(_scene: Scene) -> Way:
    yield "somebody else's authenticator", {"totp": "x" * 26, "key": "x" * 26}, _no_facts


def _registers(_scene: Scene) -> Way:
    facts = RegisterFacts(LENDING.readers, LENDING.writers, LENDING.clause)
    yield "an entry", {"register": LENDING.key, "number:int": "1"}, lambda _login: facts


def _period(_scene: Scene) -> Way:
    year = days.today().year
    facts = Sought(since=days.begins(date(year, 1, 1)), until=days.begins(date(year + 1, 1, 1)))
    yield "this year", {"period": f"{year}"}, lambda _login: facts


def _training(_scene: Scene) -> Way:
    facts = RegisterFacts(TRAINING.readers, TRAINING.writers, TRAINING.clause)
    yield "training by person", {}, lambda _login: facts


def _weaknesses(_scene: Scene) -> Way:
    facts = RegisterFacts(WEAKNESSES.readers, WEAKNESSES.writers, WEAKNESSES.clause)
    yield "the register of vulnerabilities", {}, lambda _login: facts


def _all_registers(_scene: Scene) -> Way:
    readers = frozenset[Role]().union(*(each.readers | each.reporters for each in (*REGISTERS, LENDING)))
    facts = RegisterFacts(readers, frozenset(), "6-1")
    yield "all", {}, lambda _login: facts


def _rules(scene: Scene) -> Way:
    for rule in scene.rules:

        def facts(login: str | None, rule: RuleOf = rule) -> Facts:
            is_concerned = login is not None and not ROLES[login].isdisjoint(rule.concerned.roles)
            return RuleFacts(is_concerned, rule.kind.is_notice, Role.ADMINISTRATOR)

        yield f"a {rule.kind.value}", {"rule": rule.id}, facts


def _groups(scene: Scene) -> Way:
    for key in ("members", "soumu"):
        yield key, {"group": scene.council.groups[key].id}, _no_facts


def _delegation(_scene: Scene) -> Way:
    yield "a delegation that was never given", {"delegation": "x" * 26}, _no_facts


def _alarm(_scene: Scene) -> Way:
    yield "somebody else's alarm", {"alarm": "x" * 26}, _no_facts


def _codes(_scene: Scene) -> Way:
    yield "a code that was never given", {"code": "AAAA-AAAA"}, lambda _login: Sought(is_there=False)


def _devices(scene: Scene) -> Way:
    for device in scene.devices:

        def facts(login: str | None, holder: str = device.holder) -> Facts:
            return DeviceFacts(is_own=login == holder, holder_has_power=holder == "admin")

        yield f"of {device.holder}", {"device": device.id}, facts


def _tablets(scene: Scene) -> Way:
    for tablet in scene.tablets:

        def facts(login: str | None, holder: str = tablet.holder) -> Facts:
            return DeviceFacts(is_own=login == holder, holder_has_power=holder == "admin")

        yield f"for {tablet.holder}", {"tablet": tablet.id}, facts


_OF_PATH = {"/registers/weaknesses/advisories": _weaknesses, "/disposals/several": _none_ticked}
_OF_ALL = {
    Action.REGISTER_INDEX: _all_registers,
    Action.REGISTER_LIST: _training,
    Action.REGISTER_EXPORT: _training,
    Action.LETTER_ISSUE: _newcomers,
    Action.DEVICE_STOP: _all_spares,
}
"""The ways of rows that name no thing."""
