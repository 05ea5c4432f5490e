"""Every guarded act as somebody does it: all that comes before, and how it is sent; about whom, and who is told.

Acts of the server are the commands themselves. Whoever acts on a screen has a fresh sign-in by passkey.
"""

import csv
import io
import re
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import clock, days
from app.access.actions import Action
from app.access.commands import Command, GuardedAct
from app.access.facts import DeviceKind
from app.access.roles import Role
from app.auth.devices.models import Device
from app.auth.devices.proving.rebinding import shown_mark
from app.auth.factors.strength import PASSKEY
from app.auth.sessions.models import SessionRow
from app.materials.models import Material, PublicFile
from app.meetings.models import Attachment, Meeting
from app.members import offices
from app.members.models import Office, Person
from app.ops import device_commands, office_commands
from app.proposals.models import Proposal
from tests.app.auth.alarms.accepted_acts import accepts_restore, accepts_seal
from tests.app.auth.devicing import device_in, requested, stop_shown
from tests.app.auth.signing import PASSWORD, enrol_person
from tests.app.board.halting import stopping as halting
from tests.app.board.setting import changing as setting
from tests.app.permits import desk as permits
from tests.app.permits.excepting import Excepting
from tests.app.reading.shelf import Laid, add_version, lay
from tests.support.council import Council
from tests.support.shown import second_word, shown_of_paper

Send = Callable[[], Any]
Ready = Callable[[Council], Send]
CHAIR, ADMINISTRATOR = "chair", "admin"
OFFICES = frozenset({CHAIR, ADMINISTRATOR})
DECIDE, CALL_OFF = "/admin/offices/{}/decide", "/prepare/meetings/{meeting}/call-off"


@dataclass(frozen=True)
class Case:
    """`told`: whom the act reaches, by login."""

    act: GuardedAct
    what: str
    ready: Ready
    told: frozenset[str] = frozenset()


def post(council: Council, login: str, path: str, **fields: Any) -> Any:
    return council.browser(login, strong_with=PASSKEY).post(path, fields)


def of(council: Council, login: str) -> str:
    return council.people[login].id


def sends(login: str, path: str, **fields: Any) -> Ready:
    """An act that nothing comes before; {login} in the path is that person's id."""

    def ready(council: Council) -> Send:
        filled = re.sub(r"\{(\w+)\}", lambda found: of(council, found[1]), path)
        return lambda: post(council, login, filled, **fields)

    return ready


def waiting(council: Council) -> str:
    with council.services.database.read() as unit:
        return unit.scalars(select(Proposal.id).where(Proposal.state == "asked")).one()


def decides(ask: Ready, login: str, path: str, screen: str = "") -> Ready:
    """The second person's word on what `ask` asks for, as `screen` shows it ("": its own); {} is the proposal."""

    def ready(council: Council) -> Send:
        ask(council)()
        address = path.format(waiting(council))
        seen = second_word(council, address)
        return lambda: post(council, login, address, **seen)

    return ready


def reset(login: str) -> Ready:
    return sends(ADMINISTRATOR, f"/admin/people/{{{login}}}/reset", reason="紛失")


def own_password(council: Council) -> Send:
    enrol_person(council, "member1")
    return lambda: post(council, "member1", "/account/factors/password", password=PASSWORD + "2", again=PASSWORD + "2")


def letter_of_power(council: Council) -> Send:
    """The chair prints what two others agreed on."""
    reset("deputy")(council)()
    here = f"/admin/resets/{waiting(council)}/decide"
    post(council, CHAIR, here, **second_word(council, here))
    return lambda: post(council, CHAIR, f"/admin/people/{of(council, 'deputy')}/letters")


def approves(login: str) -> Ready:
    def ready(council: Council) -> Send:
        device, number = requested(council, login)
        fields = {"number": number, "kind": "issued", "period": "open", "name": "端末", "serial": "T-07"}
        return lambda: post(council, ADMINISTRATOR, f"/admin/devices/{device}/approve", **fields)

    return ready


