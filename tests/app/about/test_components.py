"""The bill of materials: of what is installed where the service runs, by the rules of the CycloneDX 1.7 schema."""

import re
from importlib import metadata
from typing import Any

import pytest

from tests.support.council import Council

URN = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
ALLOWED: dict[str, set[str]] = {
    "bom": {"$schema", "bomFormat", "specVersion", "serialNumber", "version", "metadata", "components", "dependencies"},
    "metadata": {"timestamp", "lifecycles", "component"},
    "component": {"type", "bom-ref", "name", "version", "purl", "licenses"},
    "dependency": {"ref", "dependsOn"},
}
"""Of the properties that the schema has in each place, those that are used here; it allows no others than its own."""


def check_licences(component: dict[str, Any]) -> None:
    """Each is an expression, or names one licence."""
    for licence in component.get("licenses", []):
        assert set(licence) in ({"expression"}, {"license"})
        assert licence.get("expression") or set(licence["license"]) == {"name"}


@pytest.mark.clause("I 2章2(2)①-1", "I 6-1(9)②")
def test_bill_of_materials_names_what_is_installed_as_the_schema_asks_2_2_1_1(council: Council) -> None:
    answer = council.browser("clerk1").get("/about/bom.cdx.json")
    bom = answer.json()

    assert answer.headers["content-type"] == "application/vnd.cyclonedx+json; version=1.7"
    assert set(bom) <= ALLOWED["bom"]
    assert (bom["bomFormat"], bom["specVersion"], bom["version"]) == ("CycloneDX", "1.7", 1)
    assert URN.fullmatch(bom["serialNumber"])
    assert set(bom["metadata"]) <= ALLOWED["metadata"]
    assert MOMENT.fullmatch(bom["metadata"]["timestamp"])
    components = [bom["metadata"]["component"], *bom["components"]]
    for component in components:
        assert {"type", "name"} <= set(component) <= ALLOWED["component"]
        assert component["type"] in {"application", "library", "platform"}
        assert component["version"]
        check_licences(component)
    references = [component["bom-ref"] for component in components]
    assert len(set(references)) == len(references)
    refs = [each["ref"] for each in bom["dependencies"]]
    assert len(set(refs)) == len(refs)
    for each in bom["dependencies"]:
        assert set(each) <= ALLOWED["dependency"]
        assert {each["ref"], *each["dependsOn"]} <= set(references)
        assert len(set(each["dependsOn"])) == len(each["dependsOn"])
    installed = {each.name: each.version for each in metadata.distributions() if each.name != "gijo"}
    assert {each["name"]: each["version"] for each in bom["components"] if "purl" in each} == installed


def test_bill_of_materials_says_under_which_licences_and_what_needs_what(council: Council) -> None:
    bom = council.browser().get("/about/bom.cdx.json").json()
    by_name = {each["name"]: each for each in bom["components"]}
    needs = {each["ref"]: each["dependsOn"] for each in bom["dependencies"]}

    assert by_name["SQLAlchemy"]["licenses"] == [{"expression": "MIT"}]
    assert by_name["SQLAlchemy"]["bom-ref"] in needs["gijo"]
    assert "AFFERO" in str(by_name["pymupdf"]["licenses"]).upper()
    assert 'href="/about/bom.cdx.json"' in council.browser().get("/about").text
