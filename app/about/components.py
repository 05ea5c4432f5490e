"""The bill of materials of the installed packages, as CycloneDX 1.7 (ECMA-424).

Read from the installed distributions at run time, once a process. Knows no council.
"""

import functools
import json
import platform
import re
import sqlite3
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata

from app import clock

SPECIFICATION = "1.7"
MEDIA_TYPE = f"application/vnd.cyclonedx+json; version={SPECIFICATION}"

_OWN = "gijo"
_PYTHON, _SQLITE = "platform:python", "library:sqlite"
_MOST_LICENCE_CHARACTERS = 200
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@functools.cache
def bill(version: str) -> bytes:
    """The bill of materials as JSON. `version`: that of this program."""
    installed = {_normal(each.name): each for each in metadata.distributions() if each.name}
    own = installed.pop(_OWN, None)
    parts = [_component(name, each) for name, each in sorted(installed.items())]
    around = [
        {"type": "platform", "bom-ref": _PYTHON, "name": "Python", "version": platform.python_version()},
        {"type": "library", "bom-ref": _SQLITE, "name": "SQLite", "version": sqlite3.sqlite_version},
    ]
    needs = {_reference(name, each): _needed(each, installed) for name, each in sorted(installed.items())}
    whole = {
        "$schema": f"http://cyclonedx.org/schema/bom-{SPECIFICATION}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "serialNumber": f"urn:uuid:{uuid.uuid4()}",
        "version": 1,
        "metadata": {
            "timestamp": clock.now().replace(microsecond=0).isoformat(),
            "lifecycles": [{"phase": "operations"}],
            "component": {
                "type": "application",
                "bom-ref": _OWN,
                "name": _OWN,
                "version": version,
                "licenses": [{"expression": "AGPL-3.0-or-later"}],
            },
        },
        "components": [*parts, *around],
        "dependencies": [
            {"ref": _OWN, "dependsOn": _needed(own, installed) if own else []},
            *({"ref": ref, "dependsOn": needed} for ref, needed in needs.items()),
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


@dataclass(frozen=True)
class InstalledPart:
    """An installed part of the program. `name`: as package indexes write it. `ref`: in the bill of materials."""

    name: str
    version: str
    ref: str

    @property
    def is_package(self) -> bool:
        """True for a package of the index, False for Python and SQLite themselves."""
        return self.ref.startswith("pkg:")


@functools.cache
def parts() -> tuple[InstalledPart, ...]:
    """The parts in the bill of materials, without the program itself."""
    installed = {_normal(each.name): each for each in metadata.distributions() if each.name}
    packages = [InstalledPart(name, each.version, _reference(name, each)) for name, each in sorted(installed.items())]
    around = [
        InstalledPart("python", platform.python_version(), _PYTHON),
        InstalledPart("sqlite", sqlite3.sqlite_version, _SQLITE),
    ]
    return (*(each for each in packages if each.name != _OWN), *around)


def _component(name: str, each: metadata.Distribution) -> Mapping[str, object]:
    licences = _licences(each)
    reference = _reference(name, each)
    said = {"type": "library", "bom-ref": reference, "name": each.name, "version": each.version, "purl": reference}
    return said | ({"licenses": licences} if licences else {})


def _licences(each: metadata.Distribution) -> list[Mapping[str, object]]:
    """The licence expression of a distribution (PEP 639); for one without, the names that it gives."""
    if expressions := each.metadata.get_all("License-Expression"):
        return [{"expression": expressions[0]}]
    classified = [text for text in each.metadata.get_all("Classifier") or [] if text.startswith("License ::")]
    names = [text.rsplit("::", 1)[-1].strip() for text in classified] or each.metadata.get_all("License") or []
    lines = [name.strip().splitlines()[0][:_MOST_LICENCE_CHARACTERS] for name in names if name.strip()]
    return [{"license": {"name": line}} for line in dict.fromkeys(lines)]


def _needed(each: metadata.Distribution, installed: Iterable[str]) -> list[str]:
    """The references of a distribution's dependencies that are installed, without those of extras."""
    asked = [text for text in each.requires or [] if "extra ==" not in text]
    names = {_normal(found[0]) for text in asked if (found := _NAME.match(text))}
    return [_reference(name, metadata.distribution(name)) for name in sorted(names & set(installed))]


def _reference(name: str, each: metadata.Distribution) -> str:
    return f"pkg:pypi/{name}@{each.version}"


def _normal(name: str) -> str:
    """The name as package indexes write it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