def binds_again(login: str) -> Ready:
    def ready(council: Council) -> Send:
        former = device_in(council, login, DeviceKind.ISSUED, "approved")
        device, _ = requested(council, login)
        with council.services.database.write() as unit:
            asked, rested = unit.get_one(Device, device), unit.get_one(Device, former)
            asked.replaces_id = former
            rested.last_seen_at = clock.now() - timedelta(hours=2)
            for opened in unit.scalars(select(SessionRow).where(SessionRow.device_id == former)):
                opened.seen_at = rested.last_seen_at
            unit.flush()
            shown = shown_mark(unit, asked, rested)
        return lambda: post(council, ADMINISTRATOR, f"/admin/devices/{device}/bind", shown=shown)

    return ready


def device_act(act: str, login: str, state: str = "approved") -> Ready:
    def ready(council: Council) -> Send:
        device = device_in(council, login, DeviceKind.ISSUED, state)
        path = f"/devices/{device}/clear" if act == "clear" else f"/admin/devices/{device}/{act}"
        return lambda: post(council, ADMINISTRATOR, path, examined="異常なし", shown=stop_shown(council, device))

    return ready


def sitting(council: Council) -> Send:
    device = device_in(council, "member1", DeviceKind.PERSONAL)
    return lambda: post(council, CHAIR, f"/devices/{device}/sitting", decision="allow")


def ends_connection(login: str) -> Ready:
    def ready(council: Council) -> Send:
        session = council.browser(login).session_id
        return lambda: post(council, ADMINISTRATOR, f"/admin/connections/{session}/end")

    return ready


def office(login: str, role: Role) -> Ready:
    form = {"role": role.value, "first_day": str(days.today()), "last_day": "", "scope": "", "reason": "辞令のとおり"}
    return sends(ADMINISTRATOR, f"/admin/people/{{{login}}}/power", **form)


def corrects(login: str) -> Ready:
    fields = {"name": "森田 由佳", "kana": "", "title": "主任", "seat": ""}
    return sends(ADMINISTRATOR, f"/admin/people/{{{login}}}/edit", **fields)


def group(login: str) -> Ready:
    def ready(council: Council) -> Send:
        target, people = council.gather("soumu"), [of(council, login)]
        return lambda: post(council, ADMINISTRATOR, f"/admin/groups/{target.id}", name=target.name, person=people)

    return ready


def delegates(council: Council) -> Send:
    first, last = str(days.today()), str(days.today() + timedelta(days=9))
    fields = {"person": of(council, "deputy"), "duty": ["permits"], "first_day": first, "last_day": last}
    return lambda: post(council, CHAIR, "/admin/delegations", **fields, reason="不在")


def returns(council: Council) -> Send:
    begins, ends = days.begins(days.today()), days.ends(days.today() + timedelta(days=9))
    with council.services.database.write() as unit:
        offices.give(unit, of(council, "deputy"), Role.ACTING_CHAIR, begins, ends, administrators=3)
    return lambda: post(council, CHAIR, "/admin/offices/return")


def lifts(login: str) -> Ready:
    def ready(council: Council) -> Send:
        suspended(council, login)
        return lambda: post(council, CHAIR, f"/admin/people/{of(council, login)}/lift", reason="誤り")

    return ready


def suspended(council: Council, login: str) -> None:
    with council.services.database.write() as unit:
        unit.get_one(Person, of(council, login)).state = "suspended"


def closes_retirement(council: Council) -> Send:
    here, yesterday = f"/admin/people/{of(council, 'member1')}", days.today() - timedelta(days=1)
    with council.services.database.write() as unit:
        for term in unit.scalars(select(Office).where(Office.person_id == of(council, "member1"))):
            term.starts_at = days.begins(yesterday - timedelta(days=9))
    post(council, ADMINISTRATOR, f"{here}/retire", last_day=str(yesterday), reason="辞職")
    post(council, ADMINISTRATOR, f"{here}/secrecy")
    return lambda: post(council, ADMINISTRATOR, f"{here}/close")


