"""The verifier against every way to tamper with records: one mutation each, named each time."""

from dataclasses import replace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from storage.ledger import (
    GENESIS_HASH,
    Checkpoint,
    Entry,
    FaultKind,
    chain,
)
from tests.storage.ledgers import (
    NOW,
    Item,
    Ledger,
    bodies,
    check,
    closing_of,
    forged,
    ledgers,
    lines_of,
    named,
    place_of,
    plain,
    rebuilt,
)
from tests.support.marks import examples


@given(ledger=ledgers())
@settings(max_examples=examples(40), deadline=None)
def test_an_untouched_ledger_is_good(ledger: Ledger) -> None:
    verdict = check(ledger.lines, *ledger.checkpoints)

    assert verdict.ok, verdict
    assert verdict.kind is FaultKind.NONE
    assert (verdict.records, verdict.checkpoints) == (ledger.size, len(ledger.checkpoints) + 1)
    assert (verdict.first_seq, verdict.closed_at) == (1, NOW)
    assert "改ざんは見つかりませんでした" in verdict.sentence


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=examples(40), deadline=None)
def test_a_changed_record_is_named_exactly(ledger: Ledger, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, ledger.size))
    items, place = list(ledger.items), place_of(ledger, seq)
    entry = items[place]
    assert isinstance(entry, Entry)
    items[place] = replace(entry, body=chain(entry.prev_hash, seq, {**entry.record, "kind": "other"}).body)

    assert named(check(lines_of(items, closing_of(ledger)))) == (FaultKind.CHANGED, seq, seq)


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=examples(40), deadline=None)
def test_a_changed_record_with_its_own_hash_made_anew_is_named(ledger: Ledger, data: st.DataObject) -> None:
    """The next record or the next signature gives it away, whichever comes first."""
    seq = data.draw(st.integers(1, ledger.size))
    items, place = list(ledger.items), place_of(ledger, seq)
    entry = items[place]
    assert isinstance(entry, Entry)
    items[place] = chain(entry.prev_hash, seq, {**entry.record, "kind": "other"})

    kind, first, last = named(check(lines_of(items, closing_of(ledger))))

    is_signed = seq == ledger.size or seq in {point.seq for point in ledger.checkpoints}
    assert kind is FaultKind.CHANGED
    assert (first, last) == ((ledger.covered_from(seq), seq) if is_signed else (seq, seq))


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=examples(40), deadline=None)
def test_a_change_with_all_later_hashes_made_anew_fails_at_the_next_signature(
    ledger: Ledger, data: st.DataObject
) -> None:
    seq = data.draw(st.integers(1, ledger.size))
    records = bodies(ledger)
    records[seq - 1] = {**records[seq - 1], "kind": "other"}

    kind, first, last = named(check(rebuilt(ledger, records)))

    assert (kind, first, last) == (FaultKind.CHANGED, ledger.covered_from(seq), ledger.next_checkpoint(seq))
    assert first is not None
    assert last is not None
    assert first <= seq <= last


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=examples(40), deadline=None)
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
@settings(max_examples=examples(40), deadline=None)
def test_removed_records_are_named_exactly(ledger: Ledger, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, ledger.size - 1))
    last = data.draw(st.integers(first, ledger.size - 1))
    kept = [item for item in ledger.items if not isinstance(item, Entry) or not first <= item.seq <= last]

    assert named(check(lines_of(kept, closing_of(ledger)))) == (FaultKind.REMOVED, first, last)


@given(ledger=ledgers(at_least=2), data=st.data())
@settings(max_examples=examples(40), deadline=None)
def test_a_removed_record_with_numbers_and_hashes_made_anew_is_named(ledger: Ledger, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, ledger.size))
    records = bodies(ledger)
    del records[seq - 1]

    kind, first, last = named(check(rebuilt(ledger, records)))

    assert first is not None
    assert last is not None
    if kind is FaultKind.TRUNCATED:
        assert last == ledger.size
    else:
        assert kind is FaultKind.CHANGED
        assert first <= seq <= last


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=examples(40), deadline=None)
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
        assert named(check(lines_of(items, closing_of(ledger)))) == (FaultKind.INSERTED, seq, seq)


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=examples(40), deadline=None)
def test_an_inserted_record_with_numbers_and_hashes_made_anew_is_found(ledger: Ledger, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, ledger.size + 1))
    records = bodies(ledger)
    records.insert(seq - 1, {"at": 7, "kind": "forged"})

    kind, first, last = named(check(rebuilt(ledger, records)))

    assert kind in {FaultKind.CHANGED, FaultKind.INSERTED}
    assert first is not None
    assert last is not None
    assert first <= min(seq, ledger.size + 1)


