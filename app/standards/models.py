"""The tables of decided values: what is in force as one sealed row, and every decision that led to it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import UtcDateTime, new_id
from app.seals import Sealed

ONLY = "standards"


class StandardsInForce(Sealed):
    """All values that are decided now, in one row (`id` is ONLY). There is no row while nothing was decided.

    `body`: JSON, a standard's key → {"value", "until", "plain"}. `until`: an exception's last day, "" for none.
    `plain`: the value after the exception, "" for that of the file. `number`: how many decisions were made. If the
    table of decisions has another number of rows, one of the two tables was altered beside the service.
    """

    __tablename__ = "standards_in_force"
    sealed_columns = ("number", "body")

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=ONLY)
    number: Mapped[int]
    body: Mapped[str] = mapped_column(Text)


class StandardDecision(Sealed):
    """One decision about one value, made by two persons. Rows are added and never changed.

    `former`: the value in force before. `clause`, `grounds`, `until`: the policy's clause, the reason and the last day
    (ISO) of an exception, whose value is weaker than the clause; "" when the value is as strict as the policy.
    """

    __tablename__ = "standard_decision"
    sealed_columns = ("key", "value", "former", "clause", "grounds", "until", "asked_by", "decided_by", "decided_at")

    id: Mapped[str] = mapped_column(String(26), primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(26))
    value: Mapped[str] = mapped_column(Text)
    former: Mapped[str] = mapped_column(Text)
    clause: Mapped[str] = mapped_column(String(40), default="")
    grounds: Mapped[str] = mapped_column(String(200), default="")
    until: Mapped[str] = mapped_column(String(10), default="")
    asked_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    decided_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
