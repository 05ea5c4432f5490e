"""Which master keys there are, since when, and what each still opens; and what `gijo doctor` says of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit.models import LedgerRecord
from app.audit.search import detail_of
from app.audit.vocabulary import EventKind
from app.ops.keys.wrapped import counted
from storage.keyring import Keyring

OLD_AFTER = timedelta(days=366)
"""Then `gijo doctor` proposes a new key."""

_TELL_OF_KEYS = (EventKind.KEY_MADE.value, EventKind.KEYS_REWRAPPED.value)


@dataclass(frozen=True)
class MasterKey:
    """`since`: when it began to seal, None when the ledger does not know. `opens`: what the rows are → how many.

    `is_there`: whether the key ring has it; without it nothing of what it opens can be read.
    """

    id: str
    since: datetime | None
    seals: bool
    is_there: bool
    opens: Mapping[str, int]

    @property
    def count(self) -> int:
        """How many rows need this key."""
        return sum(self.opens.values())


def master_keys(session: Session, keyring: Keyring) -> list[MasterKey]:
    """The keys of the ring, and those that rows need and the ring lacks; the one that seals comes first."""
    opens, since, ring = counted(session), _since(session), set(keyring.key_ids)
    found = [
        MasterKey(key_id, since(key_id), key_id == keyring.current_id, key_id in ring, opens.get(key_id, {}))
        for key_id in ring | opens.keys()
    ]
    return sorted(found, key=lambda key: (not key.seals, not key.is_there, key.id))


def _since(session: Session) -> Callable[[str], datetime | None]:
    """When a key began to seal, by the ledger's records. One that they do not name did when the council was founded."""
    of_keys = select(LedgerRecord.body, LedgerRecord.at).where(LedgerRecord.kind.in_(_TELL_OF_KEYS))
    named: dict[str, datetime] = {}
    for body, at in session.execute(of_keys.order_by(LedgerRecord.seq)):
        named.setdefault(str(detail_of(body).get("key", "")), at)
    founded = select(LedgerRecord.at).where(LedgerRecord.kind == EventKind.FOUNDED.value)
    founded_at = session.scalars(founded.order_by(LedgerRecord.seq).limit(1)).first()
    return lambda key_id: named.get(key_id, founded_at)


def findings(keys: list[MasterKey]) -> Iterator[tuple[bool | None, str, str]]:
    """For `gijo doctor`: whether it is well (None: to be known), the sentence, and a name that stays."""
    for key in keys:
        if not key.is_there:
            words = (
                f"鍵 {key.id} がないため、{key.count} 件を開けません。その鍵のあったときの鍵の控えから "
                f"master-{key.id}.key を keys フォルダーに写し、gijo keys rewrap を行ってください。"
            )
            yield False, words, f"missing key {key.id}"
    if old := sum(key.count for key in keys if key.is_there and not key.seals):
        words = f"前の鍵で封印したものが {old} 件あります。gijo keys rewrap で、いまの鍵に移してください。"
        yield None, words, "former keys"
    for key in keys:
        if key.seals and key.since is not None and clock.now() - key.since > OLD_AFTER:
            words = f"封印に使う鍵 {key.id} は、1 年を過ぎました。gijo keys new で新しくする時期です。"
            yield None, words, "old key"
