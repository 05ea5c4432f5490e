"""The verifier against tampering with signatures, first and last lines, and against the key's own holder."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from storage.ledger import (
    Checkpoint,
    Entry,
    FaultKind,
    TrustedKey,
    Verdict,
    verify,
    write,
)
from tests.storage.ledgers import (
    HEADER,
    NOW,
    ORIGIN,
    SIGNER,
    STRANGER,
    Ledger,
    bodies,
    build,
    check,
    closing_of,
    ledgers,
    lines_of,
    named,
    plain,
)
from tests.support.marks import examples


@given(ledger=ledgers())
@settings(max_examples=examples(40), deadline=None)
def test_a_checkpoint_in_the_place_of_the_end_is_no_end(ledger: Ledger) -> None:
    assume(ledger.checkpoints)
    point = ledger.checkpoints[0]
    head = ledger.items[: ledger.items.index(point)]
    closing = json.dumps({"closing": point.text()}, ensure_ascii=False, separators=(",", ":"))

    assert named(check([*lines_of(head, "")[:-1], closing]))[:2] == (FaultKind.TRUNCATED, point.seq + 1)


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=examples(40), deadline=None)
def test_a_removed_checkpoint_is_named(ledger: Ledger, data: st.DataObject) -> None:
    assume(ledger.checkpoints)
    point = data.draw(st.sampled_from(ledger.checkpoints))

    kind, first, last = named(check(lines_of([i for i in ledger.items if i is not point], closing_of(ledger))))

    assert kind is FaultKind.CHECKPOINT
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
@settings(max_examples=examples(15), deadline=None)
def test_an_edited_or_resigned_checkpoint_is_named(
    edit: Callable[[Checkpoint], Checkpoint], ledger: Ledger, data: st.DataObject
) -> None:
    assume(ledger.checkpoints)
    point = data.draw(st.sampled_from(ledger.checkpoints))
    items = [edit(item) if isinstance(item, Checkpoint) and item is point else item for item in ledger.items]

    kind, first, _ = named(check(lines_of(items, closing_of(ledger))))

    assert kind is FaultKind.CHECKPOINT
    assert first in {point.seq, point.seq + 1}


@given(ledger=ledgers(at_least=3), data=st.data())
@settings(max_examples=examples(40), deadline=None)
def test_a_moved_checkpoint_is_named(ledger: Ledger, data: st.DataObject) -> None:
    assume(ledger.checkpoints)
    point = data.draw(st.sampled_from(ledger.checkpoints))
    others = [item for item in ledger.items if item is not point]
    place = data.draw(st.integers(0, len(others)))
    items = [*others[:place], point, *others[place:]]
    reached = max((item.seq for item in others[:place] if isinstance(item, Entry)), default=0)
    assume(reached != point.seq)

    kind, _, _ = named(check(lines_of(items, closing_of(ledger))))

    assert kind is FaultKind.CHECKPOINT


def test_a_garbled_checkpoint_line_is_named() -> None:
    ledger = plain(4, {2})
    lines = ledger.lines
    lines[3] = lines[3].replace("gijo-", "gojo-")

    assert named(check(lines)) == (FaultKind.CHECKPOINT, 2, 2)


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
    assert verdict.kind in {FaultKind.HEADER, FaultKind.CHECKPOINT, FaultKind.REMOVED, FaultKind.CHANGED}
    if set(changed) <= {"council", "exported_at", "key_id", "prev_hash", "format"}:
        assert verdict.kind is FaultKind.HEADER


def test_the_end_of_another_export_does_not_fit() -> None:
    ledger = plain(3)
    other = list(write(replace(HEADER, exported_at=1), ledger.items, SIGNER, NOW))

    assert named(check([*ledger.lines[:-1], other[-1]]))[0] is FaultKind.HEADER


@pytest.mark.parametrize("lines", [[], [""], ["garbage"], ['{"format":"gijo-ledger-1"}'], ["[1]"], ['{"closing":1}']])
def test_what_is_no_export_is_named(lines: list[str]) -> None:
    assert named(check(lines))[0] is FaultKind.HEADER


def test_an_empty_ledger_is_good_and_its_cut_end_is_found() -> None:
    assert check(plain(0).lines).ok
    assert named(check(plain(0).lines[:1]))[:2] == (FaultKind.TRUNCATED, 1)


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
    assert named(check(lines)) == (FaultKind.REMOVED, 1, 3)
    other = SIGNER.sign(ORIGIN, 3, "33" * 32, NOW - 5)
    assert named(check(lines, other, is_whole=False))[0] is FaultKind.CHANGED


@given(ledger=ledgers(), data=st.data())
@settings(max_examples=examples(40), deadline=None)
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

    assert (kind, last) == (FaultKind.CHANGED, retained.seq)
    assert first is not None
    assert first <= retained.seq


def test_a_ledger_rolled_back_is_shorter_than_a_retained_checkpoint() -> None:
    retained = plain(9, {8}).checkpoints[0]

    assert named(check(plain(5).lines, retained)) == (FaultKind.TRUNCATED, 6, 8)


def test_a_checkpoint_younger_than_the_export_does_not_speak_against_it() -> None:
    later = SIGNER.sign(ORIGIN, 9, "44" * 32, NOW + 1)

    assert check(plain(5).lines, later).ok


def test_a_retained_checkpoint_that_is_copied_wrongly_says_so() -> None:
    ledger = plain(5, {4})
    text = ledger.checkpoints[0].text()

    for wrong in text[:-3], text.replace("\n4\n", "\n5\n"), "", ledger.lines[0]:
        verdict = check(ledger.lines, wrong)
        assert verdict.kind is FaultKind.CHECKPOINT
        assert "写し間違え" in verdict.sentence
    forged_point = STRANGER.sign(ORIGIN, 4, "55" * 32, 1)
    assert named(check(ledger.lines, forged_point)) == (FaultKind.CHECKPOINT, 4, 4)


def test_keys_speak_only_for_their_time() -> None:
    """Whoever gets the new key cannot sign the past anew, and a key out of service signs nothing later."""
    ledger = plain(6, {3})
    pem = SIGNER.public_pem()

    def with_key(first_seq: int, last_seq: int | None) -> Verdict:
        return verify(ledger.lines, [STRANGER.public_pem(), TrustedKey.from_pem(pem, first_seq, last_seq)])

    assert with_key(3, 6).ok
    assert with_key(0, None).ok
    assert named(with_key(4, None)) == (FaultKind.CHECKPOINT, 3, 3)
    assert named(with_key(0, 5)) == (FaultKind.CHECKPOINT, 6, 6)


def test_without_any_key_nothing_is_good() -> None:
    assert verify(plain(2).lines, []).kind is FaultKind.CHECKPOINT