def imports(login: str) -> Ready:
    """A list in which one person's name is read in another way."""

    def ready(council: Council) -> Send:
        browser = council.browser(ADMINISTRATOR, strong_with=PASSKEY)
        exported = browser.get("/admin/people/export.csv").content.decode("utf-8-sig")
        head, *lines = csv.reader(io.StringIO(exported))
        changed = [*next(line for line in lines if line[0] == login)]
        changed[head.index("ふりがな")] = "べつの よみ"
        pasted = f"{','.join(head)}\n{','.join(changed)}"
        report = browser.post("/admin/people/import", {"pasted": pasted})
        seen = {name: re.findall(f'name="{name}" value="([^"]+)"', report.text)[0] for name in ("digest", "shown")}
        fields = {"pasted": pasted, **seen}
        return lambda: browser.post("/admin/people/import/carry-out", fields)

    return ready


def paper(level: str, path: str, login: str = "clerk1", **fields: Any) -> Ready:
    def ready(council: Council) -> Send:
        laid = with_public_file(council, lay(council, level=level))
        return lambda: post(council, login, path.format(laid.material), **fields)

    return ready


def with_public_file(council: Council, laid: Laid) -> Laid:
    with council.services.database.write() as unit:
        unit.add(PublicFile(version_id=laid.version, sha256="0" * 64, size_bytes=9, made_at=clock.now()))
    return laid


def ends_release(council: Council) -> Send:
    laid = lay(council, level="1", is_released=True)
    return lambda: post(council, "clerk1", f"/prepare/materials/{laid.material}/release/end")


def in_meeting(path: str, *, is_published: bool = False, has_paper: bool = True, **sent: str) -> Ready:
    """A meeting with one paper that nobody has published, or with none."""

    def ready(council: Council) -> Send:
        fields = {"title": "定例会", "day": "2027-03-01", "time": "10:00", "place": ""}
        groups = {"groups": [council.groups["members"].id]}
        made = post(council, "clerk1", "/prepare/meetings/new", **fields, **groups)
        assert made.status_code == 303, made.text
        meeting = made.headers["location"].rsplit("/", 1)[1].partition("?")[0]
        post(council, "clerk1", f"/prepare/meetings/{meeting}/agenda", number_label="日程第1", title="補正予算")
        laid = lay(council, is_published=False)
        with council.services.database.write() as unit:
            if has_paper:
                unit.add(Attachment(meeting_id=meeting, material_id=laid.material, position=1))
            if is_published:
                found = unit.get_one(Meeting, meeting)
                found.state, found.published_at = "published", clock.now()
        return lambda: post(council, "clerk1", path.format(meeting=meeting, material=laid.material), **sent)

    return ready


def decides_permit(council: Council) -> Send:
    permit = permits.asked(council, lay(council))
    return lambda: permits.decide(council, permit)


def begins_emergency(council: Council) -> Send:
    scene = Excepting(council)
    return lambda: scene.begin(ADMINISTRATOR)


def lifts_on_server(council: Council) -> Send:
    suspended(council, "member1")
    return lambda: office_commands.lift(council.settings, Namespace(login="member1", reason="議長がいないため"))


def confirms_on_server(council: Council) -> Send:
    office("member1", Role.DEPUTY)(council)()
    return lambda: office_commands.confirm(council.settings, Namespace(proposal=waiting(council)))


def approves_on_server(council: Council) -> Send:
    _, number = requested(council, "member1")
    return lambda: device_commands.approve(council.settings, Namespace(login="member1", number=number))


def readers(council: Council) -> Send:
    laid, group = lay(council), council.groups["executives"].id
    return lambda: post(council, "clerk1", f"/prepare/materials/{laid.material}/readers", groups=[group])


