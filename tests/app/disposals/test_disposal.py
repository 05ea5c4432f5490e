"""A paper at the end of its life: destroyed by two persons so that nothing opens it, with a line that is left."""

import hashlib
import sqlite3
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.access.levels import Confidentiality
from app.db import new_id
from app.materials.models import DisposedPaper, Material, ReadingPosition, Version
from app.meetings.models import Attachment, Meeting
from app.members.models import Person
from app.permits.booklets.models import Booklet
from app.permits.models import Permit
from app.proposals.models import Proposal
from app.vault.objects import original_name
from storage.envelope import SealBroken, new_data_key, unseal_bytes
from tests.app.disposals.conftest import inquire
from tests.app.disposals.ending import ask, asked, decide, dispose
from tests.app.materials import papers
from tests.app.materials.office import Office

pytestmark = pytest.mark.rare("papers at the end of their lives; only their own desk moves it")

JSON = {"accept": "application/json"}


def permit(office: Office, version: Version, state: str, *, is_over: bool = False) -> None:
    """A member's permit in this state, with a PDF that waits to be fetched."""
    moment = clock.now()
    with office.council.services.database.write() as unit:
        row = Permit(
            number=f"令和8年 第{len(unit.scalars(select(Permit)).all()) + 1}号",
            person_id=office.council.people["member1"].id,
            material_id=version.material_id,
            version_id=version.id,
            reason="議会報告のため",
            wanted_until=moment + timedelta(days=1),
            asked_at=moment,
            state=state,
            decided_at=moment,
            expires_at=moment - timedelta(hours=1) if is_over else moment + timedelta(days=1),
        )
        unit.add(row)
        unit.flush()
        vault = office.council.services.vault
        booklet = Booklet(permit_id=row.id, state="ready", issue_code=f"CODE-{row.number[-2]}", asked_at=moment)
        unit.add(booklet)
        unit.flush()
        booklet.sealed_key = vault.new_key(booklet.id)


def before_a_meeting(office: Office, version: Version, days: int) -> str:
    """The paper's place is a meeting so many days from now; its id."""
    with office.council.services.database.write() as unit:
        clerk, starts_at = office.council.people["clerk1"].id, clock.now() + timedelta(days=days)
        meeting = Meeting(title="定例会", starts_at=starts_at, created_at=clock.now(), created_by=clerk)
        unit.add(meeting)
        unit.flush()
        unit.add(Attachment(material_id=version.material_id, meeting_id=meeting.id, position=1))
        return meeting.id


def hold(office: Office, version: Version) -> None:
    """A hold on the paper, by the administrator."""
    papers_held = f"http://localhost/prepare/materials/{version.material_id}"
    form = {"incident": "1", "why": "調べ", "reach": "named", "since": "", "until": "", "people": ""}
    answer = office.council.browser("admin").post("/registers/holds/new", form | {"papers": papers_held})
    assert answer.status_code == 303


def leaves_a_line(office: Office, where: str, sha256: str) -> None:
    """What is left of a paper stands on its screens, in the ledger and in the register of disposals, with two names."""
    council = office.council
    for login in ("clerk1", "admin", "chair"):
        assert sha256 in council.browser(login).get(where).text
        assert sha256 in council.browser(login).get("/disposals").text
    (left,) = council.ledger("material.disposed")
    assert sha256 in left["detail"]["versions"]
    assert left["detail"]["asked_by"] == council.people["clerk1"].id
    entry = council.browser("chair").get("/registers/disposals/1").text
    both = [council.people[login].name for login in ("clerk1", "chair")]
    assert [words for words in ("議案第16号", "暗号の鍵を捨てた", "廃棄、返却済み", *both) if words not in entry] == []


