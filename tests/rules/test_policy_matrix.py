"""The label → behaviour table once more, written as a table, held against `policy.decide` in every combination.

Changing the policy without this table, or this table without the policy, turns red.
"""

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.access.actions import PAPER_BYTES, Action
from app.access.decisions import Decision, Duty
from app.access.duties import ChairDuty
from app.access.facts import (
    Actor,
    DeviceFacts,
    DeviceKind,
    Facts,
    LabelChangeFacts,
    MeetingFacts,
    PaperFacts,
    PermitFacts,
    PersonFacts,
    ReleaseFacts,
)
from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.reasons import TELLINGS, Reason
from app.access.roles import Role
from app.access.table import HandlingTable
from tests.rules.reading import CONTRACT, NOTING, OF_MEETINGS, PREPARING, READING, WINDOW, is_for

ISSUED, PERSONAL = DeviceKind.ISSUED, DeviceKind.PERSONAL
MINUTE, HOUR = 60, 3600

# level: (devices, trusted zone only, strong sign-in at most, named persons only, text by accommodation, encrypted)
TABLE: dict[str | None, tuple[set[DeviceKind], bool, int, bool, bool, bool]] = {
    "3A": ({ISSUED}, True, 15 * MINUTE, True, True, True),
    "3B": ({ISSUED}, False, 24 * HOUR, False, True, True),
    "3C": ({ISSUED}, False, 24 * HOUR, False, True, True),
    "2": ({ISSUED, PERSONAL}, False, 24 * HOUR, False, False, True),
    "1": ({ISSUED, PERSONAL}, False, 24 * HOUR, False, False, False),
    None: ({ISSUED}, False, 24 * HOUR, False, True, True),
}

# role: (prepares papers of level, reads when in the audience, may ask for a permit)
ROLES: dict[Role, tuple[set[str | None], bool]] = {
    Role.CHAIR: (set(), True),
    Role.DEPUTY: (set(), True),
    Role.ADMINISTRATOR: ({"3A", "3B", "3C", "2", "1", None}, True),
    Role.CLERK: ({"3B", "3C", "2", "1", None}, True),
    Role.MEMBER: (set(), True),
    Role.EXECUTIVE: (set(), True),
    **dict.fromkeys((Role.INVESTIGATOR, Role.AUDITOR, Role.ADVISER, Role.ACTING_CHAIR), (set(), True)),
    Role.CONTRACTOR: (set(), True),
}

AGES = (None, 0, 15 * MINUTE, 15 * MINUTE + 1, 24 * HOUR, 24 * HOUR + 1)
BOOLS = (False, True)


def is_fresh(age: int | None) -> bool:
    """What acts on factors, permits and devices ask of the last strong sign-in."""
    return age is not None and age <= 15 * MINUTE


def freshly(role: Role) -> Actor:
    return Actor("p", frozenset({role}), ISSUED, strong_age_seconds=0, remits=((role, WINDOW),))


UNKNOWN_PAPER = PaperFacts(None, False, False)
_AUDIENCES = ((False, False), (True, False), (True, True))
"""In the audience, and named: who is named is in it."""


def papers(level: str | None) -> Iterator[PaperFacts]:
    label = None if level is None else Confidentiality(level)
    for released, published, withdrawn, (audience, named) in itertools.product(BOOLS, BOOLS, BOOLS, _AUDIENCES):
        known = replace(UNKNOWN_PAPER, is_withdrawn=withdrawn, in_audience=audience, is_named=named)
        yield replace(known, level=label, is_released=released, is_published=published)


OUTSIDE = ((False, True), (True, True), (True, False))  # notice and check are asked about outside the zones alone


def actors(role: Role) -> Iterator[Actor]:
    remits = ((role, CONTRACT),) if role is Role.CONTRACTOR else ()
    for device, zone, age, helped in itertools.product(DeviceKind, BOOLS, AGES, BOOLS):
        actor = Actor("p", frozenset({role}), device, zone, age, helped, remits=remits)
        for noticed, checked in ((False, False),) if zone else OUTSIDE:
            yield replace(actor, has_notice=noticed, has_checked_network=checked)


def may_meet(role: Role, level: str | None, paper: PaperFacts) -> bool:
    prepares = level in ROLES[role][0]
    if paper.is_withdrawn and role not in {Role.CLERK, Role.ADMINISTRATOR}:
        return False
    if prepares:
        return True
    if (TABLE[level][3] and not paper.is_named) or (role is Role.CONTRACTOR and level not in {"2", "1"}):
        return False
    return paper.in_audience and paper.is_published


