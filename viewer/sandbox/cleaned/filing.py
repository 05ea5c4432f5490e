"""A PDF written object by object (ISO 32000-2, 7.5): what is not put in is not there. Knows no document."""

import zlib


class Filing:
    """Objects in the order in which they were added, numbered from 1."""

    def __init__(self) -> None:
        self._bodies: list[bytes | None] = []

    def reserve(self) -> int:
        """Take the next number, for an object whose body `put` gives later."""
        self._bodies.append(None)
        return len(self._bodies)

    def put(self, number: int, body: bytes) -> None:
        """Give a reserved object its body."""
        self._bodies[number - 1] = body

    def add(self, body: bytes) -> int:
        """Add an object with this body; returns its number."""
        number = self.reserve()
        self.put(number, body)
        return number

    def stream(self, entries: bytes, data: bytes) -> int:
        """Add `data` as a deflated stream; returns its number. `entries`: without length and filter."""
        return self.packed(entries + b"/Filter/FlateDecode", zlib.compress(data, 6))

    def packed(self, entries: bytes, data: bytes) -> int:
        """Add a stream whose `data` is encoded already, as the filter in `entries` says; returns its number."""
        return self.add(b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(data), data))

    def finished(self, root: int, info: int | None) -> bytes:
        """The file's bytes. Raises ValueError when a reserved object has no body."""
        out, places, length = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"], [], 15
        for number, body in enumerate(self._bodies, 1):
            if body is None:
                raise ValueError("an object was reserved and not put in")
            places.append(length)
            out += [b"%d 0 obj\n" % number, body, b"\nendobj\n"]
            length += sum(map(len, out[-3:]))
        out.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
        out += [b"%010d 00000 n \n" % place for place in places]
        named = b"/Info %d 0 R" % info if info is not None else b""
        out.append(b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (len(places) + 1, root, named))
        out.append(b"startxref\n%d\n%%%%EOF\n" % length)
        return b"".join(out)


def words(text: str) -> bytes:
    """A text string (ISO 32000-2, 7.9.2.2) in UTF-16."""
    return b"<FEFF%s>" % text.encode("utf-16-be").hex().upper().encode()


def number(value: float) -> bytes:
    """A number with at most three decimals, without zeros at its end."""
    return (f"{value:.3f}".rstrip("0").rstrip(".") or "0").encode()
