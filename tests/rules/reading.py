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