def fits_row(level: str | None, actor: Actor, *, zones: bool) -> bool:
    devices, zone_only, seconds, _, _, _ = TABLE[level]
    fresh = actor.strong_age_seconds is not None and actor.strong_age_seconds <= seconds
    inside = actor.in_trusted_zone or not zones
    noticed = actor.has_notice or level not in {"3A", "3B", "3C", None}
    checked = actor.has_checked_network or level == "1"
    return actor.device in devices and fresh and (inside or (noticed and checked and not zone_only))


@pytest.mark.sampled("decides for everybody in every state of a paper, for ten seconds of a processor")
@pytest.mark.clause(
    "I 1章1", "I 2章2(1) 機密性3B", "I 2章2(1) 機密性3C", "I 2章2(1) 機密性2", "I 2章2(1) 取扱制限6", "I 2章5(1)③"
)
@pytest.mark.parametrize("zones", BOOLS)
@pytest.mark.parametrize("level", TABLE)
@pytest.mark.parametrize("role", ROLES)
def test_reading_is_allowed_exactly_where_the_table_says(role: Role, level: str | None, *, zones: bool) -> None:
    table = HandlingTable(zones_are_configured=zones)
    wrong = []

    for paper, actor, action in itertools.product(papers(level), actors(role), READING | NOTING):
        expected = may_meet(role, level, paper) and fits_row(level, actor, zones=zones)
        if action is Action.TEXT_READ:
            expected = expected and (actor.has_accommodation or not TABLE[level][4])
        if level == "1" and paper.is_released and not paper.is_withdrawn:
            expected = action in READING or actor.device in {ISSUED, PERSONAL}
        if decide(actor, action, paper, table).is_allowed is not (expected and is_for(role, action)):
            wrong.append((action, actor, paper))

    assert wrong == []


@pytest.mark.clause("I 6-1(14)③")
@pytest.mark.parametrize("level", TABLE)
@pytest.mark.parametrize("role", ROLES)
def test_a_download_needs_the_readers_own_granted_permit(role: Role, level: str | None) -> None:
    wrong = []
    asked = [
        (replace(paper, is_own_permit=own, has_download_permit=granted), own and granted)
        for paper, own, granted in itertools.product(papers(level), BOOLS, BOOLS)
    ]

    for (facts, has_permit), actor in itertools.product(asked, actors(role)):
        expected = has_permit and may_meet(role, level, facts) and fits_row(level, actor, zones=False)
        decision = decide(actor, Action.PERMIT_DOWNLOAD, facts)
        if decision.is_allowed is not expected:
            wrong.append((actor, facts))
        if decision.is_allowed:
            assert {Duty.MARK, Duty.RECORD, Duty.COUNT_USE} <= decision.duties
            assert (Duty.ENCRYPT in decision.duties) is TABLE[level][5]

    assert wrong == []


@pytest.mark.clause("I 1章3(2)")
@pytest.mark.parametrize("level", TABLE)
@pytest.mark.parametrize("role", [*ROLES, Role.PUBLIC])
def test_the_original_leaves_only_when_level_1_and_released(role: Role, level: str | None) -> None:
    wrong = []

    for paper in papers(level):
        actor = Actor(None if role is Role.PUBLIC else "p", frozenset({role}), ISSUED, True, 0)
        expected = level == "1" and paper.is_released and not paper.is_withdrawn
        if decide(actor, Action.ORIGINAL_DOWNLOAD, paper).is_allowed is not expected:
            wrong.append(paper)

    assert wrong == []


def test_pages_of_a_non_public_paper_are_always_marked_recorded_and_not_kept() -> None:
    bad = []

    for level, role in itertools.product(TABLE, ROLES):
        for paper, actor in itertools.product(papers(level), actors(role)):
            for action in (Action.PAGE_READ, Action.THUMBNAIL_READ, Action.REGION_READ):
                decision = decide(actor, action, paper)
                public = level == "1" and paper.is_released and not paper.is_withdrawn
                if (
                    decision.is_allowed
                    and not public
                    and not {Duty.MARK, Duty.RECORD, Duty.NO_STORE} <= decision.duties
                ):
                    bad.append((action, actor, paper))

    assert bad == []


