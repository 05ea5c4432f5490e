"""The page about settings says what the code does: every key, every default, every variable."""

import re
import tomllib
from pathlib import Path

import pytest

from app.settings import SECTIONS, SettingsError, load

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "settings.md").read_text("utf-8")


def parts() -> dict[str, str]:
    """The page's headings, each with what stands under it."""
    pieces = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)[1:]
    return {name.strip("[]"): text for name, text in zip(pieces[::2], pieces[1::2], strict=True)}


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
    ("text", "named"),
    [
        ("[stores]\n", "stores"),
        ("[server]\nprot = 1\n", "prot"),
        ("server = 1\n", "server"),
        ("[store]\nkid = 's3'\n", "kid"),
        ("[limits]\npage_threads = 1\n", "page_threads"),
        ("[limits]\nmaster_cache_bytes = '1 GB'\n", "master_cache_bytes"),
        ("[sessions]\nidle_seconds = 'an hour'\n", "idle_seconds"),
        ("[council]\nname = 1\n", "name"),
        ("[auth]\nadministrators_at_most = 0\n", "administrators_at_most"),
        ("[auth]\nadministrators_at_most = 11\n", "administrators_at_most"),
        ("[auth]\nadministrators_at_most = true\n", "administrators_at_most"),
        ("[auth]\nadministrators_at_most = '3'\n", "administrators_at_most"),
    ],
)
def test_a_setting_written_wrongly_stops_the_start(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "gijo.toml").write_text(text, "utf-8")

    with pytest.raises(SettingsError, match=named):
        load({"GIJO_HOME": str(tmp_path)})
