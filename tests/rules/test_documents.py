"""What documents name is there: paths, tests, commands, settings, addresses, words on screens, packages."""

import argparse
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.__main__ import _parser, find
from app.guides.manual import TITLES
from app.registers.kept import REGISTERS
from app.routes import ROUTES
from app.settings import SECTIONS
from tests.rules.house import ROOT

FOLDERS = ("app", "docs", "load", "migrations", "storage", "tests", "viewer")
WRITTEN_WHEN_RUN = ("load/results/",)
MANUALS = ("member", "clerk", "chair", "office", "operations")
GUIDES = ("member", "clerk", "chair", "office")
"""The manuals of people who work on screens alone."""

_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)#:\s]+)\)")
_FILE = re.compile(
    rf"(?:{'|'.join(FOLDERS)})/[\w./-]*|[A-Z]+(?:\.md)?|Makefile|pyproject\.toml|requirements[\w-]*\.lock"
)
_ROOT_FILE = re.compile(r"(?:README|CHANGELOG|SECURITY)\.md|LICENSE|Makefile|pyproject\.toml|requirements[\w-]*\.lock")
_TEST = re.compile(r"(tests/[\w/.]+\.py)::(test_\w+)")
_COMMAND = re.compile(r"^(?:\.venv/bin/)?gijo ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?(?!.*\\n)")
_TARGET = re.compile(r"\bmake ([a-z]+)")
_SETTING = re.compile(rf"\b({'|'.join(SECTIONS)})\.([a-z_0-9]+)\b")
_ADDRESS = re.compile(r"^(?:GET |POST |PUT )?(/[a-z][\w/{}.-]*)")
_VARIABLE = re.compile(r"\bGIJO_[A-Z_]+\b")
_PICTURE = re.compile(r"!\[[^\]\n]{8,}\]\(([^)\n]+)\)")
_MADE = re.compile(r'keep_picture\(\w+, "([\w-]+)"\)')
_QUOTED = re.compile(r"「([^」]+)」")


