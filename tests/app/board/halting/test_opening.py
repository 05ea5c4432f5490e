"""閲覧凍結 (6-5(2)): what would let anybody read more takes no effect, and what closes does. Each action in turn."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import clock, days
from app.access.actions import Action
from app.access.commands import Command, GuardedAct
from app.access.roles import Role
from app.access.stops.freezing import WHILE_FROZEN, WhileFrozen
from app.auth.factors.strength import PASSKEY
from app.materials.models import Material, Version
from app.members.membership import put_in
from app.members.models import Delegation, GroupMember, Office
from tests.app.auth.alarms.guarded_acts import Ready, Send, office, post, sends, waiting
from tests.app.auth.alarms.guarded_cases import CASES
from tests.app.board.halting.stopping import lift_on_server, stop_beside
from tests.app.board.setting import changing as setting
from tests.app.materials import papers
from tests.app.permits import desk as permits
from tests.app.permits.excepting import confirms_emergency, counts_copy
from tests.app.reading.shelf import lay
from tests.support.council import Council
from tests.support.shown import shown_now

pytestmark = pytest.mark.rare("each way of opening while reading is frozen, fifty councils")

LABELS = "/prepare/materials/{}/label"
JSON = {"accept": "application/json"}


def of_a_guarded_act(act: GuardedAct, what: str) -> Ready:
    return next(case.ready for case in CASES if (case.act, case.what) == (act, what))


def on_paper(path: str, *, level: str | None = "2", is_published: bool = True, **fields: Any) -> Ready:
    def ready(council: Council) -> Send:
        laid = lay(council, level=level, is_published=is_published)
        here = f"/prepare/materials/{laid.material}/{path}"
        return lambda: council.browser("clerk1").post(here, fields, headers=JSON)

    return ready


def after(first: Ready, login: str, path: str, **fields: Any) -> Ready:
    """An act on the proposal that another one has left; {} in the path."""

    def ready(council: Council) -> Send:
        assert first(council)().status_code < 400
        proposal = waiting(council)
        shown = shown_now(council, proposal)
        return lambda: post(council, login, path.format(proposal), shown=shown, **fields)

    return ready


def less_marks(council: Council) -> Send:
    laid = lay(council, is_published=False)
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).availability = "2"
    fields = {"label": "2", "source": "council", "integrity": "1", "availability": "1", "reason": "誤り"}
    return lambda: council.browser("clerk1").post(LABELS.format(laid.material), fields, headers=JSON)


def restores(council: Council) -> Send:
    laid = lay(council)
    with council.services.database.write() as unit:
        unit.get_one(Material, laid.material).withdrawn_at = clock.now()
    return lambda: post(council, "clerk1", f"/prepare/materials/{laid.material}/restore")


def first_file(*, is_published: bool) -> Ready:
    def ready(council: Council) -> Send:
        moment, clerk = clock.now(), council.people["clerk1"].id
        with council.services.database.write() as unit:
            paper = Material(title="議案", confidentiality="1", created_at=moment, created_by=clerk)
            paper.published_at = moment if is_published else None
            unit.add(paper)
            unit.flush()
            version = Version(material_id=paper.id, number=1, file_name="a.pdf", created_at=moment, created_by=clerk)
            unit.add(version)
            unit.flush()
            path = f"/prepare/versions/{version.id}/file"
        return lambda: council.browser("clerk1").put(path, papers.pdf(1))

    return ready


def meeting(*groups: str) -> Ready:
    """A meeting of the members, changed to be one of these groups."""

    def ready(council: Council) -> Send:
        fields = {"title": "定例会", "day": "2027-03-01", "time": "10:00", "place": "議場"}
        ids = [council.groups[key].id for key in groups]
        made = post(council, "clerk1", "/prepare/meetings/new", **fields, groups=[council.groups["members"].id])
        here = made.headers["location"].partition("?")[0]
        return lambda: post(council, "clerk1", f"{here}/edit", **fields, groups=ids)

    return ready


def registers(**fields: str) -> Ready:
    def ready(council: Council) -> Send:
        words = {"login": "shinjin", "name": "新人 太郎", "kana": "しんじん たろう", "title": "議員", "seat": ""}
        return lambda: council.browser("admin", strong_with=PASSKEY).post("/admin/people/new", words | fields)

    return ready


def corrects(**fields: str) -> Ready:
    return sends("admin", "/admin/people/{member1}/edit", name="森田 由佳", kana="", title="主任", seat="", **fields)


def leaves_group(council: Council) -> Send:
    group, member = council.gather("soumu"), council.people["member1"].id
    with council.services.database.write() as unit:
        unit.add(GroupMember(group_id=group.id, person_id=member))
    return lambda: post(council, "admin", f"/admin/groups/{group.id}", name=group.name, seen=[member], person=[])


def group_term(*, is_shorter: bool) -> Ready:
    def ready(council: Council) -> Send:
        group, member = council.gather("soumu"), council.people["member1"].id
        with council.services.database.write() as unit:
            ends_at = days.ends(days.today() + timedelta(days=30)) if is_shorter else days.ends(days.today())
            put_in(unit, group.id, [member], ends_at=ends_at)
        last_day = str(days.today() + timedelta(days=9))
        return lambda: post(council, "admin", f"/admin/groups/{group.id}/terms", person=[member], last_day=last_day)

    return ready


def term(*, is_longer: bool) -> Ready:
    def ready(council: Council) -> Send:
        person = council.people["member1"].id
        with council.services.database.write() as unit:
            office = unit.scalars(select(Office).where(Office.person_id == person)).one()
            office.ends_at = days.ends(days.today()) if is_longer else None
            fields = {"office": office.id, "last_day": "2099-12-31"}
        return lambda: post(council, "admin", f"/admin/people/{person}/office", **fields)

    return ready


def ends_delegation(council: Council) -> Send:
    assert of_a_guarded_act(Action.DELEGATE, "to the deputy")(council)().status_code == 303
    with council.services.database.read() as unit:
        delegation = unit.scalars(select(Delegation.id).order_by(Delegation.created_at.desc())).first()
    return lambda: post(council, "chair", f"/admin/delegations/{delegation}/revoke")


def refuses_permit(council: Council) -> Send:
    permit = permits.asked(council, lay(council))
    return lambda: permits.decide(council, permit, decision="refuse", reason="別の方法で")


LOWERS = on_paper("label", level="3C", label="2", reason="誤り")
RAISES_TO_3A = on_paper("label", label="3A", reason="誤り")
ASKS_RELEASE = of_a_guarded_act(Action.MATERIAL_RELEASE, "asked for")
FIELDS_OF_A_RULE = {"concerned": "everybody", "decided_by": "議長決裁", "text": "第1条"}


def ends(path: str, **fields: str) -> Ready:
    """The abolishing of a rule, or the withdrawal of a notice, that the administrator has written."""

    def ready(council: Council) -> Send:
        here = post(council, "admin", path, **FIELDS_OF_A_RULE, **fields).headers["location"]
        return lambda: post(council, "admin", f"{here}/end", reason="誤り")

    return ready


MAKES_CLERK = office("member1", Role.CLERK)
WIDENING: list[tuple[Action, str, Ready]] = [
    *(
        (case.act, case.what, case.ready)
        for case in CASES
        if isinstance(case.act, Action) and WHILE_FROZEN[case.act] is WhileFrozen.REFUSED
    ),
    *(
        (act, what, of_a_guarded_act(act, what))
        for act, what in (
            (Action.MATERIAL_READERS, "executives"),
            (Action.MATERIAL_LABEL_CONFIRM, "lower"),
            (Action.MATERIAL_RELEASE_CONFIRM, "in effect"),
            (Action.GROUP_CHANGE, "with a member"),
            (Action.OFFICE_CHANGE, "of the deputy"),
            (Action.OFFICE_CONFIRM, "for a member"),
            (Action.DELEGATE, "to the deputy"),
            (Action.PERMIT_DECIDE, "of a member"),
            (Action.STANDARD_CONFIRM, "of the council"),
        )
    ),
    (Action.PERMIT_DECIDE, "of an emergency", confirms_emergency),
    (Action.PERMIT_COPIES, "a copy that goes out", counts_copy("out")),
    (Action.MATERIAL_UPLOAD, "first file of what is published", first_file(is_published=True)),
    (Action.MATERIAL_LABEL, "draft of level 2", on_paper("label", is_published=False, label="1")),
    (Action.MATERIAL_LABEL, "draft without label", on_paper("label", level=None, is_published=False, label="1")),
    (Action.MATERIAL_LABEL, "marks of less", less_marks),
    (Action.MATERIAL_LABEL_WITHDRAW, "3A", after(RAISES_TO_3A, "clerk1", "/prepare/label-changes/{}/withdraw")),
    (
        Action.MATERIAL_LABEL_CONFIRM,
        "3A refused",
        after(RAISES_TO_3A, "admin", "/prepare/label-changes/{}/decide", decision="refuse"),
    ),
    (Action.MATERIAL_WITHDRAW, "taken back", restores),
    (Action.MEETING_PREPARE, "one more group", meeting("members", "executives")),
    (Action.PEOPLE_MANAGE, "a member", registers(role="member", first_day="2026-04-01")),
    (Action.PERSON_CORRECT, "read aloud", corrects(has_accommodation="1")),
    (Action.GROUP_CHANGE, "for a longer time", group_term(is_shorter=False)),
    (Action.OFFICE_CHANGE, "longer", term(is_longer=True)),
    (Action.RULE_END, "a rule", ends("/rules/new", kind="reading", title="手順", in_force_on="2027-01-01")),
]
NARROWING: list[tuple[Action, str, Ready]] = [
    (Action.MATERIAL_UPLOAD, "of a draft", first_file(is_published=False)),
    (Action.MATERIAL_LABEL, "raised", on_paper("label", label="3B")),
    (
        Action.MATERIAL_LABEL_CONFIRM,
        "refused",
        after(LOWERS, "clerk2", "/prepare/label-changes/{}/decide", decision="refuse"),
    ),
    (Action.MATERIAL_LABEL_WITHDRAW, "of a lowering", after(LOWERS, "clerk1", "/prepare/label-changes/{}/withdraw")),
    (Action.MATERIAL_WITHDRAW, "withdrawn", on_paper("withdraw", reason="誤り")),
    (
        Action.MATERIAL_RELEASE_CONFIRM,
        "refused",
        after(ASKS_RELEASE, "admin", "/prepare/releases/{}/decide", decision="refuse"),
    ),
    (Action.MEETING_PREPARE, "place", meeting("members")),
    (Action.PERMIT_DECIDE, "refused", refuses_permit),
    (Action.PERMIT_COPIES, "a copy that comes back", counts_copy("back")),
    (Action.PEOPLE_MANAGE, "without an office", registers()),
    (Action.PERSON_CORRECT, "name", corrects()),
    (Action.GROUP_CHANGE, "taken out", leaves_group),
    (Action.GROUP_CHANGE, "for a shorter time", group_term(is_shorter=True)),
    (Action.OFFICE_CHANGE, "shorter", term(is_longer=False)),
    (Action.OFFICE_CONFIRM, "refused", after(MAKES_CLERK, "chair", "/admin/offices/{}/decide", decision="refuse")),
    (Action.DELEGATE, "ended", ends_delegation),
    (Action.STANDARD_CONFIRM, "tightened", setting.tightens),
    (Action.RULE_END, "a notice", ends("/rules/notice", title="お知らせ")),
]


def named(cases: list[tuple[Action, str, Ready]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("ready", [pytest.param(case[2], id=f"{case[0]}: {case[1]}") for case in cases])


def test_each_action_that_may_widen_is_tried_and_each_that_narrows_too() -> None:
    def of(*words: WhileFrozen) -> set[Action]:
        return {action for action in Action if WHILE_FROZEN[action] in words}

    assert {case[0] for case in WIDENING} == of(WhileFrozen.REFUSED, WhileFrozen.PARTLY)
    assert {case[0] for case in NARROWING} | {Action.MATERIAL_READERS} == of(WhileFrozen.PARTLY)


@pytest.mark.alike("what the policy refuses before an act begins; the acts themselves are done on both")
@pytest.mark.clause("I 6-5(2)")
@named(WIDENING)
def test_nobody_gets_to_read_more_while_reading_is_frozen(council: Council, ready: Ready) -> None:
    send = ready(council)
    stop_beside(council)

    refused = send()

    assert refused.status_code == 423
    assert "閲覧凍結中" in refused.text
    assert lift_on_server(council) == 0
    assert send().status_code < 400


@named(NARROWING)
def test_what_closes_goes_on_while_reading_is_frozen(council: Council, ready: Ready) -> None:
    send = ready(council)
    stop_beside(council)

    assert send().status_code < 400


def test_reader_is_taken_out_while_reading_is_frozen_and_none_is_added(council: Council) -> None:
    laid = lay(council, groups=(), people=("member1", "deputy"))
    path = f"/prepare/materials/{laid.material}/readers"
    member, deputy = council.people["member1"].id, council.people["deputy"].id
    stop_beside(council)
    clerk = council.browser("clerk1")

    assert clerk.post(path, {"people": [member]}, headers=JSON).status_code == 200
    assert clerk.post(path, {"people": [member, deputy]}, headers=JSON).status_code == 423


def test_whoever_runs_the_server_still_gives_the_office_that_is_needed_to_lift_it(council: Council) -> None:
    send = of_a_guarded_act(Command.CONFIRM, "an office")(council)
    stop_beside(council)

    assert send() == 0
