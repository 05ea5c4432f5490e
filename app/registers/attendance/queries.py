"""Reads from the register of training who attended what. Of an entry that was altered nothing counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import days
from app.members.queries import everybody
from app.registers.acts import typed_of
from app.registers.kept.training import TRAINING, login_in, notes_in
from app.registers.models import RegisterEntry
from app.registers.queries import ALL, Wanted, is_whole

_COUNTED = frozenset({"called", "held"})


@dataclass(frozen=True)
class Held:
    """A training or drill whose list of people was taken."""

    number: int
    subject: str
    held_on: str

    @property
    def words(self) -> str:
        """「情報セキュリティ研修（2027年4月20日）」."""
        return f"{self.subject}（{days.written_words(self.held_on)}）"


@dataclass
class Attendance:
    """What one person has attended. `by_number`: words by the entry's number; `missed`: what is not made up yet."""

    login: str
    name: str
    by_number: dict[int, str] = field(default_factory=dict)
    missed: list[Held] = field(default_factory=list)


@dataclass(frozen=True)
class AllAttendance:
    """Every training, the newest first, and everybody who was called to one. `strangers`: lines that fit nobody."""

    held: list[Held]
    people: list[Attendance]
    strangers: list[str]
    altered: int


def all_attendance(session: Session, wanted: Wanted = ALL) -> AllAttendance:
    """Everything that the register holds of these entries, by person; people as the list of people has them."""
    mine = wanted.of(TRAINING)
    found = session.scalars(select(RegisterEntry).where(mine).order_by(RegisterEntry.number.desc())).all()
    whole = [entry for entry in found if is_whole(session, entry)]
    names = {one.person.login: one.person.display_name for one in everybody(session)}
    people = {login: Attendance(login, name) for login, name in names.items()}
    held, strangers = [], []
    for entry in whole:
        if entry.state not in _COUNTED:
            continue
        typed = typed_of(entry)
        one = Held(entry.number, typed["subject"][0], typed["held_on"][0])
        held.append(one)
        called = _words_by_login(typed)
        strangers += [f"第{one.number}号：{login}" for login in _noted(typed) if login not in called]
        for login, words in called.items():
            person = people.setdefault(login, Attendance(login, login))
            person.by_number[one.number] = words or "まだ"
            person.missed += [] if words else [one]
    return AllAttendance(held, [one for one in people.values() if one.by_number], strangers, len(found) - len(whole))


def _words_by_login(typed: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Of everybody on the list: 「出席」, 「2027年5月1日に受けた」, 「届け出て欠席」, or "" for not yet."""
    words = dict.fromkeys(map(login_in, typed.get("listed", ())), "")
    known = list(words)
    words |= {login: "届け出て欠席" for login in notes_in(typed.get("excused", ())) if login in known}
    made_up = notes_in(typed.get("made_up", ()))
    words |= {
        login: f"{days.day_words(days.read_day(day))}に受けた" for login, day in made_up.items() if login in known
    }
    return words | {login_in(line): "出席" for line in typed.get("present", ()) if login_in(line) in known}


def _noted(typed: Mapping[str, Sequence[str]]) -> list[str]:
    return [*notes_in(typed.get("excused", ())), *notes_in(typed.get("made_up", ()))]
