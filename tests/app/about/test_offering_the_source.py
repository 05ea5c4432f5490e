import io
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from app.about import source
from tests.support.council import Council


@pytest.mark.clause("I 6-1(9)②")
@pytest.mark.rare("packs the whole source, three seconds of a processor")
@pytest.mark.parametrize("login", [None, "member1", "admin"])
def test_everybody_is_offered_the_source(council: Council, login: str | None) -> None:
    browser = council.browser(login)

    page, archive = browser.get("/about"), browser.get("/about/source.tar.gz")

    assert page.status_code == 200
    assert "AGPL" in page.text
    assert 'href="/about/source.tar.gz"' in page.text
    assert archive.headers["content-type"] == "application/gzip"
    assert archive.content[:2] == b"\x1f\x8b"


def test_sign_in_screen_and_account_page_lead_to_it(council: Council) -> None:
    assert 'href="/about"' in council.browser().get("/signin").text
    assert 'href="/about"' in council.browser("member1").get("/account").text


@pytest.mark.clause("I 6-3(5)")
@pytest.mark.rare("packs the whole source, three seconds of a processor")
def test_archive_holds_what_is_needed_to_build_and_run_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(source.archive())) as tar:
        names = set(tar.getnames())

    wanted = {"LICENSE", "Makefile", "pyproject.toml", "app/routes.py", "app/static/css/base.css"}
    wanted |= {"requirements.lock", "requirements-build.lock", "requirements-dev.lock"}
    wanted |= {"viewer/fonts/NotoSansJP-Gijo.ttf", "viewer/sandbox/__main__.py", "migrations/script.py.mako"}
    wanted |= {"docs/architecture.md", "docs/threat-model.md", "docs/ja/operations.md", "docs/decisions/0001-layout.md"}
    assert {f"gijo/{name}" for name in wanted} <= names


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A project under version control, with what happens to lie beside and between its files."""
    tracked = ("LICENSE", "pyproject.toml", "requirements.lock", "app/main.py", "docs/notes.txt")
    strays = (
        "app/gijo.toml",
        "storage/id_ed25519",
        "docs/passwords.txt",
        "var/keys/master-1.key",
        "app/.env",
        "gijo.toml",
    )
    for name in (*tracked, *strays):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", *tracked], cwd=tmp_path, check=True)
    return tmp_path


TRACKED = ["LICENSE", "app/main.py", "docs/notes.txt", "pyproject.toml", "requirements.lock"]


def unpack(archive: bytes, folder: Path) -> Path:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
    return folder / "gijo"


def names_in(archive: bytes) -> list[str]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        return [name.removeprefix("gijo/") for name in tar.getnames()]


def test_archive_is_what_is_under_version_control_and_nothing_that_lies_between(checkout: Path) -> None:
    assert names_in(source.archive(checkout)) == [*TRACKED, source.MANIFEST]


def test_copy_made_from_an_archive_hands_out_the_same_without_git(checkout: Path, tmp_path: Path) -> None:
    copy = unpack(source.archive(checkout), tmp_path / "elsewhere")
    (copy / "app/gijo.toml").write_text("secret")
    (copy / "docs/later.txt").write_text("secret")

    assert names_in(source.archive(copy)) == [*TRACKED, source.MANIFEST]


def test_list_leads_nowhere_else(checkout: Path, tmp_path: Path) -> None:
    copy = unpack(source.archive(checkout), tmp_path / "elsewhere")
    (tmp_path / "secret").write_text("secret")
    (copy / "link").symlink_to(tmp_path / "secret")
    with (copy / source.MANIFEST).open("a") as manifest:
        manifest.write(f"../../secret\n{tmp_path}/secret\nlink\n")

    assert names_in(source.archive(copy)) == [*TRACKED, source.MANIFEST]


def test_copy_that_nothing_lists_says_whom_to_ask(checkout: Path) -> None:
    shutil.rmtree(checkout / ".git")

    with pytest.raises(source.SourceMissing):
        source.archive(checkout)


def test_install_without_its_project_folder_says_whom_to_ask(tmp_path: Path) -> None:
    with pytest.raises(source.SourceMissing) as told:
        source.archive(tmp_path)

    assert "議会事務局に連絡" in told.value.sentence
