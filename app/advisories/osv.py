"""An advisory in the OSV schema (OpenSSF, version 1.7) becomes an `Advisory`; everything in it is untrusted. Pure."""

from collections.abc import Iterator, Mapping

from app.advisories.advisory import Advisory, Affected, Step, normal_name
from app.advisories.severity import by_vector, by_word, gravest
from app.advisories.untrusted import listed, mapping, maybe_text, text

_ECOSYSTEM = "PyPI"
_STEPS = ("introduced", "fixed", "last_affected", "limit")


def read_osv(untrusted: Mapping[str, object]) -> Advisory | None:
    """The advisory; None for one that its publisher has withdrawn. Raises Unreadable."""
    if untrusted.get("withdrawn"):
        return None
    known_as = text(untrusted.get("id"), "id")
    others = [text(each, "aliases") for each in listed(untrusted.get("aliases"), "aliases")]
    affected = [mapping(each, "affected") for each in listed(untrusted.get("affected"), "affected")]
    return Advisory(
        id=known_as,
        names=frozenset({known_as, *others}),
        summary=maybe_text(untrusted.get("summary")) or maybe_text(untrusted.get("details")),
        severity=gravest(
            [
                *(by_vector(each.get("score")) for each in _severities(untrusted, affected)),
                by_word(mapping(untrusted.get("database_specific"), "database_specific").get("severity")),
            ]
        ),
        packages=tuple(_package(each) for each in affected if _is_ours(each)),
    )


def _severities(
    untrusted: Mapping[str, object], affected: list[Mapping[str, object]]
) -> Iterator[Mapping[str, object]]:
    for holder in (untrusted, *affected):
        for each in listed(holder.get("severity"), "severity"):
            yield mapping(each, "severity")


def _is_ours(affected: Mapping[str, object]) -> bool:
    return maybe_text(mapping(affected.get("package"), "package").get("ecosystem")) == _ECOSYSTEM


def _package(affected: Mapping[str, object]) -> tuple[str, Affected]:
    name = text(mapping(affected.get("package"), "package").get("name"), "package")
    versions = frozenset(text(each, "versions") for each in listed(affected.get("versions"), "versions"))
    all_ranges = [mapping(each, "ranges") for each in listed(affected.get("ranges"), "ranges")]
    ranges = tuple(_steps(each) for each in all_ranges if maybe_text(each.get("type")) in {"ECOSYSTEM", "SEMVER"})
    return normal_name(name), Affected(versions, ranges, is_clear=bool(versions or ranges))


def _steps(untrusted_range: Mapping[str, object]) -> tuple[Step, ...]:
    events = [mapping(each, "events") for each in listed(untrusted_range.get("events"), "events")]
    return tuple(Step(kind, text(each[kind], kind)) for each in events for kind in _STEPS if kind in each)
