"""The actions whose decision asks the table row of the paper's level; and what an office for a matter reaches here."""

from datetime import UTC, datetime

from app.access.actions import Action
from app.access.remits.remit import BoundContract, Remit
from app.access.roles import Role

CONTRACT = Remit(contract=BoundContract("entry", 1, "partner", "2", "2099-12-31"))
WINDOW = Remit(frozenset({"q"}), datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC))
"""The records of one person, of one month."""

READING = frozenset(
    {
        Action.MATERIAL_READ,
        Action.CONTENTS_READ,
        Action.PAGE_READ,
        Action.THUMBNAIL_READ,
        Action.REGION_READ,
        Action.TEXT_READ,
        Action.WORDS_SEARCH,
    }
)

_AMONG_MEMBERS = frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.ACTING_CHAIR})
_SHARING = frozenset({Action.NOTES_SHARE, Action.NOTES_SEE})
NOTING = frozenset({Action.NOTES_READ, Action.NOTES_KEEP}) | _SHARING
"""A person's own notes: as reading; of a released paper only what is their own, on a device that was approved."""


def is_for(role: Role, action: Action) -> bool:
    """Notes are shared by members, and with members: with nobody else who reads the paper."""
    return action not in _SHARING or role in _AMONG_MEMBERS


PREPARING = frozenset(
    {
        Action.MEETING_PREPARE,
        Action.MEETING_PUBLISH,
        Action.MATERIAL_UPLOAD,
        Action.MATERIAL_PREPARE,
        Action.MATERIAL_EXPORT,
        Action.MATERIAL_READERS,
        Action.MATERIAL_LABEL,
        Action.MATERIAL_WITHDRAW,
        Action.MATERIAL_REPLACE,
        Action.MATERIAL_REMOVE,
        Action.MEETING_CALL_OFF,
        Action.MEETING_HIDE,
        Action.MEETING_DELETE,
        Action.MATERIAL_PUBLISH,
        Action.MATERIAL_RELEASE,
        Action.MATERIAL_RELEASE_END,
        Action.MATERIAL_DISPOSE,
    }
)
"""What the secretariat does with papers and meetings, whoever of it."""

OF_MEETINGS = frozenset(action for action in PREPARING if action.value.startswith("meeting."))
"""Those that no paper's level decides."""
