"""What a register as a whole lacks: told on its screen, on the first screen of those who write it, and as an alarm."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.facts import Actor
from app.auth.alarms.once import ToTell
from app.meetings.home.queries import HomeNews, NewsSource
from app.registers.acts import typed_of
from app.registers.declaration import Lack, Register
from app.registers.models import RegisterEntry


def lacking(session: Session, register: Register) -> Sequence[Lack]:
    """Each thing that no open entry tells of; an altered entry tells of nothing."""
    if register.lacks is None:
        return ()
    query = select(RegisterEntry).where(RegisterEntry.register == register.key, RegisterEntry.state.in_(register.open))
    return register.lacks(session, [typed_of(entry) for entry in session.scalars(query) if entry.is_intact])


def lacks_in_words(lacks: Iterable[Lack]) -> list[str]:
    """A sentence for all things of which the same is said: 「議長」「書記」の連絡先がありません。"""
    alike = groupby(lacks, key=lambda lack: lack.says)
    return ["".join(f"「{lack.what}」" for lack in those if lack.what) + says for says, those in alike]


def lacking_news(registers: Iterable[Register]) -> NewsSource:
    """A source of lines for the first screen of those who write a register: one for each that lacks something."""
    demanding = tuple(register for register in registers if register.lacks is not None)

    def news(session: Session, actor: Actor) -> Sequence[HomeNews]:
        mine = [register for register in demanding if actor.holds(*register.writers)]
        told = [(register, "".join(lacks_in_words(lacking(session, register)))) for register in mine]
        return [
            HomeNews("足りません", "warn", each.title, words, f"/registers/{each.key}", clock.now(), lasts=True)
            for each, words in told
            if words
        ]

    return news


def to_tell(session: Session, registers: Iterable[Register]) -> list[ToTell]:
    """The alarms about what registers lack that have an entry, and so are in use: one a month for each thing."""
    kept = {register.key: register for register in registers if register.lacks is not None}
    used = session.scalars(select(RegisterEntry.register).where(RegisterEntry.register.in_(kept)).distinct())
    month = f"{clock.jst(clock.now()):%Y-%m}"
    return [
        ToTell(f"{kept[key].title}（{month}）：{told}")
        for key in sorted(used)
        for lack in lacking(session, kept[key])
        for told in lacks_in_words([lack])
    ]
