"""Tables of the rulebook: rules and notices, their versions, and who has acknowledged which version."""

from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, new_id
from app.rulebook.words import Concerned, RuleKind, is_about_devices
from app.seals import Sealed


class WrittenRule(Sealed):
    """A rule, plan, procedure or notice. Its text is in its versions; whom it concerns never changes.

    `ended_at`: when a rule was abolished, or a notice withdrawn by the office that wrote it.
    `written_as`: that office, a `Role`; "" in rows of earlier editions.
    """

    __tablename__ = "written_rule"
    is_missed = True
    sealed_columns = ("kind", "concerned", "title", "created_by", "ended_at", "written_as")
    former_columns = (sealed_columns[:-1],)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(16))
    concerned: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    ended_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    written_as: Mapped[str] = mapped_column(String(16), default="")

    @property
    def sort(self) -> RuleKind:
        """Whether it is a rule, plan, procedure or notice."""
        return RuleKind(self.kind)

    @property
    def audience(self) -> Concerned:
        """Whom it concerns."""
        return Concerned(self.concerned)

    @property
    def is_about_devices(self) -> bool:
        """Whether it has to be acknowledged before a personal device is approved."""
        return is_about_devices(self.sort, self.audience)


class RuleVersion(Sealed):
    """A rule's text from a moment on. `counting` says which version counts, and what counts as acknowledged.

    `parts`: a JSON object from the names of its parts (`words.PARTS`) to their texts; `parts_digest`: its SHA-256.
    `in_force_on`: the day as it was decided, "2026-03-30"; `in_force_at`: the moment from which it counts here, never
    before it was written.
    `is_asked`: those whom the rule concerns have to acknowledge this version. A version without it corrects the wording
    of the version number `corrects` (None in older rows: the one before). `review_on`: the day by which it has to be
    reviewed, or "". `withdrawn_at`: when it was withdrawn, before it had begun; no other column ever changes.
    """

    __tablename__ = "rule_version"
    is_missed = True
    sealed_columns = (
        "rule_id",
        "number",
        "parts_digest",
        "decided_by",
        "in_force_on",
        "in_force_at",
        "is_asked",
        "review_on",
        "written_at",
        "written_by",
        "corrects",
        "withdrawn_at",
    )
    _with_text = (*sealed_columns[:2], "parts", *sealed_columns[3:])
    former_columns = (_with_text[:-2], _with_text)
    digested_columns = MappingProxyType({"parts": "parts_digest"})
    __table_args__ = (UniqueConstraint("rule_id", "number", name="uq_rule_version_number"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    rule_id: Mapped[str] = mapped_column(ForeignKey("written_rule.id"))
    number: Mapped[int] = mapped_column(Integer)
    decided_by: Mapped[str] = mapped_column(String(120))
    in_force_on: Mapped[str] = mapped_column(String(10))
    in_force_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_asked: Mapped[bool] = mapped_column(Boolean)
    review_on: Mapped[str] = mapped_column(String(10), default="")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    corrects: Mapped[int | None] = mapped_column(Integer, default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    parts_digest: Mapped[str] = mapped_column(String(64), default="")
    # Last in the table: what stands behind a long text is read through all of the text by SQLite.
    parts: Mapped[str] = mapped_column(Text)


class RuleReceipt(Sealed):
    """A person's acknowledgement of a version of a rule, or confirmation of having read a notice."""

    __tablename__ = "rule_receipt"
    sealed_columns = ("at",)

    rule_id: Mapped[str] = mapped_column(ForeignKey("written_rule.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
