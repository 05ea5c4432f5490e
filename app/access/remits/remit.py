"""The remit of an office that is given for one matter: people, time and registers that its holder may look into. Pure.

An investigator looks into the people and the time that the chair named (7-2(2)), an auditor into the time of the audit
(7), an adviser into the registers lent for the advice (1(1)②). A contractor reads papers up to the level of one
contract (N 6(8)). Everything that a remit does not name stays closed.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from app.access.levels import Confidentiality, effective
from app.access.roles import Role

LIMITED = frozenset({Role.INVESTIGATOR, Role.AUDITOR, Role.ADVISER, Role.CONTRACTOR})
"""Offices that may look only into what their remit names, and into nothing without one."""

OF_LEDGER = frozenset({Role.INVESTIGATOR, Role.AUDITOR})
"""The limited offices that look into the ledger."""

MOST_CHARACTERS = 4000


class LentRegister(NamedTuple):
    """A register that an office lets its holder read: its key, and its title when two persons agreed to that."""

    key: str
    title: str


class BoundContract(NamedTuple):
    """The contract by which a contractor has an account: its entry's id and number in the register of contracts, with
    the contractor's name, the highest level that may be handled and the last day, as two persons agreed to them.
    """

    entry: str
    number: int
    partner: str
    ceiling: str
    ends_on: str

    def admits(self, level: Confidentiality | None) -> bool:
        """Whether a paper of this level may be handled under it; one without a label counts as unlabelled ones do."""
        return effective(level).rank <= Confidentiality(self.ceiling).rank

    @property
    def level_words(self) -> str:
        """「機密性2 まで」."""
        return f"{Confidentiality(self.ceiling).words} まで"

    @property
    def words(self) -> str:
        """「委託契約第3号（港町システム株式会社）、機密性2 まで」."""
        return f"委託契約第{self.number}号（{self.partner}）、{self.level_words}"


EXCEPTIONS = LentRegister("exceptions", "例外許可の記録簿")
"""The register of exceptions (7-4(3)) is lent to auditors like the others, who take it out. It has no declaration."""


@dataclass(frozen=True)
class Sought:
    """What a request asks to see of the ledger: one person's records, or all, and from when until when.

    `person`: "" for records of visitors who were not signed in, None for those of everybody. `is_there`: False when
    the record asked for does not exist. A bound that is None was not asked for; the view then narrows to the remit.
    """

    person: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    is_there: bool = True


@dataclass(frozen=True)
class Remit:
    """`people`: ids of those whose records may be looked into; empty, for auditors only, for everybody's.

    `since`, `until`: records stamped at or after the one, and before the other; None for no bound. `contract`: of a
    contractor only.
    """

    people: frozenset[str] = field(default=frozenset())
    since: datetime | None = None
    until: datetime | None = None
    registers: frozenset[LentRegister] = field(default=frozenset())
    contract: BoundContract | None = None

    def covers(self, sought: Sought) -> bool:
        """Whether at least a part of what is asked for lies within the remit."""
        is_of_others = sought.person is not None and bool(self.people) and sought.person not in self.people
        if not sought.is_there or is_of_others:
            return False
        begins_late = sought.since is not None and self.until is not None and sought.since >= self.until
        ends_early = sought.until is not None and self.since is not None and sought.until <= self.since
        return not begins_late and not ends_early

    def holds(self, person_id: str | None, at: datetime) -> bool:
        """Whether a record of this person, stamped at this moment, lies within the remit."""
        is_of_them = not self.people or person_id in self.people
        return is_of_them and (self.since is None or self.since <= at) and (self.until is None or at < self.until)

    def reaches(self, begins: datetime, ends: datetime | None) -> bool:
        """Whether a matter that stood from one moment to another (None: it stands yet) stood within the time at all."""
        is_after = self.until is not None and begins >= self.until
        is_before = self.since is not None and ends is not None and ends < self.since
        return not is_after and not is_before

    def text(self) -> str:
        """The remit as a row keeps it; "" for one that names nothing."""
        parts = {
            "people": sorted(self.people),
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "registers": sorted(self.registers),
            "contract": self.contract,
        }
        kept = {name: value for name, value in parts.items() if value}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) if kept else ""

    @classmethod
    def read(cls, text: str) -> "Remit":
        """The remit that `text` wrote. The row's seal proves that the service wrote it."""
        kept = json.loads(text) if text else {}
        since, until, contract = kept.get("since"), kept.get("until"), kept.get("contract")
        return cls(
            frozenset(kept.get("people", ())),
            datetime.fromisoformat(since) if since else None,
            datetime.fromisoformat(until) if until else None,
            frozenset(LentRegister(*each) for each in kept.get("registers", ())),
            BoundContract(*contract) if contract else None,
        )


def may_look(role: Role, remit: Remit) -> bool:
    """Whether the holder may look into the ledger at all: no adviser, and no investigator without people and time."""
    if role is Role.AUDITOR:
        return remit.since is not None or remit.until is not None
    return role is Role.INVESTIGATOR and bool(remit.people) and remit.since is not None and remit.until is not None
