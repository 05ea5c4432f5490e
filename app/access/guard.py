"""A row of the table of guarded acts: its columns, who may be told, and under which condition. Knows no act."""

from dataclasses import dataclass
from enum import StrEnum

from app.access.actions import Action

FRESH_SECONDS = 15 * 60
"""How many seconds old the strong sign-in may be for an act that needs a fresh one."""


class Party(StrEnum):
    """The people or offices that are told of an act at once, by an alarm."""

    CHAIR = "議長"
    ADMINISTRATORS = "議会事務局長"
    SUBJECT = "本人"


class When(StrEnum):
    """The condition for telling somebody of an act, or for demanding a passkey. The value is printed in the table.

    With `POWER` and `BY_TWO` nobody is told of what people do with their own things. `RELEASED` is for the act to see.
    """

    ALWAYS = ""
    POWER = "四つの役職の人についてのとき"
    BY_TWO = "四つの役職の人か、書記、監査担当、アドバイザー、委託事業者についてのとき"
    RELEASED = "住民に公開していた版のとき"


@dataclass(frozen=True)
class Informed:
    """Who is told of an act, and under which condition."""

    to: frozenset[Party]
    when: When = When.ALWAYS


@dataclass(frozen=True)
class Guard:
    """One row.

    `act`, `who`, `shown`, `undone`: in words, for the table in print. `second`: the action by which a second person
    confirms it; None where one person does it alone. `fresh_seconds`: how old the strong sign-in may be; None where any
    open session will do, because the act must not wait. `passkey`: when the sign-in has to be by a passkey or security
    key; None for never. `told`: who is told of the act. `clause`: the clause that demands it.
    """

    act: str
    who: str
    clause: str
    second: Action | None = None
    fresh_seconds: int | None = FRESH_SECONDS
    passkey: When | None = None
    told: tuple[Informed, ...] = ()
    shown: str = ""
    undone: str = ""


_CONCERNED = frozenset(Party)

TOLD_OF_POWER = (Informed(_CONCERNED, When.POWER),)
"""Of acts that could unseat or imitate somebody with an office of power."""
TOLD_OF_TRUST = (Informed(_CONCERNED, When.BY_TWO),)
"""Of acts that let somebody in, also about clerks: they are the second person of many acts."""
TOLD_TO_ALL = (Informed(_CONCERNED),)
TOLD_TO_OFFICES = (Informed(frozenset({Party.CHAIR, Party.ADMINISTRATORS})),)
