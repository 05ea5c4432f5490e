"""Ledgers for the verifier's tests: built, signed, exported, and the ways to alter them."""

from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st

from storage.ledger import (
    GENESIS_HASH,
    NO_CHECKPOINT,
    Checkpoint,
    Entry,
    FaultKind,
    Header,
    Signer,
    Verdict,
    chain,
    verify,
    write,
)

ORIGIN = "gijo.example.jp/ledger"
SIGNER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
STRANGER = Signer(Ed25519PrivateKey.from_private_bytes(bytes(32)))
HEADER = Header(ORIGIN, "例町議会", SIGNER.key_id, 1_795_000_000_000_000)
NOW = 1_795_000_000_000_001

Item = Entry | Checkpoint


@dataclass(frozen=True)
class Ledger:
    """Records 1..n with checkpoints behind some of them, and the lines of its export."""

    items: list[Item]

    @property
    def size(self) -> int:
        return sum(isinstance(item, Entry) for item in self.items)

    @property
    def checkpoints(self) -> list[Checkpoint]:
        return [item for item in self.items if isinstance(item, Checkpoint)]

    @property
    def lines(self) -> list[str]:
        return list(write(HEADER, self.items, SIGNER, NOW))

    def covered_from(self, seq: int) -> int:
        """The first record behind the last checkpoint before `seq`."""
        return max((point.seq for point in self.checkpoints if point.seq < seq), default=0) + 1

    def next_checkpoint(self, seq: int) -> int:
        """The first checkpoint at or behind `seq`; the closing one at the latest."""
        return min((point.seq for point in self.checkpoints if point.seq >= seq), default=self.size)


def build(records: list[dict[str, Any]], signed: set[int], signer: Signer = SIGNER) -> Ledger:
    items: list[Item] = []
    prev, digest = GENESIS_HASH, NO_CHECKPOINT
    for seq, record in enumerate(records, 1):
        entry = chain(prev, seq, record)
        prev = entry.hash
        items.append(entry)
        if seq in signed:
            point = signer.sign(ORIGIN, seq, prev, NOW - 1000 + seq, previous=digest)
            digest = point.digest()
            items.append(point)
    return Ledger(items)


def plain(count: int, signed: set[int] = frozenset()) -> Ledger:  # type: ignore[assignment] # empty is empty
    return build([{"at": number, "kind": "page", "who": f"議員{number}"} for number in range(1, count + 1)], signed)


@st.composite
def ledgers(draw: st.DrawFn, at_least: int = 1) -> Ledger:
    """One to nine records, any of them signed. What records may hold is tested with `canonical`."""
    size = draw(st.integers(at_least, 9))
    return plain(size, draw(st.sets(st.integers(1, size), max_size=4)))


def check(lines: list[str], *retained: str | Checkpoint, is_whole: bool = True) -> Verdict:
    return verify(lines, [SIGNER.public_pem()], retained, is_whole=is_whole)


def place_of(ledger: Ledger, seq: int) -> int:
    """The index of record `seq` among the items; its line is one further down."""
    return next(i for i, item in enumerate(ledger.items) if isinstance(item, Entry) and item.seq == seq)


def closing_of(ledger: Ledger) -> str:
    return ledger.lines[-1]


def forged(prev: str, seq: int) -> Entry:
    return chain(prev, seq, {"at": 7, "kind": "forged"})


def lines_of(items: list[Item], closing: str) -> list[str]:
    """An export of altered items under the original first and last lines."""
    return [*list(write(HEADER, items, SIGNER, NOW))[:-1], closing]


def rebuilt(ledger: Ledger, records: list[dict[str, Any]]) -> list[str]:
    """What an attacker without the key makes: new records, hashes anew, the old signatures in their old places."""
    items: list[Item] = []
    prev = GENESIS_HASH
    points = {point.seq: point for point in ledger.checkpoints}
    for seq, record in enumerate(records, 1):
        entry = chain(prev, seq, record)
        prev = entry.hash
        items.append(entry)
        if seq in points:
            items.append(points.pop(seq))
    return lines_of([*items, *points.values()], closing_of(ledger))


def bodies(ledger: Ledger) -> list[dict[str, Any]]:
    return [item.record for item in ledger.items if isinstance(item, Entry)]


def named(verdict: Verdict) -> tuple[FaultKind, int | None, int | None]:
    assert not verdict.ok
    assert verdict.sentence.endswith("報告してください。")
    return verdict.kind, verdict.first_bad_seq, verdict.last_bad_seq
