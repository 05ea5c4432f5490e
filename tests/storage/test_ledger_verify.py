"""The verifier against every way to tamper with a ledger: generated ledgers, one mutation each, named each time."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from storage.ledger import (
    GENESIS_HASH,
    NO_CHECKPOINT,
    Checkpoint,
    Entry,
    Header,
    Kind,
    Signer,
    TrustedKey,
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


def named(verdict: Verdict) -> tuple[Kind, int | None, int | None]:
    assert not verdict.ok
    assert verdict.sentence.endswith("報告してください。")
    return verdict.kind, verdict.first_bad_seq, verdict.last_bad_seq


@given(ledger=ledgers())
@settings(max_examples=40, deadline=None)
def test_an_untouched_ledger_is_good(ledger: Ledger) -> None:
    verdict = check(ledger.lines, *ledger.checkpoints)

    assert verdict.ok, verdict
    assert verdict.kind is Kind.NONE
    assert (verdict.records, verdict.checkpoints) == (ledger.size, len(ledger.checkpoints) + 1)
    assert (verdict.first_seq, verdict.closed_at) == (1, NOW)
    assert "改ざんは見つかりませんでした" in verdict.sentence


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_changed_record_is_named_exactly(ledger: Ledger, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, ledger.size))
    items, place = list(ledger.items), place_of(ledger, seq)
    entry = items[place]
    assert isinstance(entry, Entry)
    items[place] = replace(entry, body=chain(entry.prev_hash, seq, {**entry.record, "kind": "other"}).body)

    assert named(check(lines_of(items, closing_of(ledger)))) == (Kind.CHANGED, seq, seq)


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_changed_record_with_its_own_hash_made_anew_is_named(ledger: Ledger, data: st.DataObject) -> None:
    """The next record or the next signature gives it away, whichever comes first."""
    seq = data.draw(st.integers(1, ledger.size))
    items, place = list(ledger.items), place_of(ledger, seq)
    entry = items[place]
    assert isinstance(entry, Entry)
    items[place] = chain(entry.prev_hash, seq, {**entry.record, "kind": "other"})

    kind, first, last = named(check(lines_of(items, closing_of(ledger))))

    is_signed = seq == ledger.size or seq in {point.seq for point in ledger.checkpoints}
    assert kind is Kind.CHANGED
    assert (first, last) == ((ledger.covered_from(seq), seq) if is_signed else (seq, seq))


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_change_with_all_later_hashes_made_anew_fails_at_the_next_signature(
    ledger: Ledger, data: st.DataObject
) -> None:
    seq = data.draw(st.integers(1, ledger.size))
    records = bodies(ledger)
    records[seq - 1] = {**records[seq - 1], "kind": "other"}

    kind, first, last = named(check(rebuilt(ledger, records)))

    assert (kind, first, last) == (Kind.CHANGED, ledger.covered_from(seq), ledger.next_checkpoint(seq))
    assert first is not None
    assert last is not None
    assert first <= seq <= last


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_any_flipped_character_of_a_record_line_is_found(ledger: Ledger, data: st.DataObject) -> None:
    lines, seq = ledger.lines, data.draw(st.integers(1, ledger.size))
    number = place_of(ledger, seq) + 1
    place = data.draw(st.integers(0, len(lines[number]) - 2))
    other = data.draw(st.sampled_from('0a{}":, 五\\'))
    assume(lines[number][place] != other)

    lines[number] = lines[number][:place] + other + lines[number][place + 1 :]

    verdict = check(lines)
    assert not verdict.ok
    assert verdict.first_bad_seq in {seq, seq - 1, seq + 1}


@given(ledger=ledgers(at_least=2), data=st.data())
@settings(max_examples=40, deadline=None)
def test_removed_records_are_named_exactly(ledger: Ledger, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, ledger.size - 1))
    last = data.draw(st.integers(first, ledger.size - 1))
    kept = [item for item in ledger.items if not isinstance(item, Entry) or not first <= item.seq <= last]

    assert named(check(lines_of(kept, closing_of(ledger)))) == (Kind.REMOVED, first, last)


@given(ledger=ledgers(at_least=2), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_removed_record_with_numbers_and_hashes_made_anew_is_named(ledger: Ledger, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, ledger.size))
    records = bodies(ledger)
    del records[seq - 1]

    kind, first, last = named(check(rebuilt(ledger, records)))

    assert first is not None
    assert last is not None
    if kind is Kind.TRUNCATED:
        assert last == ledger.size
    else:
        assert kind is Kind.CHANGED
        assert first <= seq <= last


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_an_inserted_record_is_named_exactly(ledger: Ledger, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, ledger.size))
    place = place_of(ledger, seq)
    entry = ledger.items[place]
    assert isinstance(entry, Entry)
    fake = forged(entry.prev_hash, seq)
    unhashed = replace(fake, hash="ab" * 32)
    numbered = forged(entry.prev_hash, ledger.size + 5)

    for wrong in fake, unhashed, numbered:
        items = [*ledger.items[:place], wrong, *ledger.items[place:]]
        assert named(check(lines_of(items, closing_of(ledger)))) == (Kind.INSERTED, seq, seq)


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_an_inserted_record_with_numbers_and_hashes_made_anew_is_found(ledger: Ledger, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, ledger.size + 1))
    records = bodies(ledger)
    records.insert(seq - 1, {"at": 7, "kind": "forged"})

    kind, first, last = named(check(rebuilt(ledger, records)))

    assert kind in {Kind.CHANGED, Kind.INSERTED}
    assert first is not None
    assert last is not None
    assert first <= min(seq, ledger.size + 1)


@given(ledger=ledgers())
@settings(max_examples=40, deadline=None)
def test_a_record_appended_before_the_end_is_named(ledger: Ledger) -> None:
    head = [item for item in ledger.items if isinstance(item, Entry)][-1].hash
    items = [*ledger.items, forged(head, ledger.size + 1)]

    assert named(check(lines_of(items, closing_of(ledger)))) == (Kind.INSERTED, ledger.size + 1, ledger.size + 1)
    after_the_end = [*ledger.lines, lines_of(items, "")[-2]]
    assert named(check(after_the_end)) == (Kind.INSERTED, ledger.size + 1, ledger.size + 1)


@given(ledger=ledgers(at_least=2), data=st.data())
@settings(max_examples=40, deadline=None)
def test_reordered_records_are_named(ledger: Ledger, data: st.DataObject) -> None:
    first, second = sorted(data.draw(st.sets(st.integers(1, ledger.size), min_size=2, max_size=2)))
    items = list(ledger.items)
    here, there = place_of(ledger, first), place_of(ledger, second)
    items[here], items[there] = items[there], items[here]
    moved_up = [item for item in ledger.items if item is not ledger.items[there]]
    moved_up.insert(here, ledger.items[there])

    for wrong in items, moved_up:
        assert named(check(lines_of(wrong, closing_of(ledger)))) == (Kind.REORDERED, first, first)


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_copy_of_a_record_is_named(ledger: Ledger, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, ledger.size))
    place = data.draw(st.integers(place_of(ledger, seq) + 1, len(ledger.items)))
    items = [*ledger.items[:place], ledger.items[place_of(ledger, seq)], *ledger.items[place:]]

    assert named(check(lines_of(items, closing_of(ledger)))) == (Kind.DUPLICATED, seq, seq)


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_cut_off_tail_is_named(ledger: Ledger, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, ledger.size))
    place = place_of(ledger, seq)
    head = ledger.items[:place]

    without_end = lines_of(head, closing_of(ledger))[:-1]
    with_end = lines_of(head, closing_of(ledger))

    assert named(check(without_end))[:2] == (Kind.TRUNCATED, seq)
    assert named(check(with_end)) == (Kind.TRUNCATED, seq, ledger.size)


@given(ledger=ledgers())
@settings(max_examples=40, deadline=None)
def test_a_checkpoint_in_the_place_of_the_end_is_no_end(ledger: Ledger) -> None:
    assume(ledger.checkpoints)
    point = ledger.checkpoints[0]
    head = ledger.items[: ledger.items.index(point)]
    closing = json.dumps({"closing": point.text()}, ensure_ascii=False, separators=(",", ":"))

    assert named(check([*lines_of(head, "")[:-1], closing]))[:2] == (Kind.TRUNCATED, point.seq + 1)


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_removed_checkpoint_is_named(ledger: Ledger, data: st.DataObject) -> None:
    assume(ledger.checkpoints)
    point = data.draw(st.sampled_from(ledger.checkpoints))

    kind, first, last = named(check(lines_of([i for i in ledger.items if i is not point], closing_of(ledger))))

    assert kind is Kind.CHECKPOINT
    assert first is not None
    assert last is not None
    assert first <= point.seq <= last


EDITS: list[Callable[[Checkpoint], Checkpoint]] = [
    lambda point: replace(point, at=point.at + 1),
    lambda point: replace(point, seq=point.seq + 1),
    lambda point: replace(point, hash="00" * 32),
    lambda point: replace(point, origin="other.example.jp/ledger"),
    lambda point: replace(point, previous="11" * 32),
    lambda point: replace(point, key_id=STRANGER.key_id),
    lambda point: STRANGER.sign(ORIGIN, point.seq, point.hash, point.at, previous=point.previous),
    lambda point: SIGNER.sign("other.example.jp/ledger", point.seq, point.hash, point.at, previous=point.previous),
    lambda point: SIGNER.sign(ORIGIN, point.seq, point.hash, point.at, previous=point.previous, export="22" * 32),
]


@pytest.mark.parametrize("edit", EDITS)
@given(ledger=ledgers(), data=st.data())
@settings(max_examples=15, deadline=None)
def test_an_edited_or_resigned_checkpoint_is_named(
    edit: Callable[[Checkpoint], Checkpoint], ledger: Ledger, data: st.DataObject
) -> None:
    assume(ledger.checkpoints)
    point = data.draw(st.sampled_from(ledger.checkpoints))
    items = [edit(item) if isinstance(item, Checkpoint) and item is point else item for item in ledger.items]

    kind, first, _ = named(check(lines_of(items, closing_of(ledger))))

    assert kind is Kind.CHECKPOINT
    assert first in {point.seq, point.seq + 1}


@given(ledger=ledgers(at_least=3), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_moved_checkpoint_is_named(ledger: Ledger, data: st.DataObject) -> None:
    assume(ledger.checkpoints)
    point = data.draw(st.sampled_from(ledger.checkpoints))
    others = [item for item in ledger.items if item is not point]
    place = data.draw(st.integers(0, len(others)))
    items = [*others[:place], point, *others[place:]]
    reached = max((item.seq for item in others[:place] if isinstance(item, Entry)), default=0)
    assume(reached != point.seq)

    kind, _, _ = named(check(lines_of(items, closing_of(ledger))))

    assert kind is Kind.CHECKPOINT


def test_a_garbled_checkpoint_line_is_named() -> None:
    ledger = plain(4, {2})
    lines = ledger.lines
    lines[3] = lines[3].replace("gijo-", "gojo-")

    assert named(check(lines)) == (Kind.CHECKPOINT, 2, 2)


@pytest.mark.parametrize(
    "changed",
    [
        {"council": "別の町議会"},
        {"exported_at": 1},
        {"key_id": "0" * 16},
        {"origin": "other.example.jp"},
        {"previous_checkpoint": "11" * 32},
        {"prev_hash": "11" * 32},
        {"first_seq": 2},
        {"format": "gijo-ledger-9"},
    ],
    ids=str,
)
def test_a_changed_first_line_is_found(changed: dict[str, Any]) -> None:
    lines = plain(3).lines
    first = {**json.loads(lines[0]), **changed}
    lines[0] = json.dumps(first, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    verdict = check(lines)

    assert not verdict.ok
    assert verdict.kind in {Kind.HEADER, Kind.CHECKPOINT, Kind.REMOVED, Kind.CHANGED}
    if set(changed) <= {"council", "exported_at", "key_id", "prev_hash", "format"}:
        assert verdict.kind is Kind.HEADER


def test_the_end_of_another_export_does_not_fit() -> None:
    ledger = plain(3)
    other = list(write(replace(HEADER, exported_at=1), ledger.items, SIGNER, NOW))

    assert named(check([*ledger.lines[:-1], other[-1]]))[0] is Kind.HEADER


@pytest.mark.parametrize("lines", [[], [""], ["garbage"], ['{"format":"gijo-ledger-1"}'], ["[1]"], ['{"closing":1}']])
def test_what_is_no_export_is_named(lines: list[str]) -> None:
    assert named(check(lines))[0] is Kind.HEADER


def test_an_empty_ledger_is_good_and_its_cut_end_is_found() -> None:
    assert check(plain(0).lines).ok
    assert named(check(plain(0).lines[:1]))[:2] == (Kind.TRUNCATED, 1)


def test_empty_lines_and_windows_line_ends_do_no_harm() -> None:
    lines = [line.replace("\n", "\r\n") for line in plain(3, {2}).lines]

    assert check([*lines, "\n", ""]).ok


def test_a_part_of_the_ledger_is_accepted_only_as_a_part() -> None:
    ledger = plain(6, {3, 5})
    third = next(i for i, item in enumerate(ledger.items) if isinstance(item, Checkpoint)) + 1
    point = ledger.checkpoints[0]
    header = replace(HEADER, first_seq=4, prev_hash=point.hash, previous_checkpoint=point.digest())
    lines = list(write(header, ledger.items[third:], SIGNER, NOW))

    assert check(lines, is_whole=False).ok
    assert check(lines, point, is_whole=False).ok
    assert named(check(lines)) == (Kind.REMOVED, 1, 3)
    other = SIGNER.sign(ORIGIN, 3, "33" * 32, NOW - 5)
    assert named(check(lines, other, is_whole=False))[0] is Kind.CHANGED


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_ledger_rewritten_by_the_key_holder_contradicts_a_retained_checkpoint(
    ledger: Ledger, data: st.DataObject
) -> None:
    assume(ledger.checkpoints)
    retained = data.draw(st.sampled_from(ledger.checkpoints))
    seq = data.draw(st.integers(1, retained.seq))
    records = bodies(ledger)
    records[seq - 1] = {**records[seq - 1], "kind": "other"}
    anew = build(records, {point.seq for point in ledger.checkpoints})

    assert check(anew.lines).ok, "nothing but the retained checkpoint can tell"
    kind, first, last = named(check(anew.lines, retained.text()))

    assert (kind, last) == (Kind.CHANGED, retained.seq)
    assert first is not None
    assert first <= retained.seq


def test_a_ledger_rolled_back_is_shorter_than_a_retained_checkpoint() -> None:
    retained = plain(9, {8}).checkpoints[0]

    assert named(check(plain(5).lines, retained)) == (Kind.TRUNCATED, 6, 8)


def test_a_checkpoint_younger_than_the_export_does_not_speak_against_it() -> None:
    later = SIGNER.sign(ORIGIN, 9, "44" * 32, NOW + 1)

    assert check(plain(5).lines, later).ok


def test_a_retained_checkpoint_that_is_copied_wrongly_says_so() -> None:
    ledger = plain(5, {4})
    text = ledger.checkpoints[0].text()

    for wrong in text[:-3], text.replace("\n4\n", "\n5\n"), "", ledger.lines[0]:
        verdict = check(ledger.lines, wrong)
        assert verdict.kind is Kind.CHECKPOINT
        assert "写し間違え" in verdict.sentence
    forged_point = STRANGER.sign(ORIGIN, 4, "55" * 32, 1)
    assert named(check(ledger.lines, forged_point)) == (Kind.CHECKPOINT, 4, 4)


def test_keys_speak_only_for_their_time() -> None:
    """Whoever gets the new key cannot sign the past anew, and a key out of service signs nothing later."""
    ledger = plain(6, {3})
    pem = SIGNER.public_pem()

    def with_key(first_seq: int, last_seq: int | None) -> Verdict:
        return verify(ledger.lines, [STRANGER.public_pem(), TrustedKey.from_pem(pem, first_seq, last_seq)])

    assert with_key(3, 6).ok
    assert with_key(0, None).ok
    assert named(with_key(4, None)) == (Kind.CHECKPOINT, 3, 3)
    assert named(with_key(0, 5)) == (Kind.CHECKPOINT, 6, 6)


def test_without_any_key_nothing_is_good() -> None:
    assert verify(plain(2).lines, []).kind is Kind.CHECKPOINT


def test_a_number_changed_in_a_line_is_that_line_changed() -> None:
    for seq in 1, 2, 3:
        for wrong in 1, 2, 3, 9:
            ledger = plain(3)
            lines = ledger.lines
            lines[seq] = lines[seq].replace(f'"seq":{seq},', f'"seq":{wrong},')
            if wrong != seq:
                assert named(check(lines)) == (Kind.CHANGED, seq, seq), (seq, wrong)


def test_an_export_from_a_database_that_lost_rows_is_named() -> None:
    """Where no former hash is stored with a record, the export takes it from the row before."""
    for lost in {2}, {1}, {4, 5}, {6}:
        prev = GENESIS_HASH
        items: list[Item] = []
        for item in plain(7, {3}).items:
            if isinstance(item, Entry) and item.seq not in lost:
                items.append(replace(item, prev_hash=prev))
                prev = item.hash

        points = plain(7, {3}).checkpoints if 3 not in lost else []
        third = next(i for i, item in enumerate(items) if isinstance(item, Entry) and item.seq == 3) + 1
        items[third:third] = points

        assert named(check(lines_of(items, closing_of(plain(7, {3}))))) == (Kind.REMOVED, min(lost), max(lost))


def test_records_removed_between_signatures_with_numbers_made_anew_are_named() -> None:
    """The attacker keeps each signature behind the record it stood behind."""
    ledger = plain(9, {3, 6})
    items: list[Item] = []
    prev = GENESIS_HASH
    number = 0
    for item in ledger.items:
        if isinstance(item, Entry):
            if item.seq == 5:
                continue
            number += 1
            item = chain(prev, number, item.record)  # noqa: PLW2901 - the record under its new number
            prev = item.hash
        items.append(item)

    assert named(check(lines_of(items, closing_of(ledger)))) == (Kind.REMOVED, 4, 6)


def test_records_inserted_between_signatures_with_numbers_made_anew_are_named() -> None:
    ledger = plain(9, {3, 6})
    items: list[Item] = []
    prev = GENESIS_HASH
    number = 0
    for item in ledger.items:
        if isinstance(item, Checkpoint):
            items.append(item)
            continue
        for record in [{"at": 7, "kind": "forged"}, item.record] if item.seq == 5 else [item.record]:
            number += 1
            entry = chain(prev, number, record)
            prev = entry.hash
            items.append(entry)

    assert named(check(lines_of(items, closing_of(ledger)))) == (Kind.INSERTED, 4, 7)


def test_records_are_checked_as_a_stream() -> None:
    """Only what stands behind the reader's place is asked for; memory is for the caller to see in a long run."""
    asked: list[int] = []

    def lines() -> Any:
        for number, line in enumerate(plain(50, {10}).lines):
            asked.append(number)
            yield line

    assert check(lines()).ok
    assert asked == list(range(53))
