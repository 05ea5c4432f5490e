"""The browser's scripts: each is used, none runs twice, folders stay small, what checks them is pinned.

What the scripts themselves say is looked at by `make check`: docs/decisions/0019-scripts.md.
"""

import json
import posixpath
import re
from collections import Counter
from functools import cache

from tests.rules.house import ROOT, text, tracked

FOLDERS = {"/static/": "app/static/", "/client/": "viewer/client/"}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(r'(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"')
_TAKEN = re.compile(r"import\s*\{([^}]*)\}\s*from|const \{ (\w+) \} = await import\(")
_EXPORT = re.compile(r"^export (?:async )?(?:function|const|class) (\w+)", re.MULTILINE)
_LOADED = re.compile(r'<script[^>]*\bsrc="(?:\{\{ static\(\'([^\']+)\'\) \}\}|([^"{]+))"')


@cache
def scripts() -> tuple[str, ...]:
    return tuple(name for name in tracked(".js") if name.startswith(tuple(FOLDERS.values())))


@cache
def code(name: str) -> str:
    """A script without its comments, and so without the types that it only names."""
    return _COMMENT.sub("", text(name))


def file_of(address: str) -> str:
    """The file that is served at an address of ours."""
    for prefix, folder in FOLDERS.items():
        if address.startswith(prefix):
            return folder + address.removeprefix(prefix)
    raise AssertionError(f"nothing is served at {address}")


@cache
def loaded() -> frozenset[str]:
    """The scripts that pages load."""
    found = [
        match.groups() for name in tracked(".html") if name.startswith("app/") for match in _LOADED.finditer(text(name))
    ]
    return frozenset(f"app/static/{static}" if static else file_of(address) for static, address in found)


def imported_by(name: str) -> set[str]:
    targets = _IMPORT.findall(code(name))
    return {
        file_of(each) if each.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(name), each))
        for each in targets
    }


def reached_from(names: set[str]) -> set[str]:
    """These scripts and all that they import, and so on."""
    reached: set[str] = set()
    ahead = names
    while ahead:
        reached |= ahead
        ahead = {each for name in ahead for each in imported_by(name)} - reached
    return reached


def test_every_script_is_loaded_by_a_page_or_imported_by_one_that_is() -> None:
    assert len(loaded()) > 12
    assert reached_from(set(loaded())) == set(scripts())


def test_page_of_the_reader_asks_at_once_for_all_that_its_script_imports() -> None:
    """Else they come one after another, each after the answer that names it: on a slow line a page waits for that."""
    main = "viewer/client/main.js"
    found = re.search(r"for module in \[(.*?)\]", text("app/templates/reading/reader.html"), re.DOTALL)
    assert found

    named = [f"viewer/client/{name}.js" for name in re.findall(r'"([\w/-]+)"', found[1])]

    assert sorted(named) == sorted(reached_from({main}) - {main})


def test_no_script_that_a_page_loads_is_imported_as_well() -> None:
    """A page loads it by its version, an import without: it would run twice, each with a state of its own."""
    assert [(name, each) for name in scripts() for each in imported_by(name) & loaded()] == []


def test_everything_a_script_offers_is_used_by_another() -> None:
    offered = {(name, each) for name in scripts() for each in _EXPORT.findall(code(name))}
    used = {
        part.split(" as ")[0].strip()
        for name in scripts()
        for found in _TAKEN.findall(code(name))
        for part in "".join(found).split(",")
    }

    assert len(offered) > 80
    assert {each for each in offered if each[1] not in used} == set()


def test_folders_of_scripts_hold_15_files_at_most() -> None:
    held = Counter(posixpath.dirname(name) for name in scripts())

    assert {folder: number for folder, number in held.items() if number > 15} == {}


def test_what_checks_scripts_is_pinned_whole_and_names_no_server() -> None:
    wanted = json.loads(text("package.json"))["devDependencies"]
    lock = json.loads(text("package-lock.json"))
    packages = {name: each for name, each in lock["packages"].items() if name}

    assert lock["lockfileVersion"] == 3
    assert lock["packages"][""]["devDependencies"] == wanted
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert [name for name, each in packages.items() if not each.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, each in packages.items() if "resolved" in each or not each.get("dev")] == []


def test_packages_of_the_scripts_are_explained() -> None:
    explained = (ROOT / "docs/decisions/0019-scripts.md").read_text("utf-8")

    assert [name for name in json.loads(text("package.json"))["devDependencies"] if f"`{name}`" not in explained] == []


def test_each_kind_of_button_is_one_of_the_design() -> None:
    """A class that no sheet knows leaves the button that is meant to be pressed without its colour."""
    known = set(re.findall(r"\.(btn-[a-z-]+)", "".join(text(name) for name in tracked(".css"))))
    drawn = {name: set(re.findall(r"\bbtn-[a-z-]+", text(name))) for name in (*scripts(), *tracked(".html"))}

    assert {name: used - known for name, used in drawn.items() if used - known} == {}
