"""What a verification says: one kind, the numbers it is about, and a sentence for a person. Judges nothing itself."""

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What was done to the ledger. The values are stable."""

    NONE = "none"
    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    DUPLICATED = "duplicated"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    CHECKPOINT = "checkpoint"
    HEADER = "header"


@dataclass(frozen=True)
class Problem:
    """The first thing that is wrong. One number when it can be told exactly, else the range it must lie in."""

    kind: FaultKind
    first_bad_seq: int | None
    last_bad_seq: int | None
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """The outcome. `records` and `checkpoints` were found good before the problem, or all of them.

    `closed_at` (microseconds, UTC) is when the export was signed: nothing after it is vouched for.
    """

    ok: bool
    kind: FaultKind
    first_bad_seq: int | None
    last_bad_seq: int | None
    sentence: str
    records: int
    checkpoints: int
    first_seq: int | None = None
    closed_at: int | None = None


NEXT_STEP = "この台帳は証拠に使わず、保管してある控えと比べ、議会事務局長に報告してください。"


def changed(first: int, last: int | None = None) -> Problem:
    """One record was changed, or some in a range, with hashes made to fit."""
    if last is None or last == first:
        return _problem(FaultKind.CHANGED, first, first, f"{first} 番の記録が書き換えられています。")
    what = "記録が書き換えられ、つじつまが合うように作り直されています。"
    return _problem(FaultKind.CHANGED, first, last, f"{first} 番から {last} 番までのどこかで、{what}")


def contradicts_retained(first: int, seq: int) -> Problem:
    """The ledger is consistent in itself, but differs from what a retained checkpoint states."""
    what = f"保管してある {seq} 番の検証点と合いません。{first} 番から {seq} 番までの記録が作り直されています。"
    return _problem(FaultKind.CHANGED, first, seq, what)


def removed(first: int, last: int, *, is_exact: bool = True) -> Problem:
    """Records are missing: exactly these, or some in this range with numbers given anew."""
    if not is_exact:
        what = f"{first} 番から {last} 番までのどこかで記録が抜き取られ、番号が付け直されています。"
    elif first == last:
        what = f"{first} 番の記録が抜き取られています。"
    else:
        what = f"{first} 番から {last} 番までの記録が抜き取られています。"
    return _problem(FaultKind.REMOVED, first, last, what)


def inserted(first: int, last: int | None = None) -> Problem:
    """A record that was never written stands here, or somewhere in this range with numbers given anew."""
    if last is None or last == first:
        return _problem(
            FaultKind.INSERTED, first, first, f"{first} 番のところに、もとの台帳にない記録が差し込まれています。"
        )
    what = f"{first} 番から {last} 番までのどこかに記録が差し込まれ、番号が付け直されています。"
    return _problem(FaultKind.INSERTED, first, last, what)


def duplicated(seq: int) -> Problem:
    """The same record stands here twice."""
    return _problem(FaultKind.DUPLICATED, seq, seq, f"{seq} 番の記録が二重に入っています。")


def reordered(seq: int) -> Problem:
    """The record of this number stands further down."""
    return _problem(FaultKind.REORDERED, seq, seq, f"{seq} 番のところから、記録の順番が入れ替えられています。")


def truncated(first: int, last: int | None = None) -> Problem:
    """The end is missing from here on."""
    return _problem(FaultKind.TRUNCATED, first, last, f"{first} 番から後の記録が切り取られています。")


def bad_checkpoint(seq: int | None, why: str, last: int | None = None) -> Problem:
    """A checkpoint is not what was signed. `why` is a whole sentence."""
    return _problem(FaultKind.CHECKPOINT, seq, seq if last is None else last, why)


def bad_header(why: str) -> Problem:
    """The first line is not what was signed. `why` is a whole sentence."""
    return _problem(FaultKind.HEADER, None, None, why)


def _problem(kind: FaultKind, first: int | None, last: int | None, what: str) -> Problem:
    return Problem(kind, first, last, what + NEXT_STEP)
