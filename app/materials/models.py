"""Tables of papers (materials): versions, pages, readers, reading positions. The files' bytes are in the store."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.access.levels import Availability, Confidentiality, Integrity, Marks, Source, effective, level_in
from app.db import Base, UtcDateTime, new_id
from app.seals import RowAltered, Sealed
from viewer.converter.number import CONVERTER


class Binding(StrEnum):
    """On which side a paper is bound: at the left where lines lie, at the right where they stand."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def words(self) -> str:
        """The side, as screens name it."""
        return "左とじ（横書き）" if self is Binding.LEFT else "右とじ（縦書き）"


class Material(Sealed):
    """A paper. `confidentiality` is always the label it is handled by; None means no label yet: handled as 3C.

    A proposed 3A stands here from the proposal on, a proposed lowering only once confirmed (`labels/proposals.py`).
    Members see it when `published_at` is set, `current_version_id` is ready and `withdrawn_at` is empty.
    `first_published_at` stays set once it was published, also while the meeting is hidden again.
    `created_at`: how long a paper without a meeting is kept, and whether a meeting's time is about it, rests on it.
    `shut_at`: when it was last withdrawn, or its label raised; permits from before that have ended.
    Only the version `released_version_id` is released; a version that replaces it needs a release of its own.
    Pages, text and permits' PDFs have no label of their own. Those of the present version are handled by this row's
    label, those of other versions by `Version.kept_level` as well.
    """

    __tablename__ = "material"
    sealed_columns = (
        "created_by",
        "confidentiality",
        "current_version_id",
        "released_version_id",
        "published_at",
        "withdrawn_at",
        "first_published_at",
        "shut_at",
        "owner",
        "integrity",
        "availability",
        "created_at",
    )
    former_columns = (sealed_columns[:6], sealed_columns[:7], sealed_columns[:8], sealed_columns[:-1])

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    title: Mapped[str] = mapped_column(String(200))
    owner: Mapped[str] = mapped_column(String(16), default=Source.COUNCIL.value)
    confidentiality: Mapped[str | None] = mapped_column(String(2), default=None)
    integrity: Mapped[str] = mapped_column(String(1), default=Integrity.I1.value)
    availability: Mapped[str] = mapped_column(String(1), default=Availability.A1.value)
    binding: Mapped[str] = mapped_column(String(5), default=Binding.LEFT.value)
    regime: Mapped[str | None] = mapped_column(String(9), default=None)
    current_version_id: Mapped[str | None] = mapped_column(String(26), default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    first_published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    released_version_id: Mapped[str | None] = mapped_column(String(26), default=None)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    released_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)
    withdrawn_reason: Mapped[str] = mapped_column(String(200), default="")
    shut_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)

    @property
    def is_released(self) -> bool:
        """True when the version that readers get is open to residents too."""
        return self.released_version_id is not None and self.released_version_id == self.current_version_id

    @property
    def awaits_first_file(self) -> bool:
        """True when readers get the first file by itself, as soon as it is ready."""
        return self.published_at is not None and self.current_version_id is None

    @property
    def was_published(self) -> bool:
        """True when readers could ever have opened it, also if it was hidden again."""
        return self.published_at is not None or self.first_published_at is not None

    @property
    def label(self) -> Confidentiality | None:
        """The label as an enumeration, None when there is none yet."""
        return None if self.confidentiality is None else level_in(self.confidentiality)

    @property
    def level(self) -> Confidentiality:
        """The level this paper is handled at."""
        return effective(self.label)

    @property
    def marks(self) -> Marks:
        """Whose information it is, its 完全性 and 可用性."""
        return Marks.in_columns(self.owner, self.integrity, self.availability)


UNDER_WAY = frozenset({"receiving", "queued", "converting"})
"""The states of a version whose file is still to come, or cannot be looked at yet."""


