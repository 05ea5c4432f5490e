"""How grave an advisory is: its publisher's word, or the base score of its vector (CVSS v3.1, section 7.1)."""

import math
from collections.abc import Iterable, Mapping

from app.advisories.advisory import Severity

_WORDS = {
    "critical": Severity.CRITICAL,
    "high": Severity.HIGH,
    "important": Severity.HIGH,
    "moderate": Severity.MODERATE,
    "medium": Severity.MODERATE,
    "low": Severity.LOW,
    "info": Severity.LOW,
    "none": Severity.LOW,
}
_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "AV": {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2},
    "AC": {"L": 0.77, "H": 0.44},
    "UI": {"N": 0.85, "R": 0.62},
    "C": {"H": 0.56, "L": 0.22, "N": 0.0},
    "I": {"H": 0.56, "L": 0.22, "N": 0.0},
    "A": {"H": 0.56, "L": 0.22, "N": 0.0},
}
_PRIVILEGES = {"U": {"N": 0.85, "L": 0.62, "H": 0.27}, "C": {"N": 0.85, "L": 0.68, "H": 0.5}}
_LEAST = ((9.0, Severity.CRITICAL), (7.0, Severity.HIGH), (4.0, Severity.MODERATE), (0.0, Severity.LOW))


def gravest(found: Iterable[Severity]) -> Severity:
    """The gravest of several statements; UNKNOWN when there is none. A statement counts for more than none."""
    said = [each for each in found if each is not Severity.UNKNOWN]
    return min(said, key=rank, default=Severity.UNKNOWN)


def rank(severity: Severity) -> int:
    """0 for the gravest."""
    return list(Severity).index(severity)


def by_word(word: object) -> Severity:
    """The severity that a word names, in any letters; UNKNOWN for others."""
    return _WORDS.get(word.strip().lower(), Severity.UNKNOWN) if isinstance(word, str) else Severity.UNKNOWN


def by_vector(vector: object) -> Severity:
    """The severity by a vector of CVSS v3.0 or v3.1; UNKNOWN for other versions, and for what is no vector.

    A vector of v4.0 has a score only by a table of 270 entries; its publishers give the word beside it.
    """
    if not isinstance(vector, str) or not vector.startswith(("CVSS:3.0/", "CVSS:3.1/")):
        return Severity.UNKNOWN
    given = dict(each.split(":", 1) for each in vector.split("/")[1:] if ":" in each)
    try:
        score = _score(given)
    except KeyError:
        return Severity.UNKNOWN
    return next(severity for least, severity in _LEAST if score >= least)


def _score(given: Mapping[str, str]) -> float:
    """The base score. Raises KeyError for a metric that is missing or unknown."""
    weight = {name: values[given[name]] for name, values in _WEIGHTS.items()}
    is_changed = given["S"] == "C"
    lost = 1 - (1 - weight["C"]) * (1 - weight["I"]) * (1 - weight["A"])
    impact = 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 if is_changed else 6.42 * lost
    privileges = _PRIVILEGES[given["S"]][given["PR"]]
    ease = 8.22 * weight["AV"] * weight["AC"] * privileges * weight["UI"]
    if impact <= 0:
        return 0.0
    return _rounded_up(min((impact + ease) * (1.08 if is_changed else 1.0), 10.0))


def _rounded_up(value: float) -> float:
    """To one decimal, upwards, as appendix A of CVSS v3.1 does it."""
    whole = round(value * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (math.floor(whole / 10_000) + 1) / 10.0
