"""The ledger as a text file: one JSON object a line. Writes and reads the form; judges nothing (see verify).

{"council":…,"exported_at":…,"first_seq":1,"format":"gijo-ledger-1","key_id":…,"origin":…,…}
{"hash":"…","prev":"…","seq":1,"record":{…}}   one a record
{"checkpoint":"…"}                             where one was signed
{"closing":"…"}                                signed when the export was made; covers the first line
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Self

from storage.ledger.checkpoint import NO_CHECKPOINT, Checkpoint, Signer
from storage.ledger.record import GENESIS_HASH, Entry, NotCanonical, canonical, hash_record, parse

FORMAT = "gijo-ledger-1"
LINE_LIMIT_CHARACTERS = 128 * 1024
_RECORD = re.compile(
    r'\{"hash":"([0-9a-f]{64})","prev":"([0-9a-f]{64})","seq":([1-9][0-9]{0,15}),"record":(\{.*\})\}', re.ASCII
)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Header:
    """The first line: whose ledger, from which record on, and what stood before it. `key_id` signs the closing."""

    origin: str
    council: str
    key_id: str
    exported_at: int
    first_seq: int = 1
    prev_hash: str = GENESIS_HASH
    previous_checkpoint: str = NO_CHECKPOINT

    @classmethod
    def parse(cls, untrusted_line: str) -> Self:
        """Read the first line. Raises NotCanonical."""
        fields = parse(untrusted_line.encode("utf-8", "surrogatepass"))
        if fields.pop("format", None) != FORMAT or fields.keys() != cls.__dataclass_fields__.keys():
            raise NotCanonical("no export of a ledger")
        header = cls(
            origin=_text(fields, "origin"),
            council=_text(fields, "council"),
            key_id=_text(fields, "key_id"),
            exported_at=_number(fields, "exported_at"),
            first_seq=_number(fields, "first_seq", least=1),
            prev_hash=_text(fields, "prev_hash"),
            previous_checkpoint=_text(fields, "previous_checkpoint"),
        )
        if not _HASH.fullmatch(header.prev_hash) or not _HASH.fullmatch(header.previous_checkpoint):
            raise NotCanonical("a hash that is none")
        return header

    def line(self) -> str:
        """The line, without its end."""
        return canonical({"format": FORMAT, **asdict(self)}).decode()

    def digest(self) -> str:
        """What the closing checkpoint signs as `export` (hex)."""
        return hashlib.sha256(b"gijo ledger export 1\n" + self.line().encode()).hexdigest()


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields[name]
    if not isinstance(value, str):
        raise NotCanonical(f"{name} is no text")
    return value


def _number(fields: Mapping[str, object], name: str, *, least: int = 0) -> int:
    value = fields[name]
    if type(value) is not int or value < least:
        raise NotCanonical(f"{name} is no number of {least} or more")
    return value


@dataclass(frozen=True)
class Closing:
    """The last line."""

    checkpoint: Checkpoint


@dataclass(frozen=True)
class DamagedExport:
    """A line that cannot be read. `kind`: "record", "checkpoint" or "closing", by how it begins."""

    kind: str


Item = Header | Entry | Checkpoint | Closing | DamagedExport


def write(header: Header, items: Iterable[Entry | Checkpoint], signer: Signer, at: int) -> Iterator[str]:
    """Yield the lines of an export, each with its newline; `items` in the order they were written.

    The closing is signed over the items as they are given, unchecked. So a damaged ledger can be exported too, and
    `verify` finds the damage.
    """
    seq, head, previous = header.first_seq - 1, header.prev_hash, header.previous_checkpoint
    yield header.line() + "\n"
    for item in items:
        if isinstance(item, Entry):
            seq, head = item.seq, item.hash
            body = item.body.decode()
            yield f'{{"hash":"{item.hash}","prev":"{item.prev_hash}","seq":{item.seq},"record":{body}}}\n'
        else:
            previous = item.digest()
            yield _note_line("checkpoint", item)
    closing = signer.sign(header.origin, seq, head, at, previous=previous, export=header.digest())
    yield _note_line("closing", closing)


def read(untrusted_lines: Iterable[str]) -> Iterator[Item]:
    """Yield what the lines say, one by one, without judging it. Empty lines are passed over."""
    is_first = True
    for line in untrusted_lines:
        text = line.rstrip("\r\n")
        if text:
            yield _read_first(text) if is_first else _read_line(text)
            is_first = False


def is_self_consistent(entry: Entry) -> bool:
    """Whether the record's own hash fits the number, the previous hash and the body it states."""
    return hash_record(entry.prev_hash, entry.seq, entry.body) == entry.hash


def _note_line(kind: str, checkpoint: Checkpoint) -> str:
    return canonical({kind: checkpoint.text()}).decode() + "\n"


def _read_first(text: str) -> Item:
    try:
        return Header.parse(text)
    except NotCanonical:
        return _read_line(text)


def _read_line(text: str) -> Item:
    if found := _RECORD.fullmatch(text):
        body = found[4].encode("utf-8", "surrogatepass")
        try:
            parse(body)
        except NotCanonical:
            return DamagedExport("record")
        return Entry(int(found[3]), found[2], found[1], body)
    kind = next((kind for kind in ("checkpoint", "closing") if text.startswith(f'{{"{kind}"')), "record")
    try:
        note = json.loads(text[:LINE_LIMIT_CHARACTERS])
        checkpoint = Checkpoint.parse(note[kind])
    except (ValueError, TypeError, KeyError, RecursionError):
        return DamagedExport(kind)
    if _note_line(kind, checkpoint) != text + "\n":
        return DamagedExport(kind)
    return Closing(checkpoint) if kind == "closing" else checkpoint
