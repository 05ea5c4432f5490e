"""The wording of a volume: what is bound in which order, what is left out and why, and all words of cover and marks.

A volume that was bound with another wording must not be handed out.
"""

import base64
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from app.access.levels import highest
from app.access.table import HandlingTable
from app.materials.queries import Paper
from app.permits.booklets.wording import BookletWording, standing, wording
from app.permits.grounds import hindrance
from app.permits.models import Permit
from app.permits.queries import is_running, is_usable, state_words
from app.permits.reserves.models import PaperCopy
from app.permits.reserves.queries import permits_of
from app.permits.reserves.sittings import SetMeeting, back_words, due_back, meeting_of
from app.permits.reserves.volumes.models import Volume
from app.standards.queries import in_force

_PASSWORD_CHARACTERS = 12
_NO_LONGER = "いまは印刷できない"


@dataclass(frozen=True)
class BoundPart:
    """A paper of a volume. `place`: its agenda item in words, "" for none."""

    permit_id: str
    number: str
    place: str
    paper: Paper
    said: BookletWording


@dataclass(frozen=True)
class LeftOut:
    """A paper of the set that is not bound, by its permit's number, since its title may be for nobody to see now."""

    permit_id: str
    number: str
    why: str


@dataclass(frozen=True)
class VolumeWording:
    """`set_number`: 「令和8年 第3号」. `level_words`: of the highest level in it (2(2)③-2)."""

    set_number: str
    copy_number: int
    meeting: str
    back_by: str
    level_words: str
    holder_name: str
    holder_number: str
    parts: tuple[BoundPart, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def is_encrypted(self) -> bool:
        """Whether it has a password, as one of its papers asks for."""
        return any(part.said.is_encrypted for part in self.parts)

    @property
    def digest(self) -> str:
        """SHA-256 in hex of all words, and of which versions are bound: equal for two volumes that differ in codes."""
        parts = [(each.permit_id, each.number, each.place, each.said.digest) for each in self.parts]
        left_out = [(each.permit_id, each.number, each.why) for each in self.left_out]
        head = (self.set_number, self.copy_number, self.meeting, self.back_by, self.level_words)
        said = [*head, self.holder_name, self.holder_number, parts, left_out]
        return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def volume_wording(session: Session, copy: PaperCopy, volume: Volume | None, *, asked_at: datetime) -> VolumeWording:
    """What would be bound now for whoever applied. `volume`: the issue that it is for, when there is one.

    `parts` is empty when nothing can be bound.
    """
    permits = permits_of(session, copy)
    held = meeting_of(session, permits)
    table = in_force(session).handling
    parts: list[BoundPart] = []
    left_out: list[LeftOut] = []
    for permit in held.in_order(permits):
        part = _part(session, permit, held, table) if _is_open(permit, volume) else None
        if part is None:
            left_out.append(LeftOut(permit.id, permit.number, _why(session, permit)))
        else:
            parts.append(part)
    top = highest(part.paper.level for part in parts)
    first = parts[0].said if parts else None
    back_by = due_back(permits, held.meeting, asked_at)
    return VolumeWording(
        set_number=permits[0].number.partition("の")[0] if permits else "",
        copy_number=copy.number,
        meeting=held.meeting.title if held.meeting else "",
        back_by=back_words(back_by) if back_by else "",
        level_words=table.level_words(top, is_released=False),
        holder_name=first.holder_name if first else "",
        holder_number=first.holder_number if first else "",
        parts=tuple(parts),
        left_out=tuple(left_out),
    )


def _is_open(permit: Permit, volume: Volume | None) -> bool:
    """Whether the permit can be used, or was used for this very volume, which is being fetched."""
    is_being_fetched = volume is not None and volume.state == "leaving" and permit.id in volume.code_of
    return is_running(permit) if is_being_fetched else is_usable(permit)


def _part(session: Session, permit: Permit, held: SetMeeting, table: HandlingTable) -> BoundPart | None:
    now = standing(session, permit, table)
    if now is None or not now.decision.is_allowed:
        return None
    said = wording(session, permit, now.paper, now.decision, table)
    return BoundPart(permit.id, permit.number, held.places.get(permit.material_id, ""), now.paper, said)


def _why(session: Session, permit: Permit) -> str:
    if not is_usable(permit):
        return state_words(permit)
    found = hindrance(session, permit)
    return found.heading if found is not None else _NO_LONGER


def set_password(key: bytes, application: str) -> str:
    """The password of a set's volumes, told to whoever applied on the screen and never sent with a file: 60 bits.

    One for all of them: the same person prints them one after the other.
    """
    digest = hmac.new(key, f"reserve:{application}".encode(), sha256).digest()
    letters = base64.b32encode(digest).decode()[:_PASSWORD_CHARACTERS]
    return "-".join(letters[place : place + 4] for place in range(0, _PASSWORD_CHARACTERS, 4))