# what: who may (every other role is refused)
DESK: dict[Action, set[Role]] = {
    **{action: {Role.CLERK, Role.ADMINISTRATOR} for action in PREPARING},
    Action.PERMIT_DESK: {Role.CHAIR},
    Action.PERMIT_APPLY: {Role.ADMINISTRATOR},
    Action.PERMIT_EMERGENCY: {Role.ADMINISTRATOR},
    Action.PERMIT_REVIEW: {Role.ADMINISTRATOR, Role.CHAIR},
    Action.PERMIT_EXPORT: {Role.ADMINISTRATOR, Role.CLERK, Role.CHAIR},
    Action.PERMIT_COPIES: {Role.ADMINISTRATOR, Role.CLERK},
    Action.DEVICE_SITTING_DESK: {Role.CHAIR},
    Action.CONNECTIONS_READ: {Role.CHAIR, Role.ADMINISTRATOR},
    Action.CONNECTIONS_END: {Role.ADMINISTRATOR},
    Action.ALARM_HANDLE: {Role.ADMINISTRATOR, Role.CHAIR},
    Action.PEOPLE_READ: {Role.CHAIR, Role.ADMINISTRATOR},
    Action.PEOPLE_MANAGE: {Role.ADMINISTRATOR},
    Action.GROUP_CHANGE: {Role.ADMINISTRATOR},
    Action.OFFICE_CHANGE: {Role.ADMINISTRATOR},
    Action.PEOPLE_IMPORT: {Role.ADMINISTRATOR},
    Action.RETIREMENT_CLOSE: {Role.ADMINISTRATOR},
    Action.DELEGATION_DESK: {Role.CHAIR},
    Action.OFFICE_DESK: {Role.CHAIR, Role.DEPUTY, Role.ADMINISTRATOR},
    Action.OFFICE_RETURN: {Role.CHAIR},
    Action.HALT_BEGIN: {Role.CHAIR, Role.ADMINISTRATOR},
    Action.STANDARD_READ: {Role.CHAIR, Role.DEPUTY, Role.ADMINISTRATOR, Role.CLERK},
    Action.LEDGER_READ: {Role.ADMINISTRATOR, Role.CHAIR, Role.INVESTIGATOR, Role.AUDITOR},
    Action.LEDGER_EXPORT: {Role.ADMINISTRATOR, Role.CHAIR},
    Action.LEDGER_EXTRACT: {Role.INVESTIGATOR, Role.AUDITOR},
    Action.REPORT_READ: {Role.ADMINISTRATOR, Role.CHAIR, Role.AUDITOR},
    Action.CLAUSES_READ: {Role.ADMINISTRATOR, Role.CHAIR, Role.INVESTIGATOR, Role.AUDITOR},
}


@pytest.mark.parametrize("action", sorted(DESK))
def test_desk_work_belongs_to_the_roles_that_the_table_names(action: Action) -> None:
    allowed = {role for role in ROLES if decide(freshly(role), action, None).is_allowed}

    assert allowed == DESK[action]


@pytest.mark.parametrize("action", sorted(PREPARING - OF_MEETINGS - {Action.MATERIAL_EXPORT}))
def test_a_clerk_does_not_touch_3a_papers_but_may_bring_them(action: Action) -> None:
    clerk, administrator = (Actor("p", frozenset({role}), ISSUED) for role in (Role.CLERK, Role.ADMINISTRATOR))
    for is_own in BOOLS:
        paper = PaperFacts(level=Confidentiality.C3A, is_brought_by_actor=is_own)

        assert decide(clerk, action, paper).is_allowed is (is_own and action is Action.MATERIAL_UPLOAD)
        assert decide(administrator, action, paper).is_allowed


# duty of the chair: what it stands for
CHAIRS: dict[ChairDuty, set[Action]] = {
    ChairDuty.PERMITS: {Action.PERMIT_DESK, Action.PERMIT_DECIDE},
    ChairDuty.SITTING_DEVICES: {Action.DEVICE_SITTING_DESK, Action.DEVICE_SITTING_APPROVE},
    ChairDuty.SUSPENSION: {Action.PEOPLE_READ, Action.PERSON_SUSPEND, Action.PERSON_LIFT},
}
FACTS_OF: dict[Action, Facts] = {
    Action.PERMIT_DECIDE: PermitFacts(is_own=False, is_open=True),
    Action.DEVICE_SITTING_APPROVE: DeviceFacts(is_own=False),
    Action.PERSON_SUSPEND: PersonFacts(is_own=False),
    Action.PERSON_LIFT: PersonFacts(is_own=False),
}


