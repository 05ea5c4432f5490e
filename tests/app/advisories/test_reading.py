"""What an advisory says of a version, and what is no file of advisories. Pure."""

import io
import json
import zipfile
from typing import Any

import pytest

from app.about.components import InstalledPart
from app.advisories.advisory import Affected, AffectedState, Severity, Step
from app.advisories.comparing import Comparison, compare
from app.advisories.severity import by_vector
from app.advisories.untrusted import UnreadableAdvisories

LXML = InstalledPart("lxml", "6.1.3", "pkg:pypi/lxml@6.1.3")
PARTS = (
    LXML,
    InstalledPart("python", "3.11.2", "platform:python"),
    InstalledPart("sqlite", "3.40.1", "library:sqlite"),
)


def osv(number: str = "GHSA-0001", name: str = "lxml", **further: Any) -> dict[str, Any]:
    affected = {"package": {"ecosystem": "PyPI", "name": name}, "versions": further.pop("versions", [])}
    affected["ranges"] = [
        {"type": kind, "events": [dict([step]) for step in steps]} for kind, steps in further.pop("ranges", [])
    ]
    return {"id": number, "summary": "弱点", "affected": [affected], **further}


def hits(document: object) -> list[tuple[str, str, AffectedState]]:
    return [(hit.advisory.id, hit.part.name, hit.verdict) for hit in compared(document).hits]


def compared(document: object) -> Comparison:
    return compare(json.dumps(document).encode(), PARTS)


BELOW = [("ECOSYSTEM", [("introduced", "0"), ("fixed", "6.2")])]


@pytest.mark.parametrize(
    ("version", "steps", "verdict"),
    [
        ("6.1.3", [("introduced", "0"), ("fixed", "6.1.4")], AffectedState.HIT),
        ("6.1.3", [("introduced", "0"), ("fixed", "6.1.3")], AffectedState.CLEAR),
        ("6.1.10", [("introduced", "6.1.9"), ("last_affected", "6.1.10")], AffectedState.HIT),
        ("6.1.10", [("introduced", "0"), ("last_affected", "6.1.9")], AffectedState.CLEAR),
        ("6.1rc1", [("introduced", "0"), ("fixed", "6.1")], AffectedState.HIT),
        ("3.0", [("introduced", "1"), ("fixed", "2"), ("introduced", "3"), ("fixed", "4")], AffectedState.HIT),
        ("2.5", [("fixed", "4"), ("introduced", "3"), ("fixed", "2"), ("introduced", "1")], AffectedState.CLEAR),
        ("5.0", [("introduced", "0"), ("limit", "5.0")], AffectedState.CLEAR),
        ("5.0", [("introduced", "0"), ("fixed", "beta-of-2011")], AffectedState.UNCLEAR),
    ],
)
def test_version_is_within_a_range_by_the_order_of_versions(
    version: str, steps: list[tuple[str, str]], verdict: AffectedState
) -> None:
    assert Affected(ranges=(tuple(Step(*step) for step in steps),)).verdict(version) is verdict


def test_name_is_found_however_it_is_written_and_only_in_its_own_index() -> None:
    of_another = osv("GHSA-0003", ranges=BELOW)
    of_another["affected"][0]["package"]["ecosystem"] = "npm"
    listed = [
        osv("GHSA-0001", "LXML", ranges=BELOW),
        osv("GHSA-0002", "lxml-html", ranges=BELOW),
        of_another,
        osv("GHSA-0004", versions=["6.1.3"]),
        osv("GHSA-0005", ranges=[("GIT", [("introduced", "0")])]),
        osv("GHSA-0006", ranges=BELOW, withdrawn="2026-01-01T00:00:00Z"),
        osv("GHSA-0007", "python", ranges=[("ECOSYSTEM", [("introduced", "0")])]),
    ]

    found = compared({"vulns": listed})

    assert hits(listed) == [
        ("GHSA-0001", "lxml", AffectedState.HIT),
        ("GHSA-0004", "lxml", AffectedState.HIT),
        ("GHSA-0005", "lxml", AffectedState.UNCLEAR),
    ]
    assert (found.told.read, found.told.set_aside, found.told.form) == (7, 1, "osv")


def test_vex_names_parts_by_the_bill_of_materials_and_sets_aside_what_is_settled() -> None:
    def one(number: str, ref: str, state: str = "exploitable", **further: Any) -> dict[str, Any]:
        affects = {"ref": ref, **further}
        return {"id": number, "analysis": {"state": state}, "affects": [affects], "ratings": [{"severity": "critical"}]}

    told = [
        one("CVE-1", LXML.ref),
        one("CVE-2", "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Apypi/lxml%406.1.3"),
        one("CVE-3", "library:sqlite", versions=[{"version": "3.40.1"}]),
        one("CVE-4", "library:sqlite", versions=[{"range": "vers:generic/<3.41"}]),
        one("CVE-5", "platform:python", versions=[{"version": "3.11.2", "status": "unaffected"}]),
        one("CVE-6", LXML.ref, "not_affected"),
        one("CVE-7", "pkg:pypi/lxml@6.1.2"),
        one("CVE-8", "a"),
    ]
    document = {"bomFormat": "CycloneDX", "components": [{"bom-ref": "a", "purl": LXML.ref}], "vulnerabilities": told}

    assert hits(document) == [
        ("CVE-1", "lxml", AffectedState.HIT),
        ("CVE-2", "lxml", AffectedState.HIT),
        ("CVE-8", "lxml", AffectedState.HIT),
        ("CVE-3", "sqlite", AffectedState.HIT),
        ("CVE-4", "sqlite", AffectedState.UNCLEAR),
    ]
    assert compared(document).told.set_aside == 1


@pytest.mark.parametrize(
    ("vector", "severity"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", Severity.CRITICAL),  # 9.8
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", Severity.HIGH),  # 7.5
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", Severity.MODERATE),  # 6.1
        ("CVSS:3.0/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", Severity.LOW),  # 1.6
        ("CVSS:3.1/AV:N/AC:L", Severity.UNKNOWN),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", Severity.UNKNOWN),
    ],
)
def test_vector_has_the_severity_of_its_base_score(vector: str, severity: Severity) -> None:
    assert by_vector(vector) is severity


def zipped(*members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, data in enumerate(members):
            archive.writestr(f"GHSA-{number}.json", data)
    return made.getvalue()


def test_many_files_come_as_one_zip_and_many_lines_as_one_file() -> None:
    lines = [json.dumps(osv(f"GHSA-{number}", ranges=BELOW)).encode() for number in range(3)]

    found = [compare(sent, PARTS) for sent in (zipped(*lines), b"\n".join(lines))]

    assert [(each.told.read, len(each.hits)) for each in found] == [(3, 3), (3, 3)]


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"[]",
        b"{}",
        b"3",
        b"[" * 100_000,
        b'{"id": "A", "affected": {"package": 1}}',
        b'{"id": "A", "affected": [{"package": {"ecosystem": "PyPI", "name": 7}}]}',
        b'{"id": ["A"]}',
        b"PK\x03\x04 no archive",
        zipped(),
        zipped(b"no advisory"),
        zipped(b" " * (4 * 1024 * 1024 + 1)),
        zipped(b'{"id": "A"}')[:-30],
    ],
    ids=range(13),
)
def test_what_is_no_list_of_advisories_is_refused_in_words(sent: bytes) -> None:
    with pytest.raises(UnreadableAdvisories):
        compare(sent, PARTS)