@given(ledger=ledgers())
@settings(max_examples=examples(40), deadline=None)
def test_a_record_appended_before_the_end_is_named(ledger: Ledger) -> None:
    head = [item for item in ledger.items if isinstance(item, Entry)][-1].hash
    items = [*ledger.items, forged(head, ledger.size + 1)]

    assert named(check(lines_of(items, closing_of(ledger)))) == (FaultKind.INSERTED, ledger.size + 1, ledger.size + 1)
    after_the_end = [*ledger.lines, lines_of(items, "")[-2]]
    assert named(check(after_the_end)) == (FaultKind.INSERTED, ledger.size + 1, ledger.size + 1)


@given(ledger=ledgers(at_least=2), data=st.data())
@settings(max_examples=examples(40), deadline=None)
def test_reordered_records_are_named(ledger: Ledger, data: st.DataObject) -> None:
    first, second = sorted(data.draw(st.sets(st.integers(1, ledger.size), min_size=2, max_size=2)))
    items = list(ledger.items)
    here, there = place_of(ledger, first), place_of(ledger, second)
    items[here], items[there] = items[there], items[here]
    moved_up = [item for item in ledger.items if item is not ledger.items[there]]
    moved_up.insert(here, ledger.items[there])

    for wrong in items, moved_up:
        assert named(check(lines_of(wrong, closing_of(ledger)))) == (FaultKind.REORDERED, first, first)


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=examples(40), deadline=None)
def test_a_copy_of_a_record_is_named(ledger: Ledger, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, ledger.size))
    place = data.draw(st.integers(place_of(ledger, seq) + 1, len(ledger.items)))
    items = [*ledger.items[:place], ledger.items[place_of(ledger, seq)], *ledger.items[place:]]

    assert named(check(lines_of(items, closing_of(ledger)))) == (FaultKind.DUPLICATED, seq, seq)


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=examples(40), deadline=None)
def test_a_cut_off_tail_is_named(ledger: Ledger, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, ledger.size))
    place = place_of(ledger, seq)
    head = ledger.items[:place]

    without_end = lines_of(head, closing_of(ledger))[:-1]
    with_end = lines_of(head, closing_of(ledger))

    assert named(check(without_end))[:2] == (FaultKind.TRUNCATED, seq)
    assert named(check(with_end)) == (FaultKind.TRUNCATED, seq, ledger.size)


def test_a_number_changed_in_a_line_is_that_line_changed() -> None:
    for seq in 1, 2, 3:
        for wrong in 1, 2, 3, 9:
            ledger = plain(3)
            lines = ledger.lines
            lines[seq] = lines[seq].replace(f'"seq":{seq},', f'"seq":{wrong},')
            if wrong != seq:
                assert named(check(lines)) == (FaultKind.CHANGED, seq, seq), (seq, wrong)


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

        assert named(check(lines_of(items, closing_of(plain(7, {3}))))) == (FaultKind.REMOVED, min(lost), max(lost))


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

    assert named(check(lines_of(items, closing_of(ledger)))) == (FaultKind.REMOVED, 4, 6)


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

    assert named(check(lines_of(items, closing_of(ledger)))) == (FaultKind.INSERTED, 4, 7)


def test_records_are_checked_as_a_stream() -> None:
    """Only what stands behind the reader's place is asked for; memory is for the caller to see in a long run."""
    asked: list[int] = []

    def lines() -> Any:
        for number, line in enumerate(plain(50, {10}).lines):
            asked.append(number)
            yield line

    assert check(lines()).ok
    assert asked == list(range(53))
