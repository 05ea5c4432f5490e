"""What each person does on the day of a meeting, step by step, over HTTP."""

import io
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pikepdf
from fpdf import FPDF

from app import clock
from tests.flows.conftest import House
from tests.flows.tablet import Tablet
from tests.support.shown import mark_on
from tests.support.slots import bind_all

MEETING = "令和8年第4回定例会 第1日"
TITLE = "議案第16号 財産の取得について"
REASON = "自宅で質疑の準備をするため、1部を手元に置きたいです。"


def agenda_pdf(pages: int = 3) -> bytes:
    """The bill, as a word processor would print it."""
    document = FPDF()
    document.set_font("helvetica", size=16)
    for number in range(1, pages + 1):
        document.add_page()
        for line in range(30):
            document.cell(text=f"Bill 16, page {number}, line {line}: the council acquires the following property.")
            document.ln()
    return bytes(document.output())


@dataclass
class Day:
    """The meeting and its paper, as far as the day has come."""

    house: House
    meeting: str = ""
    material: str = ""
    version: str = ""
    permit: str = ""
    people: dict[str, Tablet] = field(default_factory=dict)

    def at(self, login: str) -> Tablet:
        """Somebody's tablet; at first use the person signs in."""
        if login not in self.people:
            self.people[login] = Tablet(self.house.council, login)
        return self.people[login]

    def clerk_makes_the_meeting(self) -> None:
        clerk = self.at("clerk1")
        tomorrow = clock.jst(clock.now() + timedelta(days=1))
        groups = [self.house.council.groups["members"].id, self.house.council.groups["executives"].id]
        fields = {"title": MEETING, "day": f"{tomorrow:%Y-%m-%d}", "time": "10:00", "place": "議場", "groups": groups}
        made = clerk.send("/prepare/meetings/new", fields, seen_at="/prepare/meetings/new")
        assert made.status_code == 303, made.text
        self.meeting = made.headers["location"].removeprefix("/prepare/meetings/")
        added = clerk.send(
            f"/prepare/meetings/{self.meeting}/agenda", {"number_label": "日程第1", "title": "議案第16号"}
        )
        assert added.status_code == 303, added.text

    def clerk_uploads_the_paper(self) -> None:
        clerk = self.at("clerk1")
        item = re.search(r'id="item-(\w{26})"', clerk.open(f"/prepare/meetings/{self.meeting}"))
        assert item
        fields = {"title": TITLE, "file_name": "gian16.pdf", "agenda_item": item[1]}
        kept = clerk.ask_json(f"/prepare/meetings/{self.meeting}/papers", fields)
        self.material, self.version = kept["material"], kept["version"]
        assert clerk.upload(kept["upload"], agenda_pdf()).status_code == 201
        self.house.convert()
        state = clerk.fetch(f"/prepare/meetings/{self.meeting}/state").json()["papers"][self.material]
        assert state["is_ready"], state
        assert state["pages"] == 3, state

    def clerk_labels_it_and_names_its_readers(self) -> None:
        clerk = self.at("clerk1")
        assert "機密性3C" in clerk.open(f"/prepare/materials/{self.material}"), "handled as 3C without a label"
        clerk.ask_json(f"/prepare/materials/{self.material}/label", {"label": "3B"})
        members = self.house.council.groups["members"].id
        clerk.ask_json(f"/prepare/materials/{self.material}/readers", {"groups": [members]})

    def clerk_checks_and_publishes(self) -> None:
        clerk = self.at("clerk1")
        check = clerk.open(f"/prepare/meetings/{self.meeting}/check")
        assert "議長の許可があるときだけ" in check
        shown = re.search(r'name="made_from" value="(\w+)"', check)
        assert shown
        published = clerk.send(f"/prepare/meetings/{self.meeting}/publish", {"made_from": shown[1]})
        assert published.status_code == 303, published.text

    def nobody_sees_it_yet(self) -> None:
        member = self.at("member1")
        assert TITLE not in member.open("/")
        member.open(f"/meetings/{self.meeting}", 404)
        member.open(f"/papers/{self.material}", 404)
        assert member.fetch(f"/papers/{self.version}/pages/1").status_code == 404

    def page_of(self, login: str, number: int = 1) -> bytes:
        """One marked page on somebody's tablet."""
        answer = self.at(login).fetch(f"/papers/{self.version}/pages/{number}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.content.startswith(b"\x89PNG\r\n")
        return bytes(answer.content)

    def member_finds_and_reads(self) -> None:
        member = self.at("member1")
        assert MEETING in member.open("/")
        assert TITLE in member.open(f"/meetings/{self.meeting}")
        assert TITLE in member.open(f"/papers/{self.material}")
        contents = member.fetch(f"/papers/{self.material}/contents").json()
        assert [page["n"] for page in contents["pages"]] == [1, 2, 3]
        assert self.page_of("member1") != self.page_of("member2"), "one page, two people, two marks"
        assert self.page_of("member1") == self.page_of("member1"), "one page in one session, asked for twice: one mark"

    def executive_outside_the_audience_finds_nothing(self) -> None:
        executive = self.at("executive")
        assert TITLE not in executive.open(f"/meetings/{self.meeting}")
        assert TITLE not in executive.open(f"/papers/{self.material}", 404)
        assert executive.fetch(f"/papers/{self.version}/pages/1").status_code == 404

    def member_is_refused_the_original(self) -> None:
        refusal = self.at("member1").open(f"/papers/{self.material}/original", 403)
        assert "公開されている資料ではないため、もとの PDF は保存できません。" in refusal
        assert f'href="/papers/{self.material}/permit"' in refusal
        assert "許可を申請する" in refusal

    def asks(self, login: str) -> str:
        """Somebody asks for the paper; the permit's id, as the chair's desk names it."""
        person = self.at(login)
        form = f"/papers/{self.material}/permit"
        screen = person.open(form)
        assert "議長の許可が必要です" in screen
        seen = screen.partition('name="made_from" value="')[2].partition('"')[0]
        asked = person.send(form, {"reason": REASON, "until": "three", "made_from": seen}, seen_at=form)
        assert asked.status_code == 303, asked.text
        assert "決裁待ち" in person.open("/permits")
        return self.waiting_permit()

    def waiting_permit(self) -> str:
        """The id in the form on the desk of the chair."""
        found = re.search(r'action="/permits/(\w{26})/decide"', self.at("deputy").open("/permits/decide"))
        assert found
        return found[1]

    def member_asks_and_cannot_take_it_yet(self) -> None:
        self.permit = self.asks("member1")
        refused = self.at("member1").send(f"/permits/{self.permit}/download")
        assert refused.status_code == 403
        assert "議長の許可がある場合だけダウンロードできます。" in refused.text

    def member_cannot_decide(self) -> None:
        refused = self.at("member2").send(f"/permits/{self.permit}/decide", {"decision": "grant", "until": "wanted"})
        assert refused.status_code == 403
        assert "あなたの役職ではできません" in refused.text

    def chair_grants(self) -> None:
        chair = self.at("chair")
        desk = chair.open("/permits/decide")
        assert REASON in desk
        assert TITLE in desk
        fields = {"decision": "grant", "until": "wanted", "uses": "1", "reason": "印刷は1部だけにしてください。"}
        path = f"/permits/{self.permit}/decide"
        granted = chair.send(path, fields | {"shown": mark_on(desk, path)}, seen_at="/permits/decide")
        assert granted.status_code == 303, granted.text

    def password_shown(self) -> str:
        """What the member's screen says."""
        found = re.search(r'<strong class="code">([A-Z0-9-]+)</strong>', self.at("member1").open("/permits"))
        assert found
        return found[1]

    def member_downloads(self) -> pikepdf.Pdf:
        password = self.password_shown()
        asked = self.at("member1").send(f"/permits/{self.permit}/pdf", seen_at="/permits")
        assert asked.headers["location"] == f"/permits/{self.permit}/pdf?go=1"
        bind_all(self.house.council.services)
        answer = self.at("member1").send(f"/permits/{self.permit}/download", seen_at=f"/permits/{self.permit}/pdf")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["cache-control"] == "private, no-store"
        assert "filename*=UTF-8''" in answer.headers["content-disposition"]
        body = io.BytesIO(answer.content)
        try:
            pikepdf.open(body).close()
        except pikepdf.PasswordError:
            return pikepdf.open(body, password=password)
        raise AssertionError("a level 3 PDF opened without its password")

    def second_download_is_refused(self) -> None:
        refused = self.at("member1").send(f"/permits/{self.permit}/download", seen_at="/permits")
        assert refused.status_code == 403
        assert "議長の許可がある場合だけダウンロードできます。" in refused.text
        assert "使用済み" in self.at("member1").open("/permits")

    def chair_cannot_decide_an_own_request(self) -> None:
        permit = self.asks("chair")
        fields = {"decision": "grant", "until": "wanted", "uses": "1", "reason": ""}
        refused = self.at("chair").send(f"/permits/{permit}/decide", fields)
        assert refused.status_code == 403
        assert "自分が出した申請を、自分で決めることはできません。" in refused.text
        path = f"/permits/{permit}/decide"
        seen = mark_on(self.at("deputy").open("/permits/decide"), path)
        assert self.at("deputy").send(path, fields | {"shown": seen}).status_code == 303

    def last_code_of(self, login: str, kind: str = "page.issued") -> str:
        """The code of the page somebody got last, as the ledger has it."""
        person_id = self.house.council.people[login].id
        mine: list[dict[str, Any]] = [one for one in self.house.council.ledger(kind) if one["actor"] == person_id]
        return str(mine[-1]["code"])