def delegate(role: Role, *duties: ChairDuty, age: int | None = 0) -> Actor:
    actions = frozenset(action for duty in duties for action in duty.actions)
    return Actor("p", frozenset({role}), ISSUED, strong_age_seconds=age, delegated_duties=actions, acting_for="c")


@pytest.mark.parametrize("given", [(), *((duty,) for duty in ChairDuty), tuple(ChairDuty)])
@pytest.mark.parametrize("role", ROLES)
def test_what_is_the_chairs_needs_exactly_that_duty_delegated(role: Role, given: tuple[ChairDuty, ...]) -> None:
    wrong = []

    for duty, action in ((duty, action) for duty, actions in CHAIRS.items() for action in actions):
        decision = decide(delegate(role, *given), action, FACTS_OF.get(action))
        is_delegated = role in {Role.DEPUTY, Role.ADMINISTRATOR, Role.ACTING_CHAIR} and duty in given
        has_own_right = role is Role.CHAIR or (role is Role.ADMINISTRATOR and action is Action.PEOPLE_READ)
        if decision.is_allowed is not (has_own_right or is_delegated):
            wrong.append((action, decision))
        if decision.is_allowed and decision.is_delegated is has_own_right:
            wrong.append((action, decision))

    assert wrong == []


def test_duties_without_the_chair_they_come_from_give_nothing() -> None:
    actor = Actor("p", frozenset({Role.DEPUTY}), ISSUED, delegated_duties=ChairDuty.PERMITS.actions)

    assert decide(actor, Action.PERMIT_DESK, None).reason is Reason.NOT_DELEGATED


@pytest.mark.clause("I 2章1(1)①")
@pytest.mark.parametrize("role", ROLES)
def test_permits_are_decided_by_chair_or_delegate_freshly_and_never_by_the_asker(role: Role) -> None:
    for own, is_open, age in itertools.product(BOOLS, BOOLS, AGES):
        decision = decide(delegate(role, ChairDuty.PERMITS, age=age), Action.PERMIT_DECIDE, PermitFacts(own, is_open))

        carriers = {Role.CHAIR, Role.DEPUTY, Role.ADMINISTRATOR, Role.ACTING_CHAIR}
        may = role in carriers and not own and is_open
        assert decision.is_allowed is (may and is_fresh(age))
        assert (decision.reason is Reason.STALE) is (may and not is_fresh(age))


@pytest.mark.parametrize("role", ROLES)
def test_nobody_suspends_themselves_or_the_chair(role: Role) -> None:
    for own, is_chair in itertools.product(BOOLS, BOOLS):
        for has_power in {is_chair, True}:
            facts = PersonFacts(own, is_chair, has_power)
            decision = decide(delegate(role, ChairDuty.SUSPENSION), Action.PERSON_SUSPEND, facts)

            carriers = {Role.CHAIR, Role.DEPUTY, Role.ADMINISTRATOR, Role.ACTING_CHAIR}
            may = {Role.CHAIR} if has_power else carriers
            assert decision.is_allowed is (role in may and not own and not is_chair)


@pytest.mark.parametrize("role", ROLES)
def test_labels_are_confirmed_by_a_second_person_and_3a_by_the_administrator(role: Role) -> None:
    for own, is_3a in itertools.product(BOOLS, BOOLS):
        decision = decide(freshly(role), Action.MATERIAL_LABEL_CONFIRM, LabelChangeFacts(own, is_3a))

        may = {Role.ADMINISTRATOR} if is_3a else {Role.ADMINISTRATOR, Role.CLERK}
        assert decision.is_allowed is (role in may and not own)
        taking_back = decide(freshly(role), Action.MATERIAL_LABEL_WITHDRAW, LabelChangeFacts(own, is_3a))
        assert taking_back.is_allowed is (role in {Role.ADMINISTRATOR, Role.CLERK} and own)


