"""A file of advisories, as bytes from outside, becomes one `Advisory` after another, within limits."""

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from app.advisories.advisory import Advisory
from app.advisories.osv import read_osv
from app.advisories.untrusted import UnreadableAdvisories, listed, mapping
from app.advisories.vex import read_vex

FILE_LIMIT_BYTES = 48 * 1024 * 1024
"""The largest file: all that is published about packages for Python, as a ZIP, is well below it."""
MOST_ADVISORIES = 100_000
_MEMBER_LIMIT_BYTES = 4 * 1024 * 1024
_UNPACKED_LIMIT_BYTES = 1024 * 1024 * 1024
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What unpacking raises; ValueError for a name that is not in the encoding that it says."""
_ZIP = b"PK\x03\x04"


@dataclass
class ReadFile:
    """What a file held. `form`: osv or vex. `set_aside`: advisories that their publishers have withdrawn or settled.

    `about`: how many speak of packages for Python, or of parts of a bill of materials, as ours are.
    """

    form: str = ""
    read: int = 0
    about: int = 0
    set_aside: int = 0


def read_advisories(untrusted: bytes, told: ReadFile) -> Iterator[Advisory]:
    """Each advisory of the file, read while it is asked for; `told` counts them. Raises UnreadableAdvisories.

    Understood are one advisory of OSV, a list of them, an answer of its API, one a line, and a ZIP of such files; and a
    CycloneDX document with vulnerabilities.
    """
    for document in _documents(untrusted):
        for advisory in _of(document, told):
            told.read += 1
            if told.read > MOST_ADVISORIES:
                raise UnreadableAdvisories(cause="too many advisories")
            if advisory is None:
                told.set_aside += 1
                told.about += told.form == "vex"
            else:
                told.about += bool(advisory.packages or advisory.refs)
                yield advisory
    if not told.read:
        raise UnreadableAdvisories(
            sentence="このファイルには、脆弱性情報が 1 件もありません。ファイルを確かめて、選び直してください。",
            cause="no advisory",
        )
    if not told.about:
        raise UnreadableAdvisories(
            sentence=(
                "このファイルには、Python の部品（PyPI）の脆弱性情報がありません。"
                "OSV の PyPI のファイルを選び直してください。"
            ),
            cause="advisories about other things only",
        )


def _of(document: object, told: ReadFile) -> Iterator[Advisory | None]:
    if isinstance(document, list):
        for each in listed(document, "advisories"):
            yield from _of(mapping(each, "advisory"), told)
        return
    found = mapping(document, "document")
    if found.get("bomFormat") == "CycloneDX":
        told.form = told.form or "vex"
        yield from read_vex(found)
    elif "vulns" in found or "vulnerabilities" in found:
        yield from _of(list(listed(found.get("vulns", found.get("vulnerabilities")), "vulns")), told)
    else:
        told.form = told.form or "osv"
        yield read_osv(found)


def _documents(untrusted: bytes) -> Iterator[object]:
    if untrusted.startswith(_ZIP):
        yield from map(_parsed, _members(untrusted))
        return
    try:
        yield _parsed(untrusted)
    except UnreadableAdvisories:
        lines = [line for line in untrusted.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        yield from map(_parsed, lines)


def _parsed(untrusted: bytes) -> object:
    try:
        return json.loads(untrusted)
    except (ValueError, RecursionError) as error:
        raise UnreadableAdvisories(cause="no JSON") from error


def _members(untrusted: bytes) -> Iterator[bytes]:
    """The files of the ZIP, unpacked one after the other; what a header says of a size is not relied upon."""
    left_bytes = _UNPACKED_LIMIT_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
            found = [each for each in archive.infolist() if each.filename.endswith(".json")]
            if any(each.compress_type not in _METHODS for each in found):
                raise UnreadableAdvisories(cause="packed in a way that is not published")
            if len(found) > MOST_ADVISORIES:
                raise UnreadableAdvisories(cause="too many files in it")
            for each in found:
                with archive.open(each) as member:
                    data = member.read(_MEMBER_LIMIT_BYTES + 1)
                left_bytes -= len(data)
                if len(data) > _MEMBER_LIMIT_BYTES or left_bytes < 0:
                    raise UnreadableAdvisories(cause="too much in it")
                yield data
    except _UNPACKING as error:
        raise UnreadableAdvisories(cause="no ZIP that can be read") from error
