"""A declared restore: the signed statement that lets the chain go on after records that a restore has lost.

A database that was set back would give the lost numbers anew. Instead the chain goes on behind the newest checkpoint
that was kept apart from it, with a record that holds two notes: that checkpoint, and a statement under the same key of
how far the restored ledger reached. Without the key nobody can make the statement, so a cut end stays a cut end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from storage.ledger.checkpoint import Checkpoint, CheckpointBroken, Signer
from storage.ledger.record import Entry

KIND = "ledger.restored"
_KIND_TEXT = f'"kind":"{KIND}"'.encode()
_SUFFIX = "/restored"

CheckSignature = Callable[[Checkpoint, str], None]


@dataclass(frozen=True)
class Restore:
    """`statement` says with which record the restored ledger ended. `newest`: the newest checkpoint that was kept."""

    statement: Checkpoint
    newest: Checkpoint

    @classmethod
    def declare(cls, signer: Signer, newest: Checkpoint, seq: int, head: str, at: int) -> Self:
        """Sign that the ledger ends with record `seq` (hash `head`) though `newest` was kept; `at` in microseconds."""
        statement = signer.sign(newest.origin + _SUFFIX, seq, head, at, previous=newest.digest())
        return cls(statement, newest)

    @classmethod
    def of(cls, entry: Entry) -> Self | None:
        """What a record declares; None for one that declares nothing, or nothing that can be read."""
        if _KIND_TEXT not in entry.body:
            return None
        detail = entry.record.get("detail")
        if not isinstance(detail, dict):
            return None
        try:
            return cls(Checkpoint.parse(str(detail.get("statement"))), Checkpoint.parse(str(detail.get("newest"))))
        except CheckpointBroken:
            return None

    @property
    def is_jump(self) -> bool:
        """True when numbers of lost records are left out. Else the ledger reaches beyond the newest checkpoint."""
        return self.newest.seq > self.statement.seq

    @property
    def end(self) -> tuple[int, str]:
        """The number and hash of the record behind which the declaring one stands."""
        told_by = self.newest if self.is_jump else self.statement
        return told_by.seq, told_by.hash

    def fits(self, entry: Entry, seq: int, head: str, check: CheckSignature) -> bool:
        """True when `entry` may follow record `seq` (hash `head`). `check` raises for a signature by no trusted key."""
        try:
            check(self.newest, "")
            check(self.statement, _SUFFIX)
        except CheckpointBroken:
            return False
        is_here = (self.statement.seq, self.statement.hash, self.statement.previous) == (
            seq,
            head,
            self.newest.digest(),
        )
        return is_here and (entry.seq - 1, entry.prev_hash) == self.end

    @property
    def in_short(self) -> str:
        """The restore in a few words, for a line of a list."""
        if self.is_jump:
            return f"控えからの復元で、{self.statement.seq + 1} 番から {self.newest.seq} 番までの記録が失われました"
        return f"{self.newest.seq} 番の検証点と合わない控えが復元されました"

    @property
    def sentence(self) -> str:
        """The restore as a sentence of a verification's result."""
        first, last = self.statement.seq + 1, self.newest.seq
        if self.is_jump:
            which = f"{first} 番から {last} 番まで" if first < last else f"{first} 番"
            return f"{which}の記録は、控えからの復元で失われたと、署名を付けて記録されています。"
        return f"{last} 番の検証点と合わない控えが復元されたと、署名を付けて記録されています。"
