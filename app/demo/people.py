"""The demo council's people: invented names, some of them hard to draw on purpose (髙, 﨑, 𠮷, 葛 with a selector)."""

from dataclasses import dataclass

from app.access.roles import Role
from app.demo.pack.town import CHAIR, CLERK, DIRECTOR, SEATS


@dataclass(frozen=True)
class DemoPerson:
    """One account. `role` is what demo-accounts.json calls it."""

    login: str
    name: str
    kana: str
    title: str
    role: str
    offices: tuple[Role, ...]
    seat_number: int | None = None


_KANA = (
    "たかはし いちろう",
    "よしだ みどり",
    "やまさき けんた",
    "おのでら きょうこ",
    "いしかわ つよし",
    "まつい めぐみ",
    "さとう はなこ",
    "だて しげる",
    "はまだ なおき",
    "まえかわ ともこ",
    "さくらい いさむ",
    "はせがわ まこと",
    "いのうえ かずよ",
    "おおくぼ すすむ",
    "ふじもと しょうじ",
)
_CHAIR_SEAT = 16
_LATE_SEAT = (17, "葛\U000e0100城 真理", "かつらぎ まり")
_DEPUTY_SEAT = 10

_MEMBERS = (
    *((seat.number, seat.name, kana) for seat, kana in zip(SEATS, _KANA, strict=False)),
    _LATE_SEAT,
)


def _member(place: int, seat: int, name: str, kana: str) -> DemoPerson:
    is_deputy = seat == _DEPUTY_SEAT
    return DemoPerson(
        login=f"member{place:02}",
        name=name,
        kana=kana,
        title="副議長" if is_deputy else "議員",
        role="member",
        offices=(Role.MEMBER, Role.DEPUTY) if is_deputy else (Role.MEMBER,),
        seat_number=seat,
    )


PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson("chair", CHAIR, "おかだ ただし", "議長", "chair", (Role.CHAIR, Role.MEMBER), _CHAIR_SEAT),
    DemoPerson("administrator", DIRECTOR, "なかむら おさむ", "事務局長", "administrator", (Role.ADMINISTRATOR,)),
    DemoPerson("clerk01", CLERK, "もりた ゆみ", "書記", "clerk", (Role.CLERK,)),
    DemoPerson("clerk02", "小林 健", "こばやし けん", "書記", "clerk", (Role.CLERK,)),
    DemoPerson("executive", "勅使河原 宗一郎", "てしがわら そういちろう", "総務部長", "executive", (Role.EXECUTIVE,)),
    *(_member(place, *member) for place, member in enumerate(_MEMBERS, 1)),
)
"""One chair, one administrator, two clerks, one executive, sixteen members; those of the demo papers, and one more."""

COMMITTEES = {seat.number: seat.committee for seat in SEATS}
"""The standing committee of each seat."""
