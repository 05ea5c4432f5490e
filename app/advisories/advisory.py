"""An advisory, whatever form it came in: its names, how grave it is, and which versions it speaks of. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from app.about.components import InstalledPart


class Severity(StrEnum):
    """How grave a vulnerability is, the gravest first. Where nobody says so it is treated as `HIGH`."""

    CRITICAL = "critical"
    HIGH = "high"
    UNKNOWN = "unknown"
    MODERATE = "moderate"
    LOW = "low"

    @property
    def words(self) -> str:
        """As screens name it."""
        return _WORDS[self]


_WORDS = {
    Severity.CRITICAL: "緊急",
    Severity.HIGH: "重要",
    Severity.UNKNOWN: "重大さの記載なし",
    Severity.MODERATE: "中",
    Severity.LOW: "低",
}


class AffectedState(StrEnum):
    """Whether a version is one that an advisory speaks of. `UNCLEAR`: it does not say so in a way that we can read."""

    HIT = "hit"
    CLEAR = "clear"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Step:
    """A version from which on something is so: `kind` is introduced, fixed, last_affected or limit (OSV schema)."""

    kind: str
    version: str


@dataclass(frozen=True)
class Affected:
    """The versions of one package that an advisory speaks of: those listed, and those within any range.

    `is_clear`: False when it names versions in a way that is not understood here.
    """

    versions: frozenset[str] = frozenset()
    ranges: tuple[tuple[Step, ...], ...] = ()
    is_clear: bool = True

    @property
    def size(self) -> int:
        """How many versions it names, each of which is read when it is compared."""
        return len(self.versions) + sum(map(len, self.ranges))

    def verdict(self, version: str) -> AffectedState:
        """Whether this version is affected, by the evaluation of the OSV schema; UNCLEAR for one that is no version."""
        if version in self.versions:
            return AffectedState.HIT
        try:
            asked = _version(version)
            is_hit = asked in _parsed(self.versions) or any(_is_within(asked, steps) for steps in self.ranges)
        except InvalidVersion:
            return AffectedState.UNCLEAR
        if is_hit:
            return AffectedState.HIT
        return AffectedState.CLEAR if self.is_clear else AffectedState.UNCLEAR


@dataclass(frozen=True)
class Advisory:
    """One advisory. `names`: its id and its other ids, such as the CVE number. `packages`: by normalised name.

    `refs`: parts that it names by their reference in a bill of materials.
    """

    id: str
    names: frozenset[str]
    summary: str
    severity: Severity
    packages: tuple[tuple[str, Affected], ...] = ()
    refs: tuple[tuple[str, Affected], ...] = ()

    def verdict(self, part: InstalledPart) -> AffectedState:
        """What it says of this part, the gravest of several statements."""
        about = [each for name, each in self.packages if part.is_package and name == part.name]
        about += [each for ref, each in self.refs if ref == part.ref]
        said = {each.verdict(part.version) for each in about}
        return next((each for each in (AffectedState.HIT, AffectedState.UNCLEAR) if each in said), AffectedState.CLEAR)


def normal_name(name: str) -> str:
    """A package's name as package indexes write it (PEP 503)."""
    return canonicalize_name(name)


def _version(untrusted: str) -> Version:
    """Raises InvalidVersion, also for what is too long to be one: numbers of thousands of digits are no numbers."""
    if len(untrusted) > _VERSION_LIMIT:
        raise InvalidVersion(untrusted[:_VERSION_LIMIT])
    return Version(untrusted)


def _parsed(versions: frozenset[str]) -> set[Version]:
    found = set()
    for each in versions:
        try:
            found.add(_version(each))
        except InvalidVersion:
            continue  # A version of the days before PEP 440, which none of our parts has.
    return found


_VERSION_LIMIT = 200
_ORDER = {"introduced": 0, "last_affected": 1, "fixed": 2}


def _is_within(asked: Version, steps: tuple[Step, ...]) -> bool:
    """Raises InvalidVersion when a step's version is none."""
    limits = [each.version for each in steps if each.kind == "limit" and each.version != "*"]
    if limits and not any(asked < _version(limit) for limit in limits):
        return False
    is_hit = False
    known = [(_at(each), each.kind) for each in steps if each.kind in _ORDER]
    for at, kind in sorted(known, key=lambda one: (one[0] is not None, one[0] or Version("0"), _ORDER[one[1]])):
        if kind == "introduced" and (at is None or asked >= at):
            is_hit = True
        elif at is not None and ((kind == "fixed" and asked >= at) or (kind == "last_affected" and asked > at)):
            is_hit = False
    return is_hit


def _at(step: Step) -> Version | None:
    """The step's version; None for the beginning of all, which the schema writes as an introduction at "0"."""
    return None if step.kind == "introduced" and step.version == "0" else _version(step.version)
