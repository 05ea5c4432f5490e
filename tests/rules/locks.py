"""What a lock promises, found out without installing it: every requirement of everything in it is met inside it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_ENTRY = re.compile(r"^([\w.-]+)==(\S+)(?: ; (.+?))?(?: \\)?$")

Environment = Mapping[str, str]
RequirementsOf = Callable[[str], Iterable[str]]
"""The Requires-Dist lines of a distribution, by its canonical name."""


@dataclass(frozen=True)
class Locked:
    """One pinned distribution; it is installed where `marker` holds."""

    name: str
    version: str
    marker: str
    hashes: int

    def is_for(self, environment: Environment) -> bool:
        return not self.marker or Marker(self.marker).evaluate(dict(environment))


def read_lock(text: str) -> list[Locked]:
    """The entries of a lock as `uv pip compile` writes it."""
    found: list[Locked] = []
    for entry in re.split(r"\n(?=\w)", text.strip()):
        first, *rest = entry.split("\n")
        if match := _ENTRY.match(first):
            count = sum(line.strip().startswith("--hash=sha256:") for line in rest)
            found.append(Locked(canonicalize_name(match[1]), match[2], match[3] or "", count))
        elif first and not first.startswith("#"):
            raise ValueError(f"not a pinned distribution: {first}")
    return found


def environment_of(python: str) -> dict[str, str]:
    """What PEP 508 markers see of this machine with another Python, such as `3.13.0`."""
    ours = cast("dict[str, str]", default_environment())
    return ours | {"python_full_version": python, "python_version": python.rpartition(".")[0]}


def faults(
    lock: Iterable[Locked], asked: Iterable[str], requirements_of: RequirementsOf, environment: Environment
) -> list[str]:
    """What is asked for and not in the lock, or there in a version that does not do, or there and not asked for.

    `asked`: the project's own requirements. Extras are followed wherever somebody asks for them.
    """
    pinned: dict[str, Locked] = {}
    found: list[str] = []
    for entry in lock:
        if entry.is_for(environment):
            if entry.name in pinned:
                found.append(f"{entry.name} is pinned twice")
            pinned[entry.name] = entry
    seen: set[tuple[str, str]] = set()
    waiting = [("the project", "", line) for line in asked]
    while waiting:
        who, extra, line = waiting.pop()
        requirement = Requirement(line)
        if requirement.marker and not requirement.marker.evaluate({**environment, "extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        if name not in pinned:
            found.append(f"{who} asks for {line}: not in the lock")
        elif not requirement.specifier.contains(pinned[name].version, prereleases=True):
            found.append(f"{who} asks for {line}: {pinned[name].version} is in the lock")
        else:
            for part in ("", *requirement.extras):
                if (name, part) not in seen:
                    seen.add((name, part))
                    label = f"{name}[{part}]" if part else name
                    waiting += [(label, part, each) for each in requirements_of(name)]
    found += [f"nobody asks for {name}" for name in pinned.keys() - {name for name, _ in seen}]
    return sorted(set(found))


def lines_of(file: Path) -> list[str]:
    """The requirements in a file for people, without its comments."""
    lines = (line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines())
    return [line for line in lines if line]
