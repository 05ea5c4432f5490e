"""Vulnerabilities in a CycloneDX document (ECMA-424, VEX) become `Advisory`; everything in it is untrusted. Pure."""

from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from app.advisories.advisory import Advisory, Affected, normal_name
from app.advisories.severity import by_vector, by_word, gravest
from app.advisories.untrusted import listed, mapping, maybe_text, text

_SET_ASIDE = frozenset({"resolved", "resolved_with_pedigree", "false_positive", "not_affected"})
"""The states of an analysis by which its publisher says that there is nothing to do."""

_PURL = "pkg:pypi/"


def read_vex(untrusted: Mapping[str, object]) -> Iterator[Advisory | None]:
    """Each vulnerability of the document; None for one that its publisher has set aside. Raises Unreadable."""
    components = [mapping(each, "components") for each in listed(untrusted.get("components"), "components")]
    purls = {maybe_text(each.get("bom-ref")): maybe_text(each.get("purl")) for each in components}
    for each in listed(untrusted.get("vulnerabilities"), "vulnerabilities"):
        yield _read(mapping(each, "vulnerabilities"), purls)


def _read(untrusted: Mapping[str, object], purls: Mapping[str, str]) -> Advisory | None:
    known_as = text(untrusted.get("id"), "id")
    if maybe_text(mapping(untrusted.get("analysis"), "analysis").get("state")) in _SET_ASIDE:
        return None
    others = [mapping(each, "references") for each in listed(untrusted.get("references"), "references")]
    ratings = [mapping(each, "ratings") for each in listed(untrusted.get("ratings"), "ratings")]
    packages: list[tuple[str, Affected]] = []
    refs: list[tuple[str, Affected]] = []
    for one in listed(untrusted.get("affects"), "affects"):
        named = mapping(one, "affects")
        ref = unquote(text(named.get("ref"), "ref").rsplit("#", 1)[-1])
        told, purl = _versions(named), purls.get(ref) or ref
        if purl.startswith(_PURL):
            name, _, version = unquote(purl.removeprefix(_PURL)).split("?")[0].partition("@")
            packages.append((normal_name(name), told or _only(version)))
        else:
            refs.append((ref, told or Affected(is_clear=False)))
    return Advisory(
        id=known_as,
        names=frozenset({known_as, *(text(each.get("id"), "references") for each in others)}),
        summary=maybe_text(untrusted.get("description")) or maybe_text(untrusted.get("detail")),
        severity=gravest(
            said for each in ratings for said in (by_word(each.get("severity")), by_vector(each.get("vector")))
        ),
        packages=tuple(packages),
        refs=tuple(refs),
    )


def _only(version: str) -> Affected:
    """The one version that a reference names; without one it is not said which."""
    return Affected(frozenset({version}) if version else frozenset(), is_clear=bool(version))


def _versions(named: Mapping[str, object]) -> Affected | None:
    """The versions that are named one by one. Ranges (vers) are not understood here: they leave it unclear."""
    found = [mapping(each, "versions") for each in listed(named.get("versions"), "versions")]
    if not found:
        return None
    hit = [each for each in found if each.get("status", "affected") != "unaffected"]
    single = frozenset(text(each["version"], "version") for each in hit if "version" in each)
    return Affected(single, is_clear=all("version" in each for each in hit))
