"""Every guarded act as somebody does it: all that comes before, and how it is sent; about whom, and who is told.

Acts of the server are the commands themselves. Whoever acts on a screen has a fresh sign-in by passkey.
"""

import csv
import io
import re
from argparse import Namespace
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import clock, days
from app.access.facts import DeviceKind
from app.access.roles import Role
from app.auth.devices.models import SPARE, Device
from app.auth.devices.proving.rebinding import shown_mark
from app.auth.factors.strength import PASSKEY
from app.auth.sessions.models import SessionRow
from app.materials.models import Material, PublicFile
from app.meetings.models import Attachment, Meeting
from app.members import offices
from app.members.models import Office, Person
from app.ops import device_commands, office_commands
from app.proposals.models import Proposal
from tests.app.auth.devicing import device_in, requested, stop_shown
from tests.app.auth.signing import PASSWORD, enrol_person
from tests.app.permits import desk as permits
from tests.app.permits.excepting import Excepting
from tests.app.reading.shelf import Laid, add_version, lay
from tests.support.council import Council
from tests.support.shown import asking, made_from, second_word, shown_now, shown_of_paper

Send = Callable[[], Any]
Ready = Callable[[Council], Send]
CHAIR, ADMINISTRATOR = "chair", "admin"
OFFICES = frozenset({CHAIR, ADMINISTRATOR})
DECIDE, CALL_OFF = "/admin/offices/{}/decide", "/prepare/meetings/{meeting}/call-off"


def post(council: Council, login: str, path: str, **fields: Any) -> Any:
    return council.browser(login, strong_with=PASSKEY).post(path, asking(council, path) | fields)


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
        fields = {"examined": "異常なし", "shown": stop_shown(council, device), "serial": "T-09"}
        return lambda: post(council, ADMINISTRATOR, path, **fields)

    return ready


def spare_back(login: str, path: str = "{}/back") -> Ready:
    """A spare that somebody has is taken back."""

    def ready(council: Council) -> Send:
        device = device_in(council, login, DeviceKind.ISSUED)
        with council.services.database.write() as unit:
            unit.get_one(Device, device).kind = SPARE
        return lambda: post(council, ADMINISTRATOR, f"/admin/devices/{path.format(device)}")

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


def disposes(council: Council) -> Send:
    """A paper that no inquiry is about is to be disposed of."""
    with council.services.database.write() as unit:
        for term in unit.scalars(select(Office).where(Office.role == Role.INVESTIGATOR.value)):
            term.ends_at = clock.now()
    laid = lay(council)
    return lambda: post(council, "clerk1", f"/prepare/materials/{laid.material}/disposal", reason="二重の資料")


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
        address = path.format(meeting=meeting, material=laid.material)
        seen = made_from(council.browser("clerk1"), address) if path.endswith("/publish") else {}
        return lambda: post(council, "clerk1", address, **seen, **sent)

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
    proposal = waiting(council)
    told = Namespace(proposal=proposal, shown=shown_now(council, proposal))
    return lambda: office_commands.confirm(council.settings, told)


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
