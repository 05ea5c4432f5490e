"""Checks an export of the ledger, and names what was done to it. Takes text and keys; knows no writer's state.

Memory does not grow with the ledger. Behind the first wrong line the rest is read once more only to tell, say, a
record that was moved from one that was removed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from storage.ledger import verdict
from storage.ledger.checkpoint import Checkpoint, CheckpointBroken, TrustedKey
from storage.ledger.export import Closing, DamagedExport, Header, Item, is_self_consistent, read
from storage.ledger.gap import Restore
from storage.ledger.record import GENESIS_HASH, Entry
from storage.ledger.verdict import FaultKind, Problem, Verdict

_REMEMBERED = 1024


@dataclass
class _Rest:
    """What stands behind the first wrong line."""

    next_entry: Entry | None = None
    has_expected: bool = False
    has_same: bool = False
    has_hash: bool = False
    closing_seq: int | None = None


def verify(
    untrusted_lines: Iterable[str],
    public_keys: Iterable[str | TrustedKey],
    retained_checkpoints: Iterable[str | Checkpoint] = (),
    *,
    is_whole: bool = True,
    is_live: bool = False,
) -> Verdict:
    """Check an export from its text alone.

    `public_keys`: PEM texts, or TrustedKey where a key speaks for a part only. `retained_checkpoints`: texts kept
    elsewhere (another machine, paper); without one, whoever holds the signing key can write everything anew.
    `is_whole=False` accepts an export that begins in the middle. `is_live`: the lines are the ledger as it stands now,
    so that a retained checkpoint beyond its end speaks of records that were cut off, whatever its clock said; an
    export may be older than one. Raises ValueError when a key is no key.
    """
    trusted = [TrustedKey.from_pem(key) if isinstance(key, str) else key for key in public_keys]
    return _Verification(trusted, is_whole=is_whole, is_live=is_live).run(read(untrusted_lines), retained_checkpoints)


class _Verification:
    def __init__(self, keys: list[TrustedKey], *, is_whole: bool, is_live: bool) -> None:
        self._keys = keys
        self._is_whole = is_whole
        self._is_live = is_live
        self._header: Header | None = None
        self._expected = 1
        self._prev = GENESIS_HASH
        self._anchor = 0
        self._last_digest = ""
        self._recent: dict[int, str] = {}
        self._retained: dict[int, list[Checkpoint]] = {}
        self._checkpoints = 0
        self._closed: Checkpoint | None = None
        self._disputed: tuple[int, Problem] | None = None
        self._restores: list[Restore] = []
        self._lost = 0

    def run(self, items: Iterator[Item], retained: Iterable[str | Checkpoint]) -> Verdict:
        problem = self._begin(next(items, None)) or self._take_retained(retained)
        for item in items if problem is None else ():
            problem = self._step(item, items)
            if problem is not None:
                break
        if self._disputed is not None:
            return self._verdict(self._disputed[1])
        return self._verdict(problem or self._end())

    def _begin(self, first: Item | None) -> Problem | None:
        if not isinstance(first, Header):
            return verdict.bad_header("台帳の書き出しの 1 行目が読めません。")
        self._header = first
        self._expected, self._prev = first.first_seq, first.prev_hash
        self._anchor = first.first_seq - 1
        self._last_digest = first.previous_checkpoint
        self._recent[self._anchor] = first.prev_hash
        if self._is_whole and first.first_seq > 1:
            return verdict.removed(1, first.first_seq - 1)
        if first.first_seq == 1 and first.prev_hash != GENESIS_HASH:
            return verdict.bad_header("台帳の書き出しの 1 行目が書き換えられています。")
        return None

    def _take_retained(self, retained: Iterable[str | Checkpoint]) -> Problem | None:
        for given in retained:
            try:
                checkpoint = Checkpoint.parse(given) if isinstance(given, str) else given
                self._check_signature(checkpoint)
            except CheckpointBroken:
                why = "保管してある検証点が、この台帳の署名鍵のものではないか、写し間違えられています。"
                return verdict.bad_checkpoint(None if isinstance(given, str) else given.seq, why)
            self._retained.setdefault(checkpoint.seq, []).append(checkpoint)
        self._compare_retained(self._expected - 1)
        return None

    def _step(self, item: Item, items: Iterator[Item]) -> Problem | None:
        match item:
            case _ if self._closed is not None:
                return verdict.inserted(self._expected)
            case Entry():
                self._cross_restore(item)
                fits = self._fits_here(item)
                return self._advance(item) if fits else self._name_entry(item, self._look(items, item.seq, ""))
            case Checkpoint():
                return self._check_checkpoint(item, items, is_closing=False)
            case Closing():
                return self._check_checkpoint(item.checkpoint, items, is_closing=True)
            case DamagedExport(kind="record"):
                return self._name_damaged(self._look(items, 0, ""))
        why = f"{self._expected - 1} 番の後の検証点が読めません。書き換えられています。"
        return verdict.bad_checkpoint(self._expected - 1, why)

    def _advance(self, entry: Entry) -> Problem | None:
        self._recent[entry.seq] = entry.hash
        self._recent.pop(entry.seq - _REMEMBERED, None)
        self._prev, self._expected = entry.hash, entry.seq + 1
        self._compare_retained(entry.seq)
        return None

    def _compare_retained(self, seq: int) -> None:
        """Note a contradiction. It counts, unless a restore that is declared in a later record explains it."""
        for checkpoint in self._retained.pop(seq, ()):
            if checkpoint.hash != self._prev and self._disputed is None:
                self._disputed = seq, verdict.contradicts_retained(min(self._anchor + 1, seq), seq)

    def _cross_restore(self, entry: Entry) -> None:
        """Skip the records that a restore has lost, when the record declares it under a trusted key."""
        restore = Restore.of(entry)
        last = self._expected - 1
        if restore is None or not restore.fits(entry, last, self._prev, self._check_signature):
            return
        self._restores.append(restore)
        seq, self._prev = restore.end
        self._lost += seq - last
        self._expected = seq + 1
        for kept in [each for each in self._retained if each <= restore.newest.seq]:
            del self._retained[kept]
        if self._disputed is not None and self._disputed[0] <= restore.newest.seq:
            self._disputed = None

    def _look(self, items: Iterator[Item], same_seq: int, same_hash: str) -> _Rest:
        rest = _Rest()
        for item in items:
            if isinstance(item, Entry):
                rest.next_entry = rest.next_entry or item
                rest.has_expected |= item.seq == self._expected
                rest.has_same |= item.seq == same_seq
                rest.has_hash |= item.hash == same_hash
            elif isinstance(item, Closing):
                rest.closing_seq = item.checkpoint.seq
        return rest

    def _fits_here(self, entry: Entry | None) -> bool:
        return (
            entry is not None
            and entry.seq == self._expected
            and entry.prev_hash == self._prev
            and is_self_consistent(entry)
        )

    def _name_damaged(self, rest: _Rest) -> Problem:
        if self._fits_here(rest.next_entry):
            return verdict.inserted(self._expected)
        return verdict.changed(self._expected)

    def _name_entry(self, entry: Entry, rest: _Rest) -> Problem:
        """Name what is wrong with a record that does not fit. Each line's `prev` tells which neighbour is at fault."""
        expected, follower = self._expected, rest.next_entry
        if not is_self_consistent(entry):
            follows = follower.seq == expected + 1 if follower else rest.closing_seq == expected
            if entry.seq == expected or self._fits_here(follower) or (follows and not rest.has_expected):
                return self._name_damaged(rest)
        elif entry.seq == expected:
            # The record is whole, but follows another one than stands before it: that one has a new hash, unless
            # a signature vouches for it.
            return verdict.changed(expected if self._anchor == expected - 1 else expected - 1)
        if entry.seq < expected:
            is_copy = self._recent.get(entry.seq) == entry.hash
            return verdict.duplicated(entry.seq) if is_copy else verdict.inserted(entry.seq)
        if not rest.has_expected:
            return verdict.removed(expected, entry.seq - 1)
        is_foreign = rest.has_same or (rest.closing_seq is not None and entry.seq > rest.closing_seq)
        return verdict.inserted(expected) if is_foreign else verdict.reordered(expected)

    def _check_signature(self, checkpoint: Checkpoint, of: str = "") -> None:
        """Raise CheckpointBroken unless a trusted key signed it, for this ledger, and may speak for its records.

        `of`: what follows the ledger's origin in a statement that is no checkpoint.
        """
        if self._header is None or checkpoint.origin != self._header.origin + of:
            raise CheckpointBroken("another ledger")
        for key in self._keys:
            if key.key_id == checkpoint.key_id:
                return key.check(checkpoint)
        raise CheckpointBroken("an unknown key")

    def _check_checkpoint(self, checkpoint: Checkpoint, items: Iterator[Item], *, is_closing: bool) -> Problem | None:
        seq = checkpoint.seq
        try:
            self._check_signature(checkpoint)
        except CheckpointBroken:
            why = f"{seq} 番の検証点の署名が、この台帳の署名鍵のものではありません。"
            return verdict.bad_checkpoint(seq, why)
        problem = self._check_export(checkpoint, is_closing=is_closing) or self._check_position(
            checkpoint, items, is_closing=is_closing
        )
        if problem is None and checkpoint.previous != self._last_digest:
            why = f"{seq} 番の検証点より前にあった検証点が抜き取られています。"
            problem = verdict.bad_checkpoint(min(self._anchor + 1, seq), why, seq)
        if problem is None:
            self._anchor, self._last_digest = seq, checkpoint.digest()
            self._checkpoints += 1
            self._closed = checkpoint if is_closing else None
        return problem

    def _check_export(self, checkpoint: Checkpoint, *, is_closing: bool) -> Problem | None:
        digest = self._header.digest() if self._header else ""
        if is_closing and not checkpoint.export:
            return verdict.truncated(self._expected)
        if is_closing and checkpoint.export != digest:
            return verdict.bad_header(
                "台帳の書き出しの 1 行目が書き換えられているか、別の書き出しの終わりが付けられています。"
            )
        if not is_closing and checkpoint.export:
            return verdict.bad_checkpoint(
                checkpoint.seq, f"{checkpoint.seq} 番に、別の書き出しの終わりが差し込まれています。"
            )
        return None

    def _check_position(self, checkpoint: Checkpoint, items: Iterator[Item], *, is_closing: bool) -> Problem | None:
        seq, reached, first = checkpoint.seq, self._expected - 1, self._anchor + 1
        if seq == reached:
            return None if checkpoint.hash == self._prev else verdict.changed(min(first, seq), seq)
        if seq > reached and is_closing:
            return verdict.truncated(self._expected, seq)
        rest = self._look(items, 0, checkpoint.hash)
        if seq > reached:
            return self._name_shortage(seq, rest)
        follower = rest.next_entry.seq if rest.next_entry else None
        if self._recent.get(seq) != checkpoint.hash:
            return verdict.inserted(min(first, seq), reached)
        goes_on = follower == self._expected or (follower is None and rest.closing_seq == reached)
        return self._moved(seq) if goes_on else verdict.inserted(seq + 1)

    def _name_shortage(self, seq: int, rest: _Rest) -> Problem:
        """A checkpoint speaks of more records than came before it."""
        if rest.has_hash:
            return self._moved(seq)
        if rest.next_entry is None:
            return verdict.truncated(self._expected, seq)
        if rest.next_entry.seq > seq:
            return verdict.removed(self._expected, rest.next_entry.seq - 1)
        return verdict.removed(self._anchor + 1, seq, is_exact=False)

    def _moved(self, seq: int) -> Problem:
        return verdict.bad_checkpoint(seq, f"{seq} 番の検証点が、別の場所に動かされています。")

    def _end(self) -> Problem | None:
        if self._closed is None:
            return verdict.truncated(self._expected)
        for seq, checkpoints in sorted(self._retained.items()):
            if seq >= self._expected and any(self._is_live or kept.at <= self._closed.at for kept in checkpoints):
                return verdict.truncated(self._expected, seq)
        return None

    def _verdict(self, problem: Problem | None) -> Verdict:
        first_seq = self._header.first_seq if self._header else None
        records = self._expected - (first_seq or 1) - self._lost
        closed_at = self._closed.at if self._closed else None
        tail = (records, self._checkpoints, first_seq, closed_at)
        if problem is not None:
            return Verdict(False, problem.kind, problem.first_bad_seq, problem.last_bad_seq, problem.sentence, *tail)
        sentence = f"記録 {records} 件と署名 {self._checkpoints} 個を確かめました。改ざんは見つかりませんでした。"
        sentence += "".join(restore.sentence for restore in self._restores)
        return Verdict(True, FaultKind.NONE, None, None, sentence, *tail)
