"""The offices a person can hold, as the policy names them (第2章1)."""

from collections.abc import Iterable
from enum import StrEnum

from app.access.levels import Regime


class Role(StrEnum):
    """Roles in the system; one person may hold several (the chair is a member too)."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    ADMINISTRATOR = "administrator"
    CLERK = "clerk"
    MEMBER = "member"
    EXECUTIVE = "executive"
    INVESTIGATOR = "investigator"
    AUDITOR = "auditor"
    ADVISER = "adviser"
    CONTRACTOR = "contractor"
    ACTING_CHAIR = "acting_chair"
    PUBLIC = "public"

    @property
    def words(self) -> str:
        """The role as screens name it."""
        return _WORDS[self]


_WORDS = {
    Role.CHAIR: "議長",
    Role.DEPUTY: "副責任者",
    Role.ADMINISTRATOR: "議会事務局長",
    Role.CLERK: "議会事務局 書記",
    Role.MEMBER: "議員",
    Role.EXECUTIVE: "執行部",
    Role.INVESTIGATOR: "調査担当",
    Role.AUDITOR: "監査担当",
    Role.ADVISER: "アドバイザー",
    Role.CONTRACTOR: "委託事業者",
    Role.ACTING_CHAIR: "議長職務代行者",
    Role.PUBLIC: "住民",
}

POWERS = frozenset({Role.CHAIR, Role.DEPUTY, Role.ADMINISTRATOR, Role.INVESTIGATOR, Role.ACTING_CHAIR})
"""Offices of power: giving, ending, shortening and extending one takes two persons (6-1(2)②, 6-2(3))."""

BY_TWO = POWERS | {Role.CLERK, Role.AUDITOR, Role.ADVISER, Role.CONTRACTOR}
"""Offices that two persons give and lengthen. A clerk is the second person for papers, members and permits, so who
makes a clerk alone would be both persons; auditor, adviser and contractor are the chair's to name. Ending these four
offices needs one, as the office gives less then."""

NAMED_BY_CHAIR = frozenset({Role.INVESTIGATOR, Role.AUDITOR, Role.ADVISER, Role.CONTRACTOR})
"""The chair is one of the two who give them (7-2(2), 7, 1(1)②, N 6(8))."""

COUNCIL = frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.ACTING_CHAIR})
"""Members of the council, whatever office they hold in it."""

SECRETARIAT = frozenset({Role.CLERK, Role.ADMINISTRATOR})
READERS = frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.EXECUTIVE})
_MUNICIPAL = SECRETARIAT | {Role.EXECUTIVE}


def regime_of_roles(roles: Iterable[Role]) -> Regime | None:
    """The regime of who holds these offices (第1章4(1)), None without any.

    The municipality's own staff stand under its rules.
    """
    held = frozenset(roles)
    if not held:
        return None
    return Regime.MUNICIPAL if held <= _MUNICIPAL else Regime.COUNCIL
