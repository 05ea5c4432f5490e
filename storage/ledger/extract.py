"""An extract of the ledger: the records of some people and a time, signed as a whole. Writes and checks the form.

{"bounds":[{"people":[…],"since":…,"until":…}],"council":…,"extracted_at":…,"format":"gijo-ledger-extract-1",…}
{"hash":"…","prev":"…","seq":7,"record":{…}}   one a record, as in an export
{"hash":"…","seq":9,"withheld":true}           one that lies within, and whose words are not for whoever has the extract
{"closing":"…"}                                signed over all lines above, and over how far the ledger reached

A record's hash is that of the whole ledger, so that each can be found there again.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from storage.ledger import verdict
from storage.ledger.checkpoint import CheckpointBroken, Signer, TrustedKey
from storage.ledger.export import Closing, Item, is_self_consistent, read
from storage.ledger.record import Entry, NotCanonical, canonical, parse
from storage.ledger.verdict import FaultKind, Problem, Verdict

EXTRACT_FORMAT = "gijo-ledger-extract-1"
_DOMAIN = b"gijo ledger extract 1\n"
_FIELDS = {"bounds", "council", "extracted_at", "head_hash", "head_seq", "key_id", "origin"}
_OPEN = -1
"""What an extract has in place of a bound of time that is None."""


@dataclass(frozen=True)
class ExtractBounds:
    """Whose records (ids, empty for everybody's), stamped from `since` before `until` (microseconds, or None)."""

    people: tuple[str, ...]
    since: int | None
    until: int | None

    def holds(self, record: Mapping[str, object]) -> bool:
        """Whether a record lies within."""
        at, actor = record.get("at"), record.get("actor")
        if type(at) is not int or (self.people and actor not in self.people):
            return False
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True)
class ExtractHeader:
    """The first line: whose ledger, within which bounds, and which record was the last when it was made."""

    origin: str
    council: str
    key_id: str
    extracted_at: int
    head_seq: int
    head_hash: str
    bounds: tuple[ExtractBounds, ...]

    def line(self) -> str:
        """The line, without its end."""
        bounds = [
            {"people": [*each.people], "since": _kept(each.since), "until": _kept(each.until)} for each in self.bounds
        ]
        fields = {name: getattr(self, name) for name in _FIELDS - {"bounds"}}
        return canonical({"format": EXTRACT_FORMAT, "bounds": bounds, **fields}).decode()

    @classmethod
    def parse(cls, untrusted_line: str) -> Self:
        """Read the first line. Raises NotCanonical."""
        fields = parse(untrusted_line.encode("utf-8", "surrogatepass"))
        if fields.pop("format", None) != EXTRACT_FORMAT or fields.keys() != _FIELDS:
            raise NotCanonical("no extract of a ledger")
        kept = fields.pop("bounds")
        if not isinstance(kept, list):
            raise NotCanonical("bounds that are none")
        try:
            header = cls(bounds=tuple(map(_bounds, kept)), **fields)  # type: ignore[arg-type]  # the signature covers them
        except (AttributeError, KeyError, TypeError) as error:
            raise NotCanonical("bounds that are none") from error
        return header


def _kept(moment: int | None) -> int:
    return _OPEN if moment is None else moment


def _bounds(fields: Mapping[str, object]) -> ExtractBounds:
    people, since, until = fields["people"], fields["since"], fields["until"]
    if not isinstance(people, list) or type(since) is not int or type(until) is not int:
        raise TypeError("bounds that are none")
    return ExtractBounds(tuple(map(str, people)), None if since == _OPEN else since, None if until == _OPEN else until)


@dataclass(frozen=True)
class Withheld:
    """A record that lies within the bounds, of which only number and hash are given."""

    seq: int
    hash: str


def write_extract(header: ExtractHeader, items: Iterable[Entry | Withheld], signer: Signer) -> Iterator[str]:
    """Yield the lines of an extract, each with its newline; `items` in the order of their numbers."""
    digest = hashlib.sha256(_DOMAIN)
    for line in _lines(header, items):
        digest.update(line.encode())
        yield line
    at, head = header.extracted_at, header.head_hash
    closing = signer.sign(header.origin, header.head_seq, head, at, export=digest.hexdigest())
    yield canonical({"closing": closing.text()}).decode() + "\n"