@pytest.mark.clause("I 2章2(1) 取扱制限5", "I 2章2(2)⑧")
def test_disposed_paper_is_opened_by_nobody_and_not_from_a_copy_of_the_store(office: Office) -> None:
    council, content = office.council, papers.pdf(2)
    first = office.ready(content, label="2")
    second = office.replaced(first)
    permit(office, second, "granted", is_over=True)
    store, vault = council.services.store, council.services.vault
    name, key = original_name(first.id), office.version(first.id).sealed_key or ""
    copied = store.read(name)
    assert b"".join(vault.stream(key, first.id, name)) == content
    member = council.browser("member1")
    assert member.fetch(f"/papers/{second.id}/pages/1").status_code == 200

    where = dispose(office, first.material_id)
    assert second.id not in vault.memory.holding().versions  # the worker is not needed
    office.work()

    for file in council.settings.home.glob("gijo.sqlite3"):  # as a backup of the stopped service copies it
        sqlite3.connect(file).execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert key.encode() not in council.at_rest()
    with council.services.database.read() as unit:
        keys = [*unit.scalars(select(Version.sealed_key)), *unit.scalars(select(Booklet.sealed_key))]
        assert keys == [None] * 3
        assert unit.scalars(select(ReadingPosition)).all() == []
    assert office.objects(first.id) == office.objects(second.id) == []
    with pytest.raises(SealBroken):
        unseal_bytes(new_data_key(), name, copied)
    for login in ("clerk1", "admin", "chair", "member1"):
        assert council.browser(login).fetch(f"/papers/{second.id}/pages/1").status_code >= 400
    told = member.fetch(f"/papers/{first.material_id}")
    assert (told.status_code, "取り下げ" in told.text) == (410, True)

    leaves_a_line(office, where, hashlib.sha256(content).hexdigest())


def test_disposed_paper_is_changed_and_brought_back_by_no_act(office: Office) -> None:
    version = office.ready(label="2")
    meeting = before_a_meeting(office, version, -3)
    dispose(office, version.material_id)
    office.work()
    clerk, path = office.council.browser("clerk1"), f"/prepare/materials/{version.material_id}"

    acts = {
        "restore": {},
        "withdraw": {"reason": "x"},
        "replace": {"file_name": "x.pdf"},
        "title": {"title": "x"},
        "label": {"label": "1"},
        "readers": {},
        "take-out": {},
        "release": {"reason": "x"},
    }
    answers = {act: clerk.post(f"{path}/{act}", form, headers=JSON) for act, form in acts.items()}

    assert {act: answer.json()["code"] for act, answer in answers.items()} == dict.fromkeys(acts, "M174")
    assert "この資料は廃棄しました" in clerk.get(f"{path}/disposal").text
    assert "廃棄済み" in clerk.get(path).text
    screens = ("/prepare/materials", "/prepare/waiting", f"/prepare/meetings/{meeting}", f"{path}/bygone", "/permits")
    assert [clerk.fetch(screen).status_code for screen in screens] == [200] * len(screens)
    assert clerk.fetch(f"/papers/{version.material_id}").status_code < 500
    assert ask(office, version.material_id).status_code == 409


def on_its_way(office: Office, version: Version) -> None:
    """A further file has arrived, and is not looked at yet."""
    clerk, path = office.council.browser("clerk1"), f"/prepare/materials/{version.material_id}/replace"
    newer = clerk.post(path, {"file_name": "another.pdf"}, headers=JSON).json()["version"]
    office.put(newer, papers.pdf(1))


HINDRANCES: dict[str, tuple[Callable[[Office, Version], object], str]] = {
    "a hold": (hold, "M171"),
    "an inquiry": (lambda office, _version: inquire(office.council, runs=True), "D415"),
    "a permit in force": (lambda office, version: permit(office, version, "granted"), "D413"),
    "a permit asked for": (lambda office, version: permit(office, version, "asked"), "D413"),
    "a file on its way": (on_its_way, "M104"),
    "a meeting to come": (lambda office, version: before_a_meeting(office, version, 3), "D416"),
}


