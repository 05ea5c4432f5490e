"""While a hold stands, nothing of its papers is disposed of by anybody or any job; two persons lift it."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select, text, update

from app import clock
from app.access.facts import DeviceKind
from app.auth.devices import forgetting as devices_forgetting
from app.auth.devices.models import Device
from app.jobs.models import Job
from app.materials.models import Material, Version
from app.materials.remaking import making
from app.registers.holds import holds_anything, holds_paper
from app.worker import TIDYING
from tests.app.materials import papers
from tests.app.materials.office import Office
from tests.app.meetings.scenes import put_meeting
from tests.support.council import Browser, Council

pytestmark = [
    pytest.mark.alike("what becomes of files and what is told of it; others ask for the same on both"),
    pytest.mark.rare("papers held from disposal; only holds move it"),
]

JSON = {"accept": "application/json"}
ENTRY = "/registers/holds/1"


@pytest.fixture
def forward() -> Iterator[Any]:
    """A function that moves the clock on."""

    def by(time: timedelta) -> None:
        moment = (clock.now() + time).timestamp()
        clock.use(lambda: moment)

    former = clock.use(clock.unix_seconds)
    clock.use(former)
    yield by
    clock.use(former)


def place(council: Council, *versions: Version, login: str = "admin") -> None:
    """A hold on the papers of these versions, or on everything."""
    fields = {"incident": "1", "why": "不正な接続の調べ", "reach": "named" if versions else "all"}
    fields["papers"] = "\n".join(f"http://localhost/prepare/materials/{one.material_id}" for one in versions)
    answer = council.browser(login).post("/registers/holds/new", fields | {"since": "", "until": "", "people": ""})
    assert answer.status_code == 303, answer.text


def seen(browser: Browser) -> str:
    found = re.search(r'name="seen" value="(\d+)"', browser.get(f"{ENTRY}/edit").text)
    return found[1] if found else ""


def write(council: Council, login: str, **fields: str) -> int:
    """Correct the hold: its form as it stands, with these fields changed."""
    browser = council.browser(login)
    page = browser.get(f"{ENTRY}/edit").text
    kept = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    kept |= {name: words.strip() for name, words in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)<', page)}
    kept |= {"reach": re.findall(r'<option value="(\w+)" selected', page)[0]}
    return int(browser.post(f"{ENTRY}/edit", {**kept, **fields}).status_code)


def put(council: Council, login: str, to: str) -> int:
    browser = council.browser(login)
    return int(browser.post(f"{ENTRY}/next", {"to": to, "seen": seen(browser)}).status_code)


def lift(council: Council) -> None:
    assert write(council, "admin", lifted_because="調べが終わった") == 303
    assert put(council, "admin", "ending") == 303
    assert put(council, "chair", "lifted") == 303


def take_out(office: Office, version: Version) -> Any:
    return office.council.browser("clerk1").post(f"/prepare/materials/{version.material_id}/take-out", {}, headers=JSON)


def is_there(office: Office, version: Version) -> bool:
    with office.council.services.database.read() as unit:
        return unit.get(Material, version.material_id) is not None


@pytest.mark.clause("I 6-5(3)")
def test_paper_is_not_taken_out_until_two_persons_have_lifted_the_hold(office: Office) -> None:
    council, held, other = office.council, office.ready(is_published=False), office.ready(is_published=False)
    place(council, held)

    answer = take_out(office, held)
    assert (answer.status_code, answer.json()["code"]) == (409, "M171")
    assert "保全中のため" in answer.text
    assert take_out(office, other).status_code == 200
    assert put(council, "admin", "ending") == 409  # without a word why
    write(council, "admin", lifted_because="調べが終わった")
    put(council, "admin", "ending")
    assert put(council, "admin", "lifted") == 403
    assert take_out(office, held).status_code == 409
    assert put(council, "chair", "lifted") == 303

    assert take_out(office, held).status_code == 200
    assert not is_there(office, held)
    kinds = [one["kind"] for one in council.ledger() if one["detail"].get("register") == "保全の記録"]
    assert kinds == ["register.entered", "register.corrected", "register.moved", "register.moved"]


def test_paper_is_held_from_its_own_screen_and_nobody_types_an_address(office: Office) -> None:
    version = office.ready(is_published=False)
    admin, path = office.council.browser("admin"), f"/prepare/materials/{version.material_id}"
    link = re.search(r'href="(/registers/holds/new[^"]+)">この資料を保全する<', admin.get(path).text)
    assert link
    form = admin.get(html.unescape(link[1])).text
    named = re.search(r'<textarea[^>]*name="papers"[^>]*>([^<]*)<', form)
    assert named
    assert '<option value="named" selected' in form
    assert named[1].strip() == path  # no title: addresses stand in the logs of proxies

    fields = {"incident": "1", "why": "調べ", "reach": "named", "since": "", "until": "", "people": ""}
    held = admin.post("/registers/holds/new", fields | {"papers": named[1].strip()})

    assert held.status_code == 303
    assert take_out(office, version).status_code == 409
    assert "この資料を保全する" not in office.council.browser("clerk1").get(path).text


@pytest.mark.parametrize("login", ["chair", "deputy"])
def test_chair_and_deputy_hold_a_paper_from_where_they_read_it(office: Office, login: str) -> None:
    version = office.ready()
    reader, path = office.council.browser(login), f"/papers/{version.material_id}"
    link = re.search(r'href="(/registers/holds/new[^"]+)">この資料を保全する<', reader.get(path).text)
    assert link
    form = reader.get(html.unescape(link[1])).text
    named = re.search(r'<textarea[^>]*name="papers"[^>]*>([^<]*)<', form)
    assert named

    fields = {"incident": "1", "why": "調べ", "reach": "named", "since": "", "until": "", "people": ""}
    held = reader.post("/registers/holds/new", fields | {"papers": named[1].strip()})

    assert held.status_code == 303
    assert take_out(office, version).status_code == 409
    assert "この資料を保全する" not in office.council.browser("member1").get(path).text


def test_who_has_asked_for_the_lifting_does_not_lift_by_what_another_had_written(office: Office) -> None:
    council, held = office.council, office.ready(is_published=False)
    place(council, held)
    write(council, "chair", lifted_because="捜査が終わるまで解除しない")

    steps = [put(council, login, to) for login, to in (("deputy", "ending"), ("deputy", "lifted"))]

    assert steps == [303, 403]
    assert put(council, "admin", "lifted") == 403  # who has put it up
    assert take_out(office, held).status_code == 409


def test_asked_by_the_only_one_who_could_lift_it_is_taken_back_and_asked_by_another(office: Office) -> None:
    council, held = office.council, office.ready(is_published=False)
    place(council, held)
    write(council, "chair", lifted_because="捜査が終わった")
    put(council, "deputy", "ending")

    steps = (("deputy", "standing"), ("chair", "ending"), ("deputy", "lifted"))
    assert [put(council, login, to) for login, to in steps] == [303, 303, 303]
    assert take_out(office, held).status_code == 200


def test_hold_on_everything_outlives_the_years(office: Office, forward: Any) -> None:
    version = office.ready(is_published=False)
    place(office.council)

    forward(timedelta(days=6 * 365))

    with office.council.services.database.write() as unit:
        assert holds_paper(unit, version.material_id)


def test_paper_that_was_named_once_stays_held_whatever_is_corrected(office: Office) -> None:
    council, held, other = office.council, office.ready(is_published=False), office.ready(is_published=False)
    place(council, held)

    assert write(council, "admin", papers=f"/papers/{other.material_id}") == 303

    assert [take_out(office, one).status_code for one in (held, other)] == [409, 409]


def test_hold_that_is_corrected_after_it_was_lifted_stands_again(office: Office) -> None:
    held = office.ready(is_published=False)
    place(office.council, held)
    lift(office.council)

    assert write(office.council, "admin", why="まだ調べる") == 303

    assert take_out(office, held).status_code == 409


@pytest.mark.both("asks for rows as no other test does")
@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE register_entry SET state = 'lifted'",
        "DELETE FROM register_entry",
        "UPDATE register_change SET typed = replace(typed, 'named', 'nobody')",
    ],
)
def test_hold_that_was_altered_or_taken_away_by_sql_holds_everything(office: Office, edit: str) -> None:
    held, other = office.ready(is_published=False), office.ready(is_published=False)
    place(office.council, held)
    with office.council.services.database.write() as unit:
        if edit.startswith("DELETE"):
            unit.execute(text("DELETE FROM register_change"))
        unit.execute(text(edit))

    assert [take_out(office, one).status_code for one in (held, other)] == [409, 409]


def test_replacement_that_was_never_sent_out_is_kept(office: Office) -> None:
    first = office.ready()
    second = office.prepared(first)
    place(office.council, first)

    assert office.replacement(second, "replacement/discard").json()["code"] == "M171"
    assert office.version(second.id).sealed_key is not None
    lift(office.council)
    assert office.replacement(second, "replacement/discard").status_code == 200


def test_newer_file_takes_the_place_of_none_that_is_held(office: Office) -> None:
    first = office.ready()
    second = office.prepared(first)
    place(office.council, first)

    third = office.prepared(first)

    assert (office.version(second.id).state, office.version(second.id).sealed_key is not None) == ("ready", True)
    assert (third.state, third.failure_code) == ("failed", "M172")
    assert "送り出す前の版を捨てられません" in (third.failure_sentence or "")
    assert office.replacement(second, "replacement/send").status_code == 200


def test_file_that_failed_is_kept_for_the_inquiry(office: Office) -> None:
    version = office.register()
    office.put(version.id, b"%PDF-1.7 broken")
    office.work()
    place(office.council, version)
    path = f"/prepare/materials/{version.material_id}/remove"

    answer = office.council.browser("clerk1").post(path, {}, headers=JSON)

    assert answer.json()["code"] == "M171"
    assert any(name.startswith("original") for name in office.objects(version.id))


@pytest.mark.both("asks for rows as no other test does")
def test_former_making_of_pages_stays_until_the_hold_is_lifted(office: Office, forward: Any) -> None:
    version = office.ready(papers.pdf(1), label="2")
    with office.council.services.database.write() as unit:
        unit.get_one(Version, version.id).converter = 0
    place(office.council, version)
    making.want(office.council.services.database)
    office.work()

    _clear_now(office)
    office.work()
    assert {"p/1/m", "m1/p/1/m"} <= set(office.objects(version.id))
    lift(office.council)
    forward(timedelta(days=2))
    office.work()

    left = set(office.objects(version.id))
    assert "p/1/m" not in left
    assert "m1/p/1/m" in left


def _clear_now(office: Office) -> None:
    with office.council.services.database.write() as unit:
        unit.execute(update(Job).where(Job.kind == "clear_making").values(run_after=clock.now()))


@pytest.mark.both("what happens at once or in between")
def test_devices_of_strangers_are_not_forgotten_meanwhile(council: Council, forward: Any) -> None:
    council.browser("member1", device=DeviceKind.UNKNOWN)
    place(council)
    shop: Any = SimpleNamespace(database=council.services.database)
    forward(devices_forgetting.KEPT + timedelta(days=1))
    before = _seen_devices(council)

    TIDYING["devices that nobody asked for"](shop)
    assert _seen_devices(council) == before
    lift(council)
    TIDYING["devices that nobody asked for"](shop)

    assert _seen_devices(council) < before
    with council.services.database.write() as unit:
        assert not holds_anything(unit)


def _seen_devices(council: Council) -> int:
    with council.services.database.read() as unit:
        return len(unit.scalars(select(Device.id).where(Device.state == "seen")).all())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"papers": ""}, "残す資料を一つは挙げてください"),
        ({"papers": "あの資料"}, "資料のアドレスとして読めません：あの資料"),
        ({"incident": "三"}, "番号を、数字で入れてください"),
        ({"why": ""}, "残すわけを入力してください"),
    ],
)
def test_hold_that_says_too_little_comes_back(council: Council, fields: dict[str, str], words: str) -> None:
    whole = {
        "incident": "1",
        "why": "調べ",
        "reach": "named",
        "papers": "x" * 26,
        "since": "",
        "until": "",
        "people": "",
    }

    answer = council.browser("admin").post("/registers/holds/new", whole | fields)

    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize("login", ["clerk1", "member1", "executive"])
def test_holds_are_closed_to_others(council: Council, login: str) -> None:
    assert council.browser(login).get("/registers/holds").status_code == 403
    assert council.browser(login).post("/registers/holds/new", {}).status_code == 403


@pytest.mark.parametrize("path", ["papers/{0.material_id}", "papers/{0.id}", "papers/{0.id}/pages/1"])
def test_hold_is_put_on_the_paper_whose_address_was_pasted(office: Office, path: str) -> None:
    held, other = office.ready(is_published=False), office.ready(is_published=False)
    fields = {"incident": "1", "why": "不正な接続の調べ", "reach": "named", "since": "", "until": "", "people": ""}
    pasted = f"http://localhost/{path.format(held)}"

    answer = office.council.browser("admin").post("/registers/holds/new", fields | {"papers": pasted})

    assert answer.status_code == 303, answer.text
    assert take_out(office, held).status_code == 409
    assert take_out(office, other).status_code == 200


def test_address_of_a_meeting_is_told_since_it_would_hold_nothing(office: Office) -> None:
    held = office.ready(is_published=False)
    meeting = put_meeting(office.council)
    pasted = f"http://localhost/prepare/materials/{held.material_id}\nhttp://localhost/prepare/meetings/{meeting}"
    fields = {"incident": "1", "why": "不正な接続の調べ", "reach": "named", "since": "", "until": "", "people": ""}

    answer = office.council.browser("admin").post("/registers/holds/new", fields | {"papers": pasted})

    assert answer.status_code == 422
    assert "会議などのアドレスでは、何も残りません" in answer.text
    assert str(held.material_id) in answer.text
