"""An incident, from the member's touch on the tablet to the chair's report."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from app import clock, days
from app.__main__ import main
from tests.flows.tablet import Tablet
from tests.support.council import Council, council_in

ENTRY = "/registers/incidents/1"
LEAK = "名簿を、隣の席の人に送りました"


@pytest.fixture
def council(each_database: str, tmp_path: Path) -> Iterator[Council]:
    """The council of the day."""
    with council_in(tmp_path / "home") as founded:
        yield founded


def form_of(tablet: Tablet, address: str) -> dict[str, str]:
    """What a form holds as it is shown."""
    page = tablet.open(address)
    shown = dict(re.findall(r'<input (?:class|type)="[^"]*"[^>]*? name="(\w+)"[^>]*? value="([^"]*)"', page))
    shown |= dict(re.findall(r'<textarea[^>]*? name="(\w+)"[^>]*>\n([^<]*)<', page))
    chosen = r'<select[^>]*? name="(\w+)"[^>]*>(?:<option[^>]*>[^<]*</option>)*?<option value="(\w+)" selected>'
    shown |= dict(re.findall(chosen, page))
    return {name: html.unescape(text) for name, text in shown.items()}


def write(office: Tablet, **fields: str) -> int:
    kept = form_of(office, f"{ENTRY}/edit")
    return int(office.send(f"{ENTRY}/edit", kept | fields, seen_at=ENTRY).status_code)


def put(office: Tablet, to: str) -> int:
    seen = form_of(office, f"{ENTRY}/edit")["seen"]
    return int(office.send(f"{ENTRY}/next", {"to": to, "seen": seen}, seen_at=ENTRY).status_code)


@pytest.mark.clause("I 2章5(5)①", "I 2章5(5)②")
def test_incident_from_the_members_touch_to_the_chairs_report_5_5(
    council: Council, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    member, admin, chair = (Tablet(council, login) for login in ("member1", "admin", "chair"))
    today = days.today().isoformat()

    # The member touches the button of the first screen, chooses, writes one line and sends it.
    assert 'href="/registers/incidents/new"' in member.open("/")
    report = form_of(member, "/registers/incidents/new")
    assert report["noticed_on"] == today
    sent = member.send("/registers/incidents/new", report | {"mishap": "personal", "happened": LEAK})
    assert sent.headers["location"] == ENTRY

    offices_hear_and_handle_it(admin, chair, today)
    chair_closes_and_takes_the_report(chair)

    assert "完了" in member.open(ENTRY)
    # Nothing of it can be taken away unseen.
    kinds = [record["kind"] for record in council.ledger() if record["kind"].startswith("register.")]
    assert (kinds.count("register.entered"), kinds.count("register.moved")) == (1, 3)
    monkeypatch.setenv("GIJO_HOME", str(council.settings.home))
    monkeypatch.setenv("GIJO_DATABASE_URL", council.settings.database_url)
    assert main(["ledger", "verify"]) == 0, capsys.readouterr().out


def offices_hear_and_handle_it(admin: Tablet, chair: Tablet, today: str) -> None:
    # Both offices are told on the screen that they have open, before anybody looks for it.
    for office in (admin, chair):
        assert "事故の記録に第1号が記録されました" in office.open("/admin/connections")
    assert "事故の記録 第1号" in admin.open("/registers/waiting")

    # The administrator contains it and tells the chair; each step waits for what has to be written.
    assert put(admin, "handled") == 409
    assert write(admin, chair_told_on=today) == 303
    assert put(admin, "handled") == 303
    assert write(admin, contained="届いた人に消してもらった", recovered="送り先を直した") == 303
    assert put(admin, "recovered") == 303
    assert write(admin, cause="宛先の取り違え", prevention="送る前に 2 人で見る") == 303
    assert put(admin, "closed") == 409  # personal data: the committee, the town and the window are still to come
    assert write(admin, committee_told_on=today, town_told_on=today, window="議会事務局、きょう公表") == 303


def chair_closes_and_takes_the_report(chair: Tablet) -> None:
    # The chair closes it, and takes the report: the entry with all its steps, and the month in which it is counted.
    assert put(chair, "closed") == 303
    with pymupdf.open(stream=chair.fetch(f"{ENTRY}/export.pdf").content) as printed:  # type: ignore[no-untyped-call]  # PyMuPDF has no types here
        whole = "".join("".join(page.get_text().split()) for page in printed)
    for words in (LEAK, "届いた人に消してもらった", "宛先の取り違え", "報告あり", "復旧済み", "完了"):
        assert words.replace(" ", "") in whole
    month = f"{clock.jst(clock.now()):%Y-%m}"
    assert "事故の記録" in chair.open(f"/reports/{month}")
