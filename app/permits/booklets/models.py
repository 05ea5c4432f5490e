"""The table of booklets: issues of permits' PDFs."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, new_id
from app.seals import Sealed


class Booklet(Sealed):
    """`state`: asked → ready → leaving → taken; or failed, or over.

    `issue_code` stands in the mark of every page. `made_for` is a digest of the words and duties that the PDF was bound
    with: when they have changed, it is bound again. `sealed_key` is the data key of the PDF's object; without it that
    cannot be decrypted. From `leaving` on a use is counted, and only `session_id` may fetch the same bytes again, until
    it has received all. `fetches`: how often sending them began. `has_notes`: with the holder's own notes on its pages.
    """

    __tablename__ = "permit_booklet"
    sealed_columns = (
        "permit_id",
        "state",
        "issue_code",
        "made_for",
        "sealed_key",
        "sha256",
        "session_id",
        "fetches",
        "has_notes",
    )
    former_columns = (sealed_columns[:-1],)

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    permit_id: Mapped[str] = mapped_column(ForeignKey("permit.id"), index=True)
    state: Mapped[str] = mapped_column(String(8), default="asked", index=True)
    issue_code: Mapped[str] = mapped_column(String(16))
    made_for: Mapped[str] = mapped_column(String(64), default="")
    sealed_key: Mapped[str | None] = mapped_column(Text, default=None)
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    session_id: Mapped[str | None] = mapped_column(String(26), default=None)
    fetches: Mapped[int] = mapped_column(Integer, default=0)
    has_notes: Mapped[bool] = mapped_column(Boolean, default=False)
    failure_code: Mapped[str | None] = mapped_column(String(8), default=None)
    failure_sentence: Mapped[str | None] = mapped_column(Text, default=None)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