class Version(Sealed):
    """One uploaded file of a paper. `state`: receiving → queued → converting → ready → discarded | failed.

    `sealed_key` is the data key of all its objects, wrapped by the key ring; without it they cannot be decrypted. A
    version that is receiving gets it when its file begins to arrive, so that a second file for it is refused.
    `warnings` are the codes of what was found in the file, separated by commas; `finding_pages` says of some of them on
    which pages, as `app.materials.progress` writes it.
    `kept_level`: for a version that readers do not get, the level at which it was handled when it was replaced, or
    before the label was lowered for another version; None when only the paper's label counts.
    `converter`: the number of the converter that made its pages. `making`: how often they were made anew, which says
    where they lie in the store. `fold`: by which way of folding the words of this making were gathered for searching, 0
    as long as they are not. `known`: likewise of what its pages are known by, to be found in another version.
    `recognised`: above 0 once all its pages without words were recognised, and how often that was done; 0, or this
    number below 0, as long as there is something to do. No seal: the words are those of pages that readers see.
    """

    __tablename__ = "material_version"
    sealed_columns = ("material_id", "number", "created_by", "kept_level", "converter", "making")
    former_columns = (sealed_columns[:3], sealed_columns[:4])
    __table_args__ = (UniqueConstraint("material_id", "number"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    material_id: Mapped[str] = mapped_column(ForeignKey("material.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    file_name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default="receiving", index=True)
    sealed_key: Mapped[str | None] = mapped_column(Text, default=None)
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    pages: Mapped[int | None] = mapped_column(Integer, default=None)
    pages_done: Mapped[int] = mapped_column(Integer, default=0)
    zoom_pages_done: Mapped[int] = mapped_column(Integer, default=0)
    warnings: Mapped[str] = mapped_column(String(200), default="")
    finding_pages: Mapped[str | None] = mapped_column(Text, default=None)
    failure_code: Mapped[str | None] = mapped_column(String(8), default=None)
    failure_sentence: Mapped[str | None] = mapped_column(Text, default=None)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    kept_level: Mapped[str | None] = mapped_column(String(2), default=None)
    converter: Mapped[int] = mapped_column(Integer, default=CONVERTER, server_default="0")
    making: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    fold: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    known: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    recognised: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=None)


class Replacement(Sealed):
    """One event in which a version took the place of another: it was sent out, or the former one was put back.

    The newest row about the version that readers get says which one it replaced. `by_id`: the person who did it; for a
    paper that nobody could read yet, the person who brought the file. `former_open`: whoever reads the paper may look
    at the former version too, as long as this is the newest row about the version that they get.
    """

    __tablename__ = "material_replacement"
    is_missed = True
    sealed_columns = ("material_id", "version_id", "former_id", "at", "by_id", "former_open")
    former_columns = (sealed_columns[:-1],)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    material_id: Mapped[str] = mapped_column(ForeignKey("material.id"), index=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("material_version.id"))
    former_id: Mapped[str] = mapped_column(ForeignKey("material_version.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    former_open: Mapped[bool] = mapped_column(default=False, server_default=false())


class DisposedPaper(Sealed):
    """A paper whose versions were all destroyed by two persons: what is left of it, besides the ledger.

    `level`: the highest one at which a version was handled. `kept_until`: the last day of its time, in words; `is_due`:
    that day was over. `versions`: a line for each version: its number, pages, bytes and SHA-256. `entry`: its number in
    the register of disposals.
    """

    __tablename__ = "disposed_paper"
    is_missed = True
    sealed_columns = (
        "at",
        "asked_by",
        "decided_by",
        "level",
        "reason",
        "kept_until",
        "is_due",
        "versions",
        "entry",
    )

    material_id: Mapped[str] = mapped_column(ForeignKey("material.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    decided_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    level: Mapped[str] = mapped_column(String(2))
    reason: Mapped[str] = mapped_column(String(200), default="")
    kept_until: Mapped[str] = mapped_column(String(40))
    is_due: Mapped[bool] = mapped_column(Boolean)
    versions: Mapped[str] = mapped_column(Text)
    entry: Mapped[int] = mapped_column(Integer)

    @property
    def handled_at(self) -> Confidentiality:
        """The level, by which is decided who may know of it; of an altered row the highest."""
        return level_in(self.level) if self.is_intact else Confidentiality.C3A


CLEANING_RULE = 2
"""The number of the present rule by which files for the public are made; one more when it takes more away."""


class PublicFile(Sealed):
    """The file of a version that residents may save: what its pages show and nothing besides. Made once by each rule.

    `removed`: codes of what the original held and this does not, separated by commas. `pictures`: numbers of pages that
    are one picture in it. `addresses`: where its links lead, a line each: the page's number, a space, and the address.
    `failure`: the sentence that says why it could not be made. `rule`: the number of the rule that it was made by.
    """

    __tablename__ = "public_file"
    sealed_columns = ("sha256", "size_bytes", "removed", "pictures", "addresses", "failure", "rule", "made_at")

    version_id: Mapped[str] = mapped_column(ForeignKey("material_version.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    removed: Mapped[str] = mapped_column(String(300), default="")
    pictures: Mapped[str] = mapped_column(Text, default="")
    addresses: Mapped[str] = mapped_column(Text, default="", server_default="")
    failure: Mapped[str | None] = mapped_column(Text, default=None)
    rule: Mapped[int] = mapped_column(Integer, default=CLEANING_RULE, server_default="0")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def is_of_present_rule(self) -> bool:
        """False for one that an older edition made, as it may hold more than its pages show, and for an altered row."""
        return self.is_intact and self.rule >= CLEANING_RULE

    @property
    def told_failure(self) -> str | None:
        """The sentence for people who wait for the file: why it could not be made, or that its row was altered."""
        return self.failure if self.is_intact else RowAltered.sentence

    @property
    def is_ready(self) -> bool:
        """True when the file was made and is in the store, and its row is what was written then."""
        return self.is_intact and self.failure is None


class _PageColumns:
    """The columns of a drawn page: its size on the screen and in points, and SHA-256 of its image (`digest`).

    Pages are compared by the digest; it is None for pages from before the column. `pieces`: how many pieces of its
    print carry the hidden mark, a bit each; None for a blank page, and for pages from before the column.
    """

    version_id: Mapped[str] = mapped_column(ForeignKey("material_version.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    width_px: Mapped[int] = mapped_column(Integer)
    height_px: Mapped[int] = mapped_column(Integer)
    width_points: Mapped[float] = mapped_column(Float)
    height_points: Mapped[float] = mapped_column(Float)
    kind: Mapped[str] = mapped_column(String(8))
    digest: Mapped[str | None] = mapped_column(String(64), default=None)
    pieces: Mapped[int | None] = mapped_column(Integer, default=None)


class PageRow(_PageColumns, Base):
    """One page of a version as readers get it, and which sharpness is ready (`zoom` 1, 2 or 4)."""

    __tablename__ = "material_page"

    zoom: Mapped[int] = mapped_column(Integer, default=1)


class RemadePage(_PageColumns, Base):
    """One page of a version that the converter with this number makes anew, until all take the place of the former."""

    __tablename__ = "material_page_remade"

    converter: Mapped[int] = mapped_column(Integer)


class Remaking(Base):
    """Why a version's pages were not made anew: the number of the converter that tried, and when.

    `is_held`: they could be, but what two persons have released would change. `sentence`: for the secretariat.
    """

    __tablename__ = "material_remaking"

    version_id: Mapped[str] = mapped_column(ForeignKey("material_version.id"), primary_key=True)
    converter: Mapped[int] = mapped_column(Integer)
    is_held: Mapped[bool] = mapped_column(Boolean)
    sentence: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class RecognisedPage(Base):
    """A page without words of its own, and what became of it when its words were recognised by machine.

    `state`: one of `PageState` (`app/materials/recognition/pages.py`). `words`: how many were found. `making`: of the
    pages that were looked at. `has_number`: among the words is what looks like a 個人番号.
    """

    __tablename__ = "material_page_recognised"

    version_id: Mapped[str] = mapped_column(ForeignKey("material_version.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    making: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(8))
    words: Mapped[int] = mapped_column(Integer, default=0)
    has_number: Mapped[bool] = mapped_column(Boolean, default=False)


class Reader(Sealed):
    """Who may read a paper: a group or a person, one of the two, and since when; None of rows that are older than this
    column, which count as always there.
    """

    __tablename__ = "material_reader"
    sealed_columns = ("material_id", "group_id", "person_id", "added_at")
    former_columns = (sealed_columns[:-1],)
    __table_args__ = (Index("ix_material_reader_material", "material_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    material_id: Mapped[str] = mapped_column(ForeignKey("material.id"))
    group_id: Mapped[str | None] = mapped_column(ForeignKey("people_group.id"), default=None)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), default=None)
    added_at: Mapped[datetime | None] = mapped_column(UtcDateTime, default=clock.now)


class ReadingPosition(Base):
    """The last page that a person looked at in a version. That the row exists shows that they opened the version."""

    __tablename__ = "reading_position"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    version_id: Mapped[str] = mapped_column(ForeignKey("material_version.id"), primary_key=True)
    material_id: Mapped[str] = mapped_column(String(26), index=True)
    page: Mapped[int] = mapped_column(Integer, default=1)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
