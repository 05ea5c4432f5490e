"""The part of Markdown in which the manuals are written, read as data that a template draws.

Headings, paragraphs, lists, tables, blocks of code and pictures that stand alone; in a line `code`, **bold** and links.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_HEADING = re.compile(r"(#{1,3}) (.+)")
_ENTRY = re.compile(r"( *)([-*]|\d+\.) (.*)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
_INLINE = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*|\[([^\]]+)\]\(([^)\s]+)\)")
_LEAD = re.compile(r"\*\*([^*]+)\*\*")
_FENCE = "```"

Address = Callable[[str], tuple[str, str] | None]
"""A function from a file that a text refers to (`docs/ja/chair.md`) to its address and title; None if not served."""


@dataclass(frozen=True)
class Wording:
    """A piece of a line. `kind`: "plain", "strong", "code" or "link" (to `href`)."""

    words: str
    kind: str = "plain"
    href: str = ""


Line = tuple[Wording, ...]


@dataclass(frozen=True)
class Block:
    """One block: `kind` "heading", "text", "list", "table", "code" or "picture", with what such a block has.

    `anchor`: of headings, and of paragraphs that begin with bold words. `level`: of a heading, 1 to 3. `entries`: of a
    list, each with the blocks inside it. `rows`: of a table, the heads first. `words`: the code, or what a picture
    shows; `href`: where the picture is.
    """

    kind: str
    line: Line = ()
    anchor: str = ""
    level: int = 0
    is_ordered: bool = False
    entries: "tuple[tuple[Line, tuple[Block, ...]], ...]" = ()
    rows: tuple[tuple[Line, ...], ...] = ()
    words: str = ""
    href: str = ""


@dataclass(frozen=True)
class Part:
    """A place that can be opened: a heading, or the bold words at the head of a paragraph (`level` 0)."""

    anchor: str
    words: str
    level: int


@dataclass
class Manuscript:
    """A text that was read, with its places in order."""

    blocks: list[Block] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def place(self, words: str, level: int) -> str:
        """Add a place, and return its anchor, which is unique in this text."""
        anchor = anchor_of(words)
        taken = {part.anchor for part in self.parts}
        free = next(each for each in (anchor, *(f"{anchor}-{n}" for n in range(2, 100))) if each not in taken)
        self.parts.append(Part(free, words, level))
        return free


def anchor_of(words: str) -> str:
    """The text as an anchor (the part of an address after #): letters and digits of any script, else hyphens."""
    return re.sub(r"\W+", "-", words.replace("*", "").replace("`", "")).strip("-")


def read(text: str, address: Address) -> Manuscript:
    """The text as blocks. `address`: finds the addresses of linked files and pictures."""
    done = Manuscript()
    lines = text.split("\n")
    while lines:
        if not lines[0].strip():
            lines.pop(0)
        else:
            done.blocks.append(_block(lines, address, done))
    return done


def _block(lines: list[str], address: Address, done: Manuscript) -> Block:
    """The block that begins with the first line. Its lines are removed from `lines`."""
    line = lines[0]
    if line.startswith(_FENCE):
        return _code(lines)
    if line.startswith("|"):
        return _table(lines, address)
    if _ENTRY.fullmatch(line):
        return _list(lines, address)
    if heading := _HEADING.fullmatch(line):
        lines.pop(0)
        level, words = len(heading[1]), heading[2]
        return Block("heading", _line(words, address), done.place(words, level), level)
    if picture := _PICTURE.fullmatch(line.strip()):
        lines.pop(0)
        return _picture(picture, address)
    return _paragraph(lines, address, done)


def _code(lines: list[str]) -> Block:
    lines.pop(0)
    held = []
    while lines and not lines[0].startswith(_FENCE):
        held.append(lines.pop(0))
    del lines[:1]
    return Block("code", words="\n".join(held))


def _table(lines: list[str], address: Address) -> Block:
    rows = []
    while lines and lines[0].startswith("|"):
        cells = lines.pop(0).strip().strip("|").split("|")
        rows.append(tuple(_line(cell.strip(), address) for cell in cells))
    return Block("table", rows=(rows[0], *rows[2:]))  # the second one draws the line under the heads


def _list(lines: list[str], address: Address) -> Block:
    """A list with its inner lists. A line that continues an entry is indented further than the entry's bullet."""
    depth, is_ordered = sign = _sign(lines[0])
    entries = []
    while lines and _sign(lines[0]) == sign:
        words, inner = [_ENTRY.sub(r"\3", lines.pop(0))], []
        while lines and lines[0].strip() and lines[0].startswith(" " * (depth + 1)):
            if _ENTRY.fullmatch(lines[0]):
                inner.append(_list(lines, address))
            elif picture := _PICTURE.fullmatch(lines[0].strip()):
                lines.pop(0)
                inner.append(_picture(picture, address))
            else:
                words.append(lines.pop(0).strip())
        entries.append((_line(_joined(words), address), tuple(inner)))
    return Block("list", is_ordered=is_ordered, entries=tuple(entries))


def _sign(line: str) -> tuple[int, bool]:
    """The indentation of a list's entry, and whether it is numbered; (-1, False) for other lines."""
    entry = _ENTRY.fullmatch(line)
    return (len(entry[1]), entry[2][0].isdigit()) if entry else (-1, False)


def _paragraph(lines: list[str], address: Address, done: Manuscript) -> Block:
    words = [lines.pop(0).strip()]
    while lines and lines[0].strip() and not _starts_block(lines[0]):
        words.append(lines.pop(0).strip())
    text = _joined(words)
    lead = _LEAD.match(text)
    return Block("text", _line(text, address), done.place(lead[1], 0) if lead else "")


def _starts_block(line: str) -> bool:
    return line.startswith(("|", _FENCE)) or bool(_HEADING.fullmatch(line) or _ENTRY.fullmatch(line))


def _picture(found: re.Match[str], address: Address) -> Block:
    at = address(found[2])
    return Block("picture", words=found[1], href=at[0] if at else "")


def _joined(lines: list[str]) -> str:
    """Lines of one sentence: with a space between Latin words, without one elsewhere."""
    text = lines[0]
    for line in lines[1:]:
        text += (" " if text[-1:].isascii() and line[:1].isascii() else "") + line
    return text


def _line(text: str, address: Address) -> Line:
    return tuple(run for run in _runs(text, address) if run.words)


def _runs(text: str, address: Address) -> Iterator[Wording]:
    end = 0
    for found in _INLINE.finditer(text):
        yield Wording(text[end : found.start()])
        end = found.end()
        code, bold, words, to = found.groups()
        at = None if bold is not None else address(code if code is not None else to)
        if at is not None:
            yield Wording(words or at[1], "link", at[0])
        else:
            yield Wording(code or bold or words, "code" if code else "strong" if bold else "plain")
    yield Wording(text[end:])
