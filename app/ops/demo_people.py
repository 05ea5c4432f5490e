"""The demo council's people: invented names, some of them hard to draw on purpose (髙, 﨑, 𠮷, 葛 with a selector)."""

from dataclasses import dataclass

from app.access.roles import Role


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


_MEMBERS = (
    ("中村 恵子", "なかむら けいこ"),
    ("佐藤 花子", "さとう はなこ"),
    ("鈴木 一郎", "すずき いちろう"),
    ("髙橋 実", "たかはし みのる"),
    ("山﨑 洋子", "やまさき ようこ"),
    ("𠮷田 次郎", "よしだ じろう"),
    ("葛\U000e0100城 真理", "かつらぎ まり"),
    ("渡邉 薫", "わたなべ かおる"),
    ("齋藤 健太郎", "さいとう けんたろう"),
    ("伊藤 美咲", "いとう みさき"),
    ("小野寺 正", "おのでら ただし"),
    ("加藤 久美子", "かとう くみこ"),
    ("德永 勇", "とくなが いさむ"),
    ("濵田 さくら", "はまだ さくら"),
    ("森 大輔", "もり だいすけ"),
    ("長谷川 フミ", "はせがわ ふみ"),
)


def _member(number: int, name: str, kana: str) -> DemoPerson:
    is_deputy = number == 1
    return DemoPerson(
        login=f"member{number:02}",
        name=name,
        kana=kana,
        title="副議長" if is_deputy else "議員",
        role="member",
        offices=(Role.MEMBER, Role.DEPUTY) if is_deputy else (Role.MEMBER,),
        seat_number=number,
    )


PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson("chair", "山本 誠一", "やまもと せいいち", "議長", "chair", (Role.CHAIR, Role.MEMBER), 17),
    DemoPerson("administrator", "田中 隆", "たなか たかし", "事務局長", "administrator", (Role.ADMINISTRATOR,)),
    DemoPerson("clerk01", "森田 由美", "もりた ゆみ", "書記", "clerk", (Role.CLERK,)),
    DemoPerson("clerk02", "小林 健", "こばやし けん", "書記", "clerk", (Role.CLERK,)),
    DemoPerson("executive", "勅使河原 宗一郎", "てしがわら そういちろう", "総務部長", "executive", (Role.EXECUTIVE,)),
    *(_member(number, name, kana) for number, (name, kana) in enumerate(_MEMBERS, 1)),
)
