"""The tables of permits, and of the uses that are no PDFs."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, new_id
from app.permits.kinds import PermitKind
from app.seals import Sealed


class Permit(Sealed):
    """例外許可 (7-4) for one person and one version of a paper.

    `state`: asked | withdrawn | granted | refused | revoked; or emergency, which holds until the chair has decided
    about it, and lapses at `confirm_by`. `purpose`: a PermitKind. `number`: its name for people, as 「令和8年 第3号」.
    `applied_by`: the administrator who applied for `person_id`; None when that person asked. `word_of`: the person who
    had asked the administrator to. `application`: an id that all permits of one application share, one permit for each
    person and paper. `device_id`: the one device that it is for; None for any. `starts_at`: None for at once.
    `wanted_until`: as asked for. `expires_at`, `max_uses`: as granted.

    No job ends a permit: `expires_at` and `uses` are checked at each use. It also ends for good once another version
    has replaced its own, once the paper was hidden, withdrawn or raised in its label, and once its holder was
    suspended, ended a term, or was taken out of the readers.
    """

    __tablename__ = "permit"
    is_missed = True
    sealed_columns = (
        "person_id",
        "material_id",
        "version_id",
        "purpose",
        "state",
        "expires_at",
        "max_uses",
        "uses",
        "decided_at",
        "applied_by",
        "application",
        "device_id",
        "starts_at",
        "confirm_by",
        "wanted_until",
        "reason",
        "conditions",
        "word_of",
        "decided_by",
        "decision_reason",
    )
    former_columns = (sealed_columns[:8], sealed_columns[:9], sealed_columns[:14])
    __table_args__ = (
        Index("ix_permit_person_version", "person_id", "version_id"),
        Index("ix_permit_application", "application"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    material_id: Mapped[str] = mapped_column(ForeignKey("material.id"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("material_version.id"))
    purpose: Mapped[str] = mapped_column(String(8), default="save")
    reason: Mapped[str] = mapped_column(Text)
    wanted_until: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="asked", index=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    max_uses: Mapped[int] = mapped_column(Integer, default=1)
    uses: Mapped[int] = mapped_column(Integer, default=0)
    applied_by: Mapped[str | None] = mapped_column(String(26), default=None)
    word_of: Mapped[str | None] = mapped_column(String(26), default=None)
    application: Mapped[str | None] = mapped_column(String(26), default=None)
    device_id: Mapped[str | None] = mapped_column(String(26), default=None)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    confirm_by: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    conditions: Mapped[str] = mapped_column(Text, default="")

    @property
    def kind(self) -> PermitKind:
        """What it allows; SAVE for an altered row, which never counts as granted."""
        return PermitKind(self.purpose) if self.is_intact else PermitKind.SAVE

    @property
    def asker_id(self) -> str:
        """Id of the person who asked for it, and may take it back."""
        return self.applied_by or self.person_id

    @property
    def fetcher_id(self) -> str:
        """Id of the person who may fetch its PDF: the holder, or the administrator who prints a paper copy for them."""
        return self.asker_id if self.kind is PermitKind.RESERVE else self.person_id

    @property
    def lapses_at(self) -> datetime | None:
        """When it ends by time: at `expires_at`, or for an unconfirmed emergency at `confirm_by` if that is earlier."""
        if self.state != "emergency" or self.confirm_by is None or self.expires_at is None:
            return self.expires_at
        return min(self.expires_at, self.confirm_by)


class PermitOpening(Sealed):
    """One use of an exception from the handling table: it covers all reading in one session."""

    __tablename__ = "permit_opening"
    sealed_columns = ("permit_id", "session_id", "opened_at")
    __table_args__ = (Index("uq_permit_opening_session_permit", "session_id", "permit_id", unique=True),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    permit_id: Mapped[str] = mapped_column(ForeignKey("permit.id"))
    session_id: Mapped[str] = mapped_column(String(26))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
