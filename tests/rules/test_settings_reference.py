"""The page about settings says what the code does: every key, every default, every variable."""

import ast
import dataclasses
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import SECTIONS, SESSION_BOUNDS, Council, SessionLimits, Settings, SettingsError, StoreSettings, load
from tests.rules.house import functions_of, python, text, tracked, tree

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "settings.md").read_text("utf-8")


def parts() -> dict[str, str]:
    """The page's headings, each with what stands under it."""
    pieces = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)[1:]
    return {name.strip("[]"): under for name, under in zip(pieces[::2], pieces[1::2], strict=True)}


def rows(section: str) -> dict[str, str]:
    """The keys of a section with their defaults, as TOML."""
    return dict(re.findall(r"^\| `(\w+)` \| `(.*?)` \| ", parts()[section], flags=re.MULTILINE))


def test_every_section_and_key_is_explained_and_no_other() -> None:
    assert set(parts()) == {"Environment", *SECTIONS}
    for section, keys in SECTIONS.items():
        assert set(rows(section)) == keys, section


def test_the_defaults_are_those_of_the_code(tmp_path: Path) -> None:
    lines = [
        f"[{section}]\n" + "".join(f"{key} = {told}\n" for key, told in rows(section).items()) for section in SECTIONS
    ]
    plain = load({"GIJO_HOME": str(tmp_path)})

    (tmp_path / "gijo.toml").write_text("\n".join(lines), "utf-8")

    assert load({"GIJO_HOME": str(tmp_path)}) == plain
    assert tomllib.loads("\n".join(lines)).keys() == SECTIONS.keys()


def test_every_variable_that_is_read_is_explained() -> None:
    code = (ROOT / "app" / "settings.py").read_text("utf-8")
    read = set(re.findall(r'env\.get\(f?"([A-Z_]+)', code))
    explained = set(re.findall(r"^\| `([A-Z_]+)\*?` \|", parts()["Environment"], flags=re.MULTILINE))

    assert read == explained


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("[stores]\n", "stores"),
        ("[server]\nprot = 1\n", "prot"),
        ("server = 1\n", "server"),
        ("[store]\nkid = 's3'\n", "kid"),
        ("[limits]\npage_threads = 1\n", "page_threads"),
        ("[limits]\nmaster_cache_bytes = '1 GB'\n", "master_cache_bytes"),
        ("[sessions]\nidle_seconds = 'an hour'\n", "idle_seconds"),
        ("[sessions]\nidle_seconds = -1\n", "idle_seconds"),
        ("[sessions]\nidle_seconds = 3601\n", "idle_seconds"),
        ("[sessions]\nabsolute_seconds = 86401\n", "absolute_seconds"),
        ("[sessions]\nstrong_seconds = 999999999\n", "strong_seconds"),
        ("[sessions]\nstrong_seconds = 0\n", "strong_seconds"),
        ("[sessions]\nstrong_seconds_3a = 901\n", "strong_seconds_3a"),
        ("[sessions]\nrenew_seconds = 901\n", "renew_seconds"),
        ("[habits]\npages_an_hour = 99\n", "pages_an_hour"),
        ("[habits]\nrefusals_an_hour = 501\n", "refusals_an_hour"),
        ("[habits]\nnight_to = 24\n", "night_to"),
        ("[council]\nname = 1\n", "name"),
        ("[auth]\nadministrators_at_most = 0\n", "administrators_at_most"),
        ("[auth]\nadministrators_at_most = 11\n", "administrators_at_most"),
        ("[auth]\nadministrators_at_most = true\n", "administrators_at_most"),
        ("[auth]\nadministrators_at_most = '3'\n", "administrators_at_most"),
    ],
)
def test_a_setting_written_wrongly_stops_the_start(tmp_path: Path, toml: str, named: str) -> None:
    (tmp_path / "gijo.toml").write_text(toml, "utf-8")

    with pytest.raises(SettingsError, match=named):
        load({"GIJO_HOME": str(tmp_path)})


def test_every_limit_of_a_session_has_its_least_and_its_most() -> None:
    assert SESSION_BOUNDS.keys() == {each.name for each in dataclasses.fields(SessionLimits)}


KINDS = {"Settings": Settings, "Council": Council, "SessionLimits": SessionLimits, "StoreSettings": StoreSettings}
OF_SECTION = {"council": "Council", "sessions": "SessionLimits", "store": "StoreSettings"}


def _kind_of(value: ast.expr, known: dict[str, str]) -> str:
    """Which of the settings' classes an expression holds, as far as names tell: `call.services.settings.sessions`."""
    name = value.attr if isinstance(value, ast.Attribute) else value.id if isinstance(value, ast.Name) else ""
    if name in {"settings", "_settings"}:
        return "Settings" if isinstance(value, ast.Attribute) else known.get(name, "Settings")
    if isinstance(value, ast.Attribute):
        return OF_SECTION.get(name, "") if _kind_of(value.value, known) == "Settings" else ""
    return known.get(name, "")


def _named(body: ast.AST) -> dict[str, str]:
    """Names of a function that hold settings: its annotated parameters, and what it took apart."""
    known = {
        each.arg: each.annotation.id
        for each in ast.walk(body)
        if isinstance(each, ast.arg) and isinstance(each.annotation, ast.Name) and each.annotation.id in KINDS
    }
    pairs = [
        pair
        for each in ast.walk(body)
        if isinstance(each, ast.Assign)
        for pair in _pairs(each)
        if isinstance(pair[0], ast.Name)
    ]
    for target, value in pairs:
        if isinstance(target, ast.Name) and (kind := _kind_of(value, known)):
            known[target.id] = kind
    return known


def _pairs(each: ast.Assign) -> list[tuple[ast.expr, ast.expr]]:
    target, value = each.targets[0], each.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        return list(zip(target.elts, value.elts, strict=True))
    return [(target, value)]


def _read(name: str) -> Iterator[tuple[str, str]]:
    """What of the settings a file reads: class and attribute. One without the word cannot have any."""
    if "settings" not in text(name):
        return
    for body in [tree(name), *functions_of(name)]:
        known = _named(body)
        for each in ast.walk(body):
            if isinstance(each, ast.Attribute) and (kind := _kind_of(each.value, known)):
                yield kind, each.attr


def test_every_setting_is_read_by_something_beside_the_settings() -> None:
    """A key that is parsed and documented and has no effect is a promise nobody keeps."""
    outside = {read for name in python("app", "viewer", "storage") if name != "app/settings.py" for read in _read(name)}
    outside |= {("Council", name) for file in tracked(".html") for name in re.findall(r"\bcouncil\.(\w+)", text(file))}
    # A property of the settings passes on what it reads, if somebody asks for the property.
    passed_on = {
        (cls.name, each.attr)
        for cls in ast.walk(tree("app/settings.py"))
        if isinstance(cls, ast.ClassDef)
        for body in cls.body
        if isinstance(body, ast.FunctionDef) and (cls.name, body.name) in outside
        for each in ast.walk(body)
        if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name) and each.value.id == "self"
    }

    declared = {(kind, each.name) for kind, cls in KINDS.items() for each in dataclasses.fields(cls)}

    assert len(outside) > 30
    assert declared - outside - passed_on == set()
