"""The table of volumes."""

import json
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, new_id
from app.seals import Sealed


class Volume(Sealed):
    """One issue of a copy's volume. The columns that it shares with a Booklet mean the same.

    `codes`: JSON, from the id of a permit to the issue code in the mark of its paper's pages. Once it is bound, only
    the papers that are in it.
    """

    __tablename__ = "permit_volume"
    sealed_columns = ("copy_id", "state", "codes", "made_for", "sealed_key", "sha256", "session_id", "fetches")

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    copy_id: Mapped[str] = mapped_column(ForeignKey("permit_copy.id"), index=True)
    state: Mapped[str] = mapped_column(String(8), default="asked", index=True)
    codes: Mapped[str] = mapped_column(Text)
    made_for: Mapped[str] = mapped_column(String(64), default="")
    sealed_key: Mapped[str | None] = mapped_column(Text, default=None)
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    session_id: Mapped[str | None] = mapped_column(String(26), default=None)
    fetches: Mapped[int] = mapped_column(Integer, default=0)
    failure_code: Mapped[str | None] = mapped_column(String(8), default=None)
    failure_sentence: Mapped[str | None] = mapped_column(Text, default=None)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def code_of(self) -> dict[str, str]:
        """The issue code of each permit in it, by the permit's id."""
        return {str(permit_id): str(code) for permit_id, code in json.loads(self.codes).items()}