def documents() -> list[Path]:
    found = [ROOT / "README.md", ROOT / "SECURITY.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [file for file in found if file.is_file()]


def named(pattern: re.Pattern[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """Every match inside `code` of any document, with the document's name."""
    for file in documents():
        for code in _CODE.findall(file.read_text("utf-8")):
            for found in pattern.finditer(code):
                yield file.relative_to(ROOT).as_posix(), found


def paths() -> Iterator[tuple[str, str]]:
    for file in documents():
        text = file.read_text("utf-8")
        for code in _CODE.findall(text):
            token = code.partition("::")[0]
            if _ROOT_FILE.fullmatch(token) or (_FILE.fullmatch(token) and "/" in token):
                yield file.relative_to(ROOT).as_posix(), token
        for link in _LINK.findall(text):
            yield file.relative_to(ROOT).as_posix(), (file.parent / link).resolve().relative_to(ROOT).as_posix()


def test_every_path_that_is_named_is_there() -> None:
    gone = [
        (where, path) for where, path in paths() if not path.startswith(WRITTEN_WHEN_RUN) and not (ROOT / path).exists()
    ]

    assert gone == []


def test_every_test_that_is_named_is_there() -> None:
    named_tests = [(where, found[1], found[2]) for where, found in named(_TEST)]

    gone = [
        (where, path, name)
        for where, path, name in named_tests
        if not (ROOT / path).is_file() or f"def {name}(" not in (ROOT / path).read_text("utf-8")
    ]

    assert len(named_tests) > 80
    assert gone == []


def commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= action.choices
    return found


@pytest.mark.clause("I 6-3(5)")
def test_every_command_that_is_named_is_there() -> None:
    known = commands(_parser())
    seen = [(where, found[1], found[2] or "") for where, found in named(_COMMAND)]

    gone = [
        (where, first, second)
        for where, first, second in seen
        if first not in known or (commands(known[first]) and second and second not in commands(known[first]))
    ]

    assert seen
    assert gone == []


def test_every_command_leads_to_a_function() -> None:
    known = commands(_parser())
    whole = [*known.values(), *(act for parser in known.values() for act in commands(parser).values())]
    leads_to = {parser.prog: parser.get_default("command") for parser in whole if not commands(parser)}

    assert len(leads_to) > 10
    assert all(callable(find(name)) for name in leads_to.values())


def test_every_make_target_that_is_named_is_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert [(where, found[1]) for where, found in named(_TARGET) if found[1] not in targets] == []


def test_every_setting_and_variable_that_is_named_is_there() -> None:
    source = (ROOT / "app/settings.py").read_text("utf-8")
    settings = [(where, found[1], found[2]) for where, found in named(_SETTING) if found[2] not in {"py", "js"}]
    variables = [(where, found[0]) for where, found in named(_VARIABLE)]

    assert settings
    assert [each for each in settings if each[2] not in SECTIONS[each[1]]] == []
    assert [each for each in variables if each[1] not in source and "GIJO_STORE_" not in each[1]] == []


def test_every_address_that_is_named_is_in_the_route_table() -> None:
    known = {re.sub(r"\{\w+(:\w+)?\}", "{}", row.path) for row in ROUTES} | {"/client/", "/static/"}
    known |= {f"/registers/{register.key}" for register in REGISTERS} | {f"/guides/{guide}" for guide in TITLES}
    seen = [(where, re.sub(r"\{\w+(:\w+)?\}", "{}", found[1])) for where, found in named(_ADDRESS)]

    assert seen
    assert [each for each in seen if each[1] not in known and not each[1].startswith(("/client/", "/static/"))] == []


@pytest.mark.parametrize("manual", MANUALS)
def test_every_word_a_manual_quotes_stands_on_a_screen(manual: str) -> None:
    scripts = [*(ROOT / "app/static/js").rglob("*.js"), *(ROOT / "viewer/client").rglob("*.js")]
    sources = [
        *(ROOT / "app").rglob("*.html"),
        *(ROOT / "app").rglob("*.py"),
        *(ROOT / "storage").rglob("*.py"),
        *scripts,
    ]
    screens = "\n".join(file.read_text("utf-8") for file in sources).replace("&nbsp;", " ")
    headings = "\n".join(
        line
        for file in (ROOT / "docs/ja").glob("*.md")
        for line in file.read_text("utf-8").splitlines()
        if line.startswith("#")
    )

    quoted = _QUOTED.findall((ROOT / f"docs/ja/{manual}.md").read_text("utf-8"))

    assert len(quoted) > 4
    assert [words for words in quoted if words not in screens and words not in headings] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_guide_asks_nobody_to_type_an_address_a_command_or_a_setting(guide: str) -> None:
    named = set(_CODE.findall((ROOT / f"docs/ja/{guide}.md").read_text("utf-8")))

    assert {code for code in named if not re.fullmatch(r"docs/ja/\w+\.md", code)} == set()


def test_guides_show_the_pictures_that_the_browser_tests_make() -> None:
    shown = {
        picture for guide in GUIDES for picture in _PICTURE.findall((ROOT / f"docs/ja/{guide}.md").read_text("utf-8"))
    }
    made = {
        f"pictures/{name}.webp"
        for file in (ROOT / "tests/browser").glob("*.py")
        for name in _MADE.findall(file.read_text("utf-8"))
    }
    kept = {f"pictures/{file.name}" for file in (ROOT / "docs/ja/pictures").iterdir()}

    assert len(shown) > 9
    assert (shown, kept) == (made, made)


def test_every_dependency_is_explained_and_nothing_else_is() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.split(r"[\[<>=!~ ]", line)[0] for line in wanted}

    text = (ROOT / "docs/decisions/0012-dependencies.md").read_text("utf-8")
    explained = re.findall(r"^\| `([\w-]+)` \| \S", text, re.MULTILINE)

    assert sorted(explained) == sorted(names)


def test_every_decision_says_why_what_and_what_holds_it() -> None:
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    wanted = ("## Context", "## Decision", "## Consequences", "## Alternatives", "## Enforced by")

    missing = [(file.name, part) for file in decisions for part in wanted if part not in file.read_text("utf-8")]

    assert decisions
    assert missing == []