@pytest.mark.parametrize("role", ROLES)
def test_releases_are_confirmed_by_a_second_person_and_one_of_the_two_is_an_administrator(role: Role) -> None:
    for own, is_administrators, age in itertools.product(BOOLS, BOOLS, AGES):
        actor = Actor("p", frozenset({role}), ISSUED, strong_age_seconds=age)
        decision = decide(actor, Action.MATERIAL_RELEASE_CONFIRM, ReleaseFacts(own, is_administrators))

        may = {Role.ADMINISTRATOR, Role.CLERK} if is_administrators else {Role.ADMINISTRATOR}
        assert decision.is_allowed is (role in may and not own and is_fresh(age))


def test_a_stranger_is_told_that_a_public_paper_is_being_renewed_and_nothing_of_any_other() -> None:
    stranger = Actor(None, frozenset({Role.PUBLIC}))
    renewed = PaperFacts(Confidentiality.C1, is_being_renewed=True, is_published=True)
    withdrawn = PaperFacts(Confidentiality.C1, is_being_renewed=True, is_published=True, is_withdrawn=True)

    for action in (*READING, Action.ORIGINAL_DOWNLOAD):
        assert decide(stranger, action, renewed).reason is Reason.BEING_RENEWED
        assert decide(stranger, action, withdrawn).reason is Reason.NOT_SIGNED_IN
        assert decide(stranger, action, PaperFacts(Confidentiality.C1)).reason is Reason.NOT_SIGNED_IN


@pytest.mark.parametrize("role", ROLES)
def test_a_meeting_is_open_to_attendees_once_published(role: Role) -> None:
    for published, attends in itertools.product(BOOLS, BOOLS):
        facts = MeetingFacts(is_published=published, is_attendee=attends)
        decision = decide(Actor("p", frozenset({role}), ISSUED), Action.MEETING_READ, facts)

        expected = role in {Role.CLERK, Role.ADMINISTRATOR} or (published and attends)
        assert decision.is_allowed is expected


@pytest.mark.clause("I 2章4②")
def test_a_stranger_gets_the_sign_in_and_nothing_else() -> None:
    stranger = Actor(None, frozenset({Role.PUBLIC}))
    facts = (
        None,
        PaperFacts(level=None),
        PermitFacts(False, True),
        MeetingFacts(True, True),
        LabelChangeFacts(False, False),
    )

    allowed = {action for action in Action for fact in facts if decide(stranger, action, fact).is_allowed}

    assert allowed == {Action.PUBLIC, Action.STANDING_READ, Action.SIGN_IN, Action.ENROL}


@pytest.mark.clause("I 6-2(1)")
def test_facts_of_the_wrong_kind_never_open_anything() -> None:
    chair = Actor("p", frozenset(Role), ISSUED, True, 0, True)
    kinds = (None, PermitFacts(False, True), MeetingFacts(True, True), LabelChangeFacts(False, False))

    for action, facts in itertools.product(PAPER_BYTES, kinds):
        assert decide(chair, action, facts).reason is Reason.NO_RULE


def test_secretariat_brings_and_touches_papers_where_a_meeting_is_named() -> None:
    clerk = Actor("p", frozenset({Role.CLERK}), ISSUED, False, 0)

    for action in (Action.MATERIAL_UPLOAD, Action.MATERIAL_PREPARE, Action.MATERIAL_LABEL):
        assert decide(clerk, action, MeetingFacts(False, False)).reason is not Reason.NO_RULE, action
        assert decide(clerk, action, None).reason is not Reason.NO_RULE, action


def test_every_refusal_has_a_sentence_and_what_hides_looks_like_nothing() -> None:
    assert set(TELLINGS) == set(Reason) - {Reason.ALLOWED}
    for reason, telling in TELLINGS.items():
        assert telling.sentence.endswith("。"), reason
    gone = {reason for reason, telling in TELLINGS.items() if telling.status == 404}
    hidden = {Reason.NOT_IN_AUDIENCE, Reason.NOT_NAMED, Reason.NOT_PUBLISHED, Reason.OUTSIDE_CONTRACT}
    assert gone == hidden | {Reason.NOT_ATTENDEE, Reason.UNKNOWN}
    assert len({TELLINGS[reason] for reason in gone}) == 1


def test_a_refusal_rests_on_a_clause() -> None:
    member = Actor("p", frozenset({Role.MEMBER}), PERSONAL, False, 0)
    paper = PaperFacts(level=Confidentiality.C3C, is_published=True, in_audience=True)

    decision: Decision = decide(member, Action.PAGE_READ, paper)

    assert (decision.reason, decision.clause) == (Reason.DEVICE, "2(1)")
