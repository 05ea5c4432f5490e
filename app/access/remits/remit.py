"""What offices that are given for a matter reach: whose records, of which time, and which registers. Pure.

An investigator looks into the people and the time that the chair named (7-2(2)), an auditor into the time of the audit
(7), an adviser into what he was given to advise about (1(1)②). Nothing that a remit does not name is theirs.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from app.access.roles import Role

LIMITED = frozenset({Role.INVESTIGATOR, Role.AUDITOR, Role.ADVISER})
"""Offices that reach what their remit names, and nothing without one."""

OF_LEDGER = frozenset({Role.INVESTIGATOR, Role.AUDITOR})
"""Those of them that look into the ledger."""

MOST_CHARACTERS = 4000


class LentRegister(NamedTuple):
    """A register that an office lets its holder read, by its key, and as it was called when two persons agreed."""

    key: str
    title: str


@dataclass(frozen=True)
class Sought:
    """What somebody asks to see of the ledger: whose records, stamped from when until when.

    `person`: "" for the records of who was not signed in, None for no one person's. `is_there`: False for nothing.

    A bound that is None was not asked; what is shown is narrowed to the remit then.
    """

    person: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    is_there: bool = True


@dataclass(frozen=True)
class Remit:
    """`people`: ids of those whose records are looked into; empty for everybody's, of an auditor only.

    `since`, `until`: records stamped from the one and before the other; None for no bound.
    """

    people: frozenset[str] = field(default=frozenset())
    since: datetime | None = None
    until: datetime | None = None
    registers: frozenset[LentRegister] = field(default=frozenset())

    def covers(self, sought: Sought) -> bool:
        """Whether something of what is asked lies within: records of somebody who is named, of a time that meets it."""
        is_of_others = sought.person is not None and bool(self.people) and sought.person not in self.people
        if not sought.is_there or is_of_others:
            return False
        begins_late = sought.since is not None and self.until is not None and sought.since >= self.until
        ends_early = sought.until is not None and self.since is not None and sought.until <= self.since
        return not begins_late and not ends_early

    def holds(self, person_id: str | None, at: datetime) -> bool:
        """Whether one record lies within."""
        is_of_them = not self.people or person_id in self.people
        return is_of_them and (self.since is None or self.since <= at) and (self.until is None or at < self.until)

    def text(self) -> str:
        """The form in which a row keeps it; "" for one that names nothing."""
        parts = {
            "people": sorted(self.people),
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "registers": sorted(self.registers),
        }
        kept = {name: value for name, value in parts.items() if value}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else ""

    @classmethod
    def read(cls, text: str) -> "Remit":
        """What `text` wrote. The row's seal says that the service wrote it."""
        kept = json.loads(text) if text else {}
        since, until = kept.get("since"), kept.get("until")
        return cls(
            frozenset(kept.get("people", ())),
            datetime.fromisoformat(since) if since else None,
            datetime.fromisoformat(until) if until else None,
            frozenset(LentRegister(*each) for each in kept.get("registers", ())),
        )


def may_look(role: Role, remit: Remit) -> bool:
    """Whether it looks into the ledger at all: an investigator without targets and time does not, nor an adviser."""
    if role is Role.AUDITOR:
        return remit.since is not None or remit.until is not None
    return role is Role.INVESTIGATOR and bool(remit.people) and remit.since is not None and remit.until is not None