@pytest.mark.clause("I 2章2(1) 取扱制限5", "I 6-5(3)")
@pytest.mark.parametrize("stands", HINDRANCES)
def test_what_stands_in_the_way_refuses_at_the_asking_and_again_at_the_confirming(office: Office, stands: str) -> None:
    begin, code = HINDRANCES[stands]
    late, early = office.ready(label="2"), office.ready(label="2")
    where = asked(office, late.material_id)

    begin(office, late)
    begin(office, early)
    at_the_end = decide(office, where, "chair")
    at_once = ask(office, early.material_id, "admin")

    assert at_the_end.status_code == at_once.status_code == 409
    assert code in at_once.text
    assert code in at_the_end.text or "E410" in at_the_end.text  # what stands in the way is shown, too
    assert office.version(late.id).sealed_key
    page = office.council.browser("chair").get(where).text
    assert any(words in page for words in ("廃棄できません", "捨てたりできません", "いま処理しています"))


def test_second_person_is_another_with_a_passkey_and_the_chair_for_class_3(office: Office) -> None:
    ordinary, secret = office.ready(label="2"), office.ready(label="3B")
    one, other = asked(office, ordinary.material_id, "admin"), asked(office, secret.material_id)

    by_itself = decide(office, one, "admin")
    by_a_clerk = decide(office, one, "clerk2", shown="x")
    not_the_chair = decide(office, other, "admin", shown="x")
    unproven = office.council.browser("chair").post(f"{one}/decide", {"decision": "confirm", "shown": "x"})
    assert [each.status_code for each in (by_itself, by_a_clerk, not_the_chair, unproven)] == [403] * 4
    assert "議長だけが決めます" in not_the_chair.text

    assert [decide(office, each, "chair").status_code for each in (one, other)] == [303, 303]
    assert [office.version(each.id).sealed_key for each in (ordinary, secret)] == [None, None]


def test_what_changed_since_it_was_shown_is_not_destroyed(office: Office) -> None:
    version = office.ready(label="2")
    where = asked(office, version.material_id)
    chair = office.council.browser("chair", strong_with="passkey")
    shown = chair.get(where).text.partition('name="shown" value="')[2].partition('"')[0]

    newer = office.replaced(version)
    answer = decide(office, where, "chair", shown=shown)

    assert (answer.status_code, "another.pdf" in answer.text) == (409, True)
    assert office.version(newer.id).sealed_key


def test_asker_takes_it_back_and_nobody_else_does(office: Office) -> None:
    version = office.ready(label="2")
    where = asked(office, version.material_id)

    assert office.council.browser("clerk2").post(f"{where}/withdraw").status_code == 404
    assert office.council.browser("clerk1").post(f"{where}/withdraw").status_code == 303
    assert decide(office, where, "chair", shown="x").status_code == 409
    assert office.version(version.id).sealed_key
    decided = [one["detail"]["decision"] for one in office.council.ledger("material.disposal_decided")]
    assert decided == ["withdrawn"]


def test_3a_is_disposed_of_without_a_clerk_or_the_chair_reading_its_title(office: Office) -> None:
    version = office.ready(label="3A", login="admin")
    clerk = office.council.browser("clerk1")
    assert ask(office, version.material_id).status_code >= 400

    where = dispose(office, version.material_id, "admin", "chair")

    register = clerk.get("/registers/disposals/1").text
    assert "議案第16号" not in clerk.get("/disposals").text + register
    assert "機密性3A の資料" in register
    assert clerk.fetch(where).status_code == 403
    assert "議案第16号" in office.council.browser("admin").get(where).text
    assert "議案第16号" not in office.council.browser("chair").get(where).text  # who is not named among its readers


def test_member_sees_nothing_of_it(office: Office) -> None:
    where = asked(office, office.ready(label="2").material_id)

    member = office.council.browser("member1")
    paths = ("/disposals", where, f"{where.replace('/disposals', '/disposals')}/decide")

    assert [member.fetch(path).status_code for path in paths[:2]] == [403, 403]
    assert member.post(paths[2], {"decision": "confirm", "shown": "x"}).status_code == 403


