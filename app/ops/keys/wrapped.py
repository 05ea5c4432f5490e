"""Everything in the database that a master key opens: one list, by which it is counted and moved to another key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.auth.factors.models import RecoveryCode, TotpKey
from app.auth.factors.provision import sealing_context
from app.auth.factors.recovery_codes import code_context
from app.db import Base
from app.materials.models import Version
from app.notes.models import NoteKey
from app.notes.sealing import notes_context
from app.permits.booklets.models import Booklet
from app.permits.reserves.volumes.models import Volume
from app.vault.objects import key_context

_ID_AT, _ID_LENGTH = len("k1.") + 1, 8


@dataclass(frozen=True)
class Wrapped:
    """A column of tokens of the key ring. `context`: the text bound into the token of the row with this key.

    `words`: what its rows are, for the operator.
    """

    words: str
    model: type[Base]
    row_id: InstrumentedAttribute[str]
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
    context: Callable[[str], str]

    @property
    def is_there(self) -> ColumnElement[bool]:
        """The condition that a row has a token: it may be destroyed, or not needed any more."""
        return self.column.like("k1.%")

    @property
    def key_id(self) -> ColumnElement[str]:
        """The id of the master key that the row's token needs."""
        return func.substr(self.column, _ID_AT, _ID_LENGTH)


WRAPPED = (
    Wrapped("資料の版（元のファイル、ページ、文字）", Version, Version.id, Version.sealed_key, key_context),
    Wrapped("許可の PDF", Booklet, Booklet.id, Booklet.sealed_key, key_context),
    Wrapped("紙の予備の PDF", Volume, Volume.id, Volume.sealed_key, key_context),
    Wrapped("本人のメモ", NoteKey, NoteKey.person_id, NoteKey.sealed_key, notes_context),
    Wrapped("認証アプリ", TotpKey, TotpKey.id, TotpKey.sealed_secret, sealing_context),
    Wrapped("確認を待つ回復コード", RecoveryCode, RecoveryCode.id, RecoveryCode.sealed_code, code_context),
)
"""Every column that `Keyring.wrap` fills. A test looks for tokens in all other columns of a used council."""


def counted(session: Session) -> Mapping[str, Mapping[str, int]]:
    """Master key's id → what its rows are → how many it opens. Keys that open nothing are not in it."""
    found: dict[str, dict[str, int]] = {}
    for each in WRAPPED:
        named = each.key_id.label("named")  # grouped by its name: PostgreSQL takes no expression with parameters twice
        by_key = select(named, func.count()).where(each.is_there).group_by("named")
        for key_id, count in session.execute(by_key):
            found.setdefault(str(key_id), {})[each.words] = count
    return found
