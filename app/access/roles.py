"""The offices a person can hold, as the policy names them (第2章1)."""

from enum import StrEnum


class Role(StrEnum):
    """Roles in the system; one person may hold several (the chair is a member too)."""

    CHAIR = "chair"
    DEPUTY = "deputy"
    ADMINISTRATOR = "administrator"
    CLERK = "clerk"
    MEMBER = "member"
    EXECUTIVE = "executive"
    INVESTIGATOR = "investigator"
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
    Role.PUBLIC: "住民",
}

SECRETARIAT = frozenset({Role.CLERK, Role.ADMINISTRATOR})
READERS = frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.EXECUTIVE})