def test_certificate_that_was_altered_says_so(office: Office) -> None:
    where = dispose(office, office.ready(label="2").material_id)
    with office.council.services.database.write() as unit:
        unit.connection().exec_driver_sql("UPDATE disposed_paper SET reason = '別の理由'")

    assert "書き換えの疑い" in office.council.browser("chair").get(where).text
    with office.council.services.database.read() as unit:
        left = unit.scalars(select(DisposedPaper)).one()
        assert left.handled_at is Confidentiality.C3A
        assert unit.get_one(Material, left.material_id).withdrawn_at
        assert unit.get_one(Person, left.asked_by)


def test_clerks_asking_ends_when_the_paper_is_raised_to_3a(office: Office) -> None:
    version = office.ready(label="2")
    where = asked(office, version.material_id)
    chair = office.council.browser("chair", strong_with="passkey")
    before = chair.get(where).text.partition('name="shown" value="')[2].partition('"')[0]
    label = {"label": "3A", "reason": "調べた結果"}
    path = f"/prepare/materials/{version.material_id}/label"
    raised = office.council.browser("admin").post(path, label, headers={"accept": "application/json"})

    answers = [decide(office, where, "chair", shown=shown).status_code for shown in (before, None)]

    assert (raised.status_code, answers) == (200, [409, 409])
    assert office.version(version.id).sealed_key
    assert "無効になりました" in chair.get(where).text
    assert asked(office, version.material_id, "admin") != where


def test_clerk_learns_from_no_disposal_that_an_inquiry_runs(office: Office) -> None:
    late, early = office.ready(label="2"), office.ready(label="2")
    where = asked(office, late.material_id)
    inquire(office.council, runs=True)
    paths = (where, f"/prepare/materials/{early.material_id}/disposal", "/disposals")

    clerk, admin = ([office.council.browser(login).get(path).text for path in paths] for login in ("clerk1", "admin"))
    refused = ask(office, early.material_id)

    assert [("調査" in page, "保全中のため" in page) for page in clerk] == [
        (False, True),
        (False, True),
        (False, False),
    ]
    assert ["調査の対象" in page for page in admin[:2]] == [True, True]
    assert (refused.status_code, "M171" in refused.text, "調査" in refused.text) == (409, True, False)


def test_disposal_of_a_paper_that_is_taken_out_waits_no_more(office: Office) -> None:
    version = office.ready(label="2", is_published=False)
    where = asked(office, version.material_id)
    take_out = f"/prepare/materials/{version.material_id}/take-out"

    assert office.council.browser("clerk1").post(take_out, headers=JSON).status_code == 200

    with office.council.services.database.read() as unit:
        assert unit.scalars(select(Proposal)).all() == []
    assert office.council.browser("chair").fetch(where).status_code == 404


@pytest.mark.parametrize("act", ["decide", "withdraw"])
def test_answer_about_what_nobody_asked_for_says_nothing_that_is_not_so(office: Office, act: str) -> None:
    of_two = ("prepare/releases", "prepare/label-changes", "disposals", "disposals/keeping", "admin/offices")
    form = {"decision": "confirm", "shown": "of no screen"}

    def answers(login: str) -> dict[str, str]:
        browser = office.council.browser(login, strong_with="passkey")
        said = {kind: browser.post(f"/{kind}/{new_id()}/{act}", form, headers=JSON).json() for kind in of_two}
        return {kind: answer["code"] + answer["sentence"] for kind, answer in said.items() if answer["code"] != "P403"}

    assert {answer[:4] for answer in answers("admin").values()} == {"E404"}
    assert {answer for answer in answers("clerk1").values() if "E404" not in answer} == {
        "P419お探しのものがないか、機密性3A のため、議会事務局長だけが扱えます。必要なときは事務局長に頼んでください。"
    }
