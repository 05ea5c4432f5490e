"""The demonstration pack: one plenary day and one committee of an invented town, typeset by this package.

Knows no database and no route; whoever seeds a service asks for `meetings`, `agenda` and `papers`.
"""

from collections.abc import Sequence
from datetime import datetime

from app.demo.pack import (
    bids,
    bills,
    budget_book,
    committee,
    drawings,
    inspection,
    order,
    personnel,
    petition,
    questions,
    slides,
)
from app.demo.pack.paper import JST, DemoAgendaItem, DemoMeeting, DemoPaper
from app.demo.pack.town import ORDER

__all__ = [
    "COMMITTEE",
    "MEETING",
    "DemoAgendaItem",
    "DemoMeeting",
    "DemoPaper",
    "agenda",
    "meetings",
    "papers",
]

MEETING = DemoMeeting("teirei-4-1", "令和8年第4回定例会　第1日", datetime(2026, 12, 8, 10, 0, tzinfo=JST), "議場")
COMMITTEE = DemoMeeting("soumu", "総務常任委員会", datetime(2026, 12, 10, 9, 30, tzinfo=JST), "第1委員会室")

_EVERYONE = ("members", "executives")
_COMMITTEE = ("soumu", "executives")

_COMMITTEE_AGENDA = (
    DemoAgendaItem("soumu-1", "1", "議案第12号　令和8年度みなと町一般会計補正予算（第3号）"),
    DemoAgendaItem("soumu-2", "2", "所管事務調査　防災行政無線の更新について"),
)


def meetings() -> Sequence[DemoMeeting]:
    """The meetings of the pack, the plenary first."""
    return (MEETING, COMMITTEE)


def agenda(meeting: DemoMeeting = MEETING) -> Sequence[DemoAgendaItem]:
    """The agenda of one meeting of the pack, in order."""
    if meeting == COMMITTEE:
        return _COMMITTEE_AGENDA
    return tuple(DemoAgendaItem(f"nittei-{item.order}", f"日程第{item.order}", item.title) for item in ORDER)


def papers(meeting: DemoMeeting = MEETING) -> Sequence[DemoPaper]:
    """The papers of one meeting of the pack, in the order in which a clerk lays them out."""
    keys = {item.key for item in agenda(meeting)}
    return tuple(paper for paper in _PAPERS if paper.agenda_key in keys)


_PAPERS = (
    DemoPaper(
        "gijinittei",
        "議事日程第1号.pdf",
        "議事日程（第1号）",
        "nittei-1",
        "1",
        2,
        2,
        _EVERYONE,
        released=True,
        write=order.write_order_of_business,
    ),
    DemoPaper(
        "kaiki",
        "会期日程表.pdf",
        "会期日程表",
        "nittei-2",
        "1",
        2,
        2,
        _EVERYONE,
        released=True,
        write=order.write_calendar,
    ),
    DemoPaper(
        "yosansho",
        "補正予算書・説明書.pdf",
        "補正予算書・予算に関する説明書",
        "nittei-5",
        "2",
        2,
        2,
        _EVERYONE,
        released=False,
        write=budget_book.write_budget_book,
    ),
    DemoPaper(
        "gian",
        "議案書.pdf",
        "議案書（議案第12号～第20号、同意第3号）",
        "nittei-5",
        "2",
        2,
        2,
        _EVERYONE,
        released=False,
        write=bills.write_bills,
    ),
    DemoPaper(
        "setsumei",
        "議案第12号説明資料.pdf",
        "議案第12号 説明資料",
        "nittei-5",
        "2",
        1,
        2,
        _EVERYONE,
        released=False,
        write=slides.write_slides,
    ),
    DemoPaper(
        "tsuukoku",
        "一般質問通告書.pdf",
        "一般質問通告書・会議録抄",
        "nittei-4",
        "2",
        1,
        1,
        _EVERYONE,
        released=False,
        write=questions.write_questions,
    ),
    DemoPaper(
        "shisatsu",
        "視察報告書.pdf",
        "産業建設常任委員会 視察報告書",
        "nittei-3",
        "3C",
        1,
        1,
        ("members",),
        released=False,
        write=inspection.write_inspection,
    ),
    DemoPaper(
        "zumen",
        "屋内運動場図面集.pdf",
        "屋内運動場 図面集",
        "nittei-9",
        "3C",
        2,
        1,
        ("members",),
        released=False,
        write=drawings.write_drawings,
    ),
    DemoPaper(
        "chinjo",
        "陳情第2号.pdf",
        "陳情第2号 陳情書（写し）",
        "nittei-15",
        "3C",
        1,
        1,
        ("members",),
        released=False,
        write=petition.write_petition,
    ),
    DemoPaper(
        "nyusatsu",
        "入札調書.pdf",
        "入札調書",
        "nittei-9",
        "3C",
        2,
        1,
        ("members",),
        released=False,
        write=bids.write_bids,
    ),
    DemoPaper(
        "ryakureki",
        "略歴.pdf",
        "略歴",
        "nittei-14",
        "3B",
        2,
        1,
        ("members",),
        released=False,
        write=personnel.write_career,
    ),
    DemoPaper(
        "shinjo",
        "身上調書.pdf",
        "身上調書",
        "nittei-14",
        "3A",
        2,
        1,
        ("member03", "member05", "member08", "member11", "member14"),
        released=False,
        write=personnel.write_record,
    ),
    DemoPaper(
        "soumu-shidai",
        "総務常任委員会次第.pdf",
        "総務常任委員会 次第",
        "soumu-1",
        "1",
        1,
        2,
        _EVERYONE,
        released=True,
        write=committee.write_committee_order,
    ),
    DemoPaper(
        "soumu-musen",
        "防災行政無線の更新.pdf",
        "防災行政無線の更新について",
        "soumu-2",
        "2",
        1,
        1,
        _COMMITTEE,
        released=False,
        write=committee.write_radio_study,
    ),
    DemoPaper(
        "soumu-hikaku",
        "方式の比較.pdf",
        "防災行政無線 方式の比較（検討中）",
        "soumu-2",
        "3C",
        1,
        1,
        ("soumu",),
        released=False,
        write=committee.write_systems,
    ),
)