def replaces(council: Council, label: str = "1") -> Send:
    paper = (laid := lay(council, level=label, is_released=label == "1")).material
    newer = add_version(council, paper, number=2)
    with council.services.database.write() as unit:
        unit.get_one(Material, paper).current_version_id = laid.version
    send, shown = f"/prepare/materials/{paper}/replacement/send", shown_of_paper(council, paper)
    return lambda: post(council, "clerk1", send, version=newer, reason="訂正", shown=shown)


POWERFUL = OFFICES | {"deputy"}
LABEL, RELEASE = "/prepare/materials/{}/label", "/prepare/materials/{}/release"
GAINS = sends(ADMINISTRATOR, "/admin/people/{deputy}/offices", role="executive", first_day="2026-04-01")
WITH_MEMBER, WITH_CLERK = OFFICES | {"member1"}, OFFICES | {"clerk1"}
CASES = (
    *(Case(act, "of the council", ready, OFFICES) for act, ready in (*halting.ACTS, *setting.ACTS)),
    Case(Action.FACTOR_CHANGE, "own password", own_password, frozenset({ADMINISTRATOR, "member1"})),
    Case(Action.FACTOR_RESET, "of the deputy", reset("deputy"), POWERFUL),
    Case(Action.FACTOR_RESET, "of a member", reset("member1")),
    Case(
        Action.FACTOR_RESET_CONFIRM,
        "of the deputy",
        decides(reset("deputy"), CHAIR, "/admin/resets/{}/decide"),
        POWERFUL,
    ),
    Case(
        Action.FACTOR_RESET_CONFIRM,
        "of a member",
        decides(reset("member1"), "clerk1", "/admin/resets/{}/decide"),
        frozenset({ADMINISTRATOR, "member1"}),
    ),
    Case(Action.LETTER_ISSUE, "for the deputy", letter_of_power, POWERFUL),
    Case(Action.LETTER_ISSUE, "for a clerk", sends(ADMINISTRATOR, "/admin/people/{clerk1}/letters"), WITH_CLERK),
    Case(Action.LETTER_ISSUE, "for a member", sends(ADMINISTRATOR, "/admin/people/{member1}/letters")),
    Case(Action.DEVICE_APPROVE, "of the deputy", approves("deputy"), POWERFUL),
    Case(Action.DEVICE_APPROVE, "of a clerk", approves("clerk1"), WITH_CLERK),
    Case(Action.DEVICE_APPROVE, "of a member", approves("member1")),
    Case(Action.DEVICE_REBIND, "of the deputy", binds_again("deputy"), POWERFUL),
    Case(Action.DEVICE_REBIND, "of a member", binds_again("member1"), WITH_MEMBER),
    Case(Action.DEVICE_APPROVE, "the deputy's again", device_act("resume", "deputy", "suspended"), POWERFUL),
    Case(Action.DEVICE_APPROVE, "a member's again", device_act("resume", "member1", "suspended")),
    Case(Action.DEVICE_CLEAR, "of the deputy", device_act("clear", "deputy", "infected"), POWERFUL),
    Case(Action.DEVICE_SITTING_APPROVE, "of a member", sitting),
    Case(Action.DEVICE_STOP, "of the deputy", device_act("suspend", "deputy"), POWERFUL),
    Case(Action.DEVICE_STOP, "of a member", device_act("revoke", "member1")),
    Case(Action.CONNECTIONS_END, "of the deputy", ends_connection("deputy"), POWERFUL),
    Case(Action.CONNECTIONS_END, "of a member", ends_connection("member1")),
    Case(Action.CONNECTIONS_END, "all", sends(ADMINISTRATOR, "/admin/people/{deputy}/sessions/end"), POWERFUL),
    Case(Action.OFFICE_ASK, "for a member", office("member1", Role.DEPUTY), WITH_MEMBER),
    Case(Action.OFFICE_CONFIRM, "for a member", decides(office("member1", Role.CLERK), CHAIR, DECIDE), WITH_MEMBER),
    Case(Action.OFFICE_RETURN, "from the deputy", returns, POWERFUL),
    Case(Action.PERSON_CORRECT, "of the deputy", corrects("deputy"), POWERFUL),
    Case(Action.PERSON_CORRECT, "of a member", corrects("member1")),
    Case(Action.PEOPLE_IMPORT, "with the deputy", imports("deputy"), POWERFUL),
    Case(Action.PEOPLE_IMPORT, "with a member", imports("member1")),
    Case(Action.GROUP_CHANGE, "with the deputy", group("deputy"), POWERFUL),
    Case(Action.GROUP_CHANGE, "with a member", group("member1")),
    Case(Action.OFFICE_CHANGE, "of the deputy", GAINS, POWERFUL),
    Case(Action.DELEGATE, "to the deputy", delegates, POWERFUL),
    Case(Action.PERSON_SUSPEND, "the deputy", sends(CHAIR, "/admin/people/{deputy}/suspend", reason="不正"), POWERFUL),
    Case(Action.PERSON_SUSPEND, "a member", sends(CHAIR, "/admin/people/{member1}/suspend", reason="不正")),
    Case(Action.PERSON_LIFT, "the deputy", lifts("deputy"), POWERFUL),
    Case(Action.PERSON_LIFT, "a member", lifts("member1")),
    Case(Action.RETIREMENT_CLOSE, "of a member", closes_retirement),
    Case(Action.MATERIAL_READERS, "executives", readers),
    Case(Action.MATERIAL_LABEL, "lower", paper("3C", LABEL, label="2", reason="誤り")),
    Case(
        Action.MATERIAL_LABEL_CONFIRM,
        "lower",
        decides(paper("3C", LABEL, label="2", reason="誤り"), "clerk2", "/prepare/label-changes/{}/decide"),
    ),
    Case(Action.MATERIAL_RELEASE, "asked for", paper("1", RELEASE), OFFICES),
    Case(
        Action.MATERIAL_RELEASE_CONFIRM,
        "in effect",
        decides(paper("1", RELEASE), ADMINISTRATOR, "/prepare/releases/{}/decide"),
        OFFICES,
    ),
    Case(Action.MATERIAL_RELEASE_END, "of a paper", ends_release),
    Case(Action.MEETING_PUBLISH, "with a paper", in_meeting("/prepare/meetings/{meeting}/publish")),
    Case(
        Action.MATERIAL_PUBLISH,
        "one",
        in_meeting("/prepare/meetings/{meeting}/papers/{material}/publish", is_published=True),
    ),
    Case(Action.MATERIAL_REPLACE, "of a paper", lambda council: replaces(council, "2")),
    Case(Action.MATERIAL_REPLACE, "of what residents read", replaces, OFFICES),
    Case(Action.MATERIAL_REMOVE, "that nobody read", paper("2", "/prepare/materials/{}/take-out")),
    Case(Action.MEETING_CALL_OFF, "cancelled", in_meeting(f"{CALL_OFF}/cancel", is_published=True, reason="台風")),
    Case(Action.MEETING_DELETE, "of a draft", in_meeting("/prepare/meetings/{meeting}/delete", has_paper=False)),
    Case(Action.PERMIT_DECIDE, "of a member", decides_permit),
    Case(Action.PERMIT_EMERGENCY, "for a member", begins_emergency, OFFICES),
    Case(Action.LEDGER_EXTRACT, "of the targets", sends("investigator", "/ledger/extract"), frozenset({CHAIR})),
    Case(Command.LIFT, "a member", lifts_on_server, WITH_MEMBER),
    Case(Command.CONFIRM, "an office", confirms_on_server, WITH_MEMBER),
    Case(Command.DEVICE_APPROVE, "of a member", approves_on_server, WITH_MEMBER),
    Case(Command.ACCEPT_RESTORE, "one record", lambda council: accepts_restore(council, closes_retirement), OFFICES),
    Case(Command.ACCEPT_SEAL, "a reader", accepts_seal, OFFICES),
)
