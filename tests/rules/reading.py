"""The actions whose decision asks the table row of the paper's level."""

from app.access.actions import Action

READING = frozenset(
    {
        Action.MATERIAL_READ,
        Action.CONTENTS_READ,
        Action.PAGE_READ,
        Action.THUMBNAIL_READ,
        Action.REGION_READ,
        Action.TEXT_READ,
    }
)

PREPARING = frozenset(
    {
        Action.MEETING_PREPARE,
        Action.MEETING_PUBLISH,
        Action.MATERIAL_UPLOAD,
        Action.MATERIAL_PREPARE,
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
    }
)
"""What the secretariat does with papers and meetings, whoever of it."""

OF_MEETINGS = frozenset(action for action in PREPARING if action.value.startswith("meeting."))
"""Those that no paper's level decides."""
