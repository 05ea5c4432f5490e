"""The search in the ledger, as the address carries it. Knows no screen."""

from datetime import date, datetime

from app import days
from app.audit.vocabulary import EventKind
from app.web.forms.fields import MOST_ID_CHARACTERS, parsed
from app.web.forms.form import Form, Look

_WORDS_LIMIT = 100
_KINDS = {kind.value: kind for kind in EventKind}


def _number(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 17 else None


def _day(typed: str) -> date | None:
    try:
        return days.read_day(typed) if typed.strip() else None
    except days.NoDay:
        return None


class RecordsForm(Form):
    """Whose records, about which papers, of which kind, of which days, and older than which number.

    Values that make no sense, as in an address written by hand, are ignored.
    """

    person = parsed("だれ", lambda typed: typed[:MOST_ID_CHARACTERS], Look("だれ", control="select"))
    paper = parsed(
        "資料の名前（一部でも）",
        lambda typed: typed.strip()[:_WORDS_LIMIT],
        Look("資料の名前（一部でも）", attrs={"maxlength": _WORDS_LIMIT}),
    )
    kind = parsed("したこと", _KINDS.get, Look("したこと", control="select"))
    since = parsed("この日から", _day, Look("この日から", type="date"))
    until = parsed("この日まで", _day, Look("この日まで", type="date"))
    before = parsed("番号", _number)

    @property
    def query(self) -> dict[str, str]:
        """The fields that are filled, for links and for the record of the search."""
        parts = {
            "person": self.person,
            "paper": self.paper,
            "kind": self.kind or "",
            "since": self.since,
            "until": self.until,
        }
        return {name: str(value) for name, value in parts.items() if value}

    @property
    def from_moment(self) -> datetime | None:
        """The beginning of the first day, on the council's clock."""
        return None if self.since is None else days.begins(self.since)

    @property
    def to_moment(self) -> datetime | None:
        """The end of the last day."""
        return None if self.until is None else days.ends(self.until)
