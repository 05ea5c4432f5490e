"""The exceptions at a moment: those that are open, and the outcomes of all since the last review."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.limits.of_exceptions import ExceptionLimits
from app.permits.models import Permit
from app.permits.queries import ListedPermit, is_open, listed_where
from app.permits.reviews.models import PermitReview

_NEVER = datetime.fromtimestamp(0, clock.JST)


@dataclass(frozen=True)
class OpenException:
    """An exception that waits or is in force. Its paper's title is not in it, since not everybody may see the title.

    Of a row that was altered there are only the number and the words for that; all else is "".
    """

    number: str
    kind: str
    holder: str
    material_id: str
    level: str
    state: str
    until: str
    uses: str
    reason: str


@dataclass(frozen=True)
class Snapshot:
    """`since`: the moment of the last review, or "". `figures`: pairs of a state's words and how many since then."""

    since: str
    open: tuple[OpenException, ...]
    figures: tuple[tuple[str, int], ...]

    @property
    def text(self) -> str:
        """The snapshot as JSON, as it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hex."""
        return sha256(self.text.encode()).hexdigest()

    @classmethod
    def read(cls, text: str) -> "Snapshot":
        """From `text`."""
        kept = json.loads(text)
        found = tuple(OpenException(**each) for each in kept["open"])
        return cls(kept["since"], found, tuple((words, count) for words, count in kept["figures"]))


def reviews(session: Session) -> Sequence[PermitReview]:
    """All reviews, the newest first."""
    return session.scalars(select(PermitReview).order_by(PermitReview.number.desc())).all()


def snapshot(session: Session) -> Snapshot:
    """The snapshot of this moment."""
    newest = select(PermitReview.reviewed_at).order_by(PermitReview.number.desc()).limit(1)
    last = session.scalars(newest).one_or_none()
    since = last or _NEVER
    opened = Permit.state.in_(("asked", "emergency", "granted"))
    found = listed_where(session, or_(opened, Permit.asked_at > since))
    figures = Counter(listed.state_words for listed in found if listed.permit.asked_at > since)
    return Snapshot(
        clock.stamp_text(last) if last is not None else "",
        tuple(_open(listed) for listed in found if is_open(listed.permit) or not listed.permit.is_intact),
        tuple(sorted(figures.items())),
    )


def _open(listed: ListedPermit) -> OpenException:
    permit = listed.permit
    if not permit.is_intact:
        return OpenException(permit.number, "", "", "", "", listed.state_words, "", "", "")
    return OpenException(
        number=permit.number,
        kind=permit.kind.words,
        holder=listed.asker.display_name,
        material_id=permit.material_id,
        level=listed.level.value,
        state=listed.state_words,
        until=clock.stamp_text(permit.lapses_at or permit.wanted_until),
        uses=f"{permit.uses} / {permit.max_uses}",
        reason=permit.reason,
    )


def due_at(session: Session, limits: ExceptionLimits) -> datetime | None:
    """When the next review is due, counted from the last one, else from the first request; None without any."""
    last = session.scalar(select(func.max(PermitReview.reviewed_at)))
    first = last or session.scalar(select(func.min(Permit.asked_at)))
    return first + timedelta(days=limits.review_days) if first is not None else None