def _lines(header: ExtractHeader, items: Iterable[Entry | Withheld]) -> Iterator[str]:
    yield header.line() + "\n"
    for item in items:
        if isinstance(item, Withheld):
            yield f'{{"hash":"{item.hash}","seq":{item.seq},"withheld":true}}\n'
        else:
            body = item.body.decode()
            yield f'{{"hash":"{item.hash}","prev":"{item.prev_hash}","seq":{item.seq},"record":{body}}}\n'


def is_extract(untrusted_first_line: str) -> bool:
    """Whether a file begins as an extract does."""
    try:
        ExtractHeader.parse(untrusted_first_line.rstrip("\r\n"))
    except NotCanonical:
        return False
    return True


def verify_extract(untrusted_lines: Iterable[str], public_keys: Iterable[str | TrustedKey]) -> Verdict:
    """Check an extract from its text alone: signed as it stands, each record its own, in order, and within the bounds.

    That it holds all records within the bounds rests on the signature: only the service counted them.
    """
    keys = [TrustedKey.from_pem(key) if isinstance(key, str) else key for key in public_keys]
    lines = [line.rstrip("\r\n") for line in untrusted_lines if line.strip("\r\n")]
    try:
        header = ExtractHeader.parse(lines[0] if lines else "")
    except NotCanonical:
        return _verdict(verdict.bad_header("台帳の抜き出しではないか、最初の行が書き換えられています。"), 0)
    closing = next(iter(read(lines[-1:])), None)
    if not isinstance(closing, Closing):
        return _verdict(verdict.truncated(1), 0)
    records, problem = _checked(header, lines[1:-1])
    problem = problem or _signed(header, lines[:-1], closing, keys)
    return _verdict(problem, records, header.extracted_at)


def _checked(header: ExtractHeader, lines: list[str]) -> tuple[int, Problem | None]:
    last = 0
    for number, line in enumerate(lines):
        seq, problem = _withheld_seq(line), None
        if seq is None:
            seq, problem = _of_record(header, next(iter(read([line])), None), last + 1)
        if problem is None and seq <= last:
            problem = verdict.reordered(seq)
        if problem is not None:
            return number, problem
        last = seq
    return len(lines), None


def _of_record(header: ExtractHeader, item: Item | None, expected: int) -> tuple[int, Problem | None]:
    if not isinstance(item, Entry):
        return expected, verdict.changed(expected)
    if not is_self_consistent(item):
        return item.seq, verdict.changed(item.seq)
    is_within = any(bounds.holds(item.record) for bounds in header.bounds)
    return item.seq, None if is_within else verdict.inserted(item.seq)


def _withheld_seq(line: str) -> int | None:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or fields.keys() != {"hash", "seq", "withheld"} or type(fields["seq"]) is not int:
        return None
    return fields["seq"]


def _signed(header: ExtractHeader, lines: list[str], closing: Closing, keys: list[TrustedKey]) -> Problem | None:
    digest = hashlib.sha256(
        _DOMAIN + "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    ).hexdigest()
    signed = closing.checkpoint
    told = (signed.origin, signed.seq, signed.hash, signed.at, signed.key_id)
    if told != (header.origin, header.head_seq, header.head_hash, header.extracted_at, header.key_id):
        return verdict.bad_header("最初の行が、署名されたものと違います。")
    if signed.export != digest:
        return verdict.bad_checkpoint(signed.seq, "行が加えられたか、除かれたか、書き換えられています。")
    for key in keys:
        try:
            key.check(signed)
        except CheckpointBroken:
            continue
        return None
    return verdict.bad_checkpoint(signed.seq, "署名が、この台帳の鍵のものではありません。")


def _verdict(problem: Problem | None, records: int, closed_at: int | None = None) -> Verdict:
    if problem is None:
        sentence = "この抜き出しは、署名されたときのままです。"
        return Verdict(True, FaultKind.NONE, None, None, sentence, records, 1, closed_at=closed_at)
    first, last = problem.first_bad_seq, problem.last_bad_seq
    return Verdict(False, problem.kind, first, last, problem.sentence, records, 0)
