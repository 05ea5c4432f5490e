import io
import tarfile
from pathlib import Path

import pytest

from app.about import source
from tests.support.council import Council
from tests.support.missing import missing


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


def test_archive_holds_what_is_needed_to_build_and_run_it() -> None:
    with tarfile.open(fileobj=io.BytesIO(source.archive())) as tar:
        names = set(tar.getnames())

    wanted = {"LICENSE", "Makefile", "pyproject.toml", "app/routes.py", "app/static/css/base.css"}
    wanted |= {"requirements.lock", "requirements-build.lock", "requirements-dev.lock"}
    wanted |= {"viewer/fonts/NotoSansJP-Gijo.ttf", "viewer/sandbox/__main__.py", "migrations/script.py.mako"}
    assert {f"gijo/{name}" for name in wanted} <= names


def test_every_file_under_version_control_is_in_the_archive() -> None:
    index = source.PROJECT / ".git"
    if not index.exists():
        missing("a checkout", "git clone")
    import subprocess

    listed = subprocess.run(["git", "ls-files"], cwd=source.PROJECT, capture_output=True, text=True, check=True)
    packed = {file.relative_to(source.PROJECT).as_posix() for file in source.files(source.PROJECT)}

    tracked = {name for name in listed.stdout.splitlines() if (source.PROJECT / name).exists()}
    assert tracked - packed == set()


def test_data_keys_and_environments_beside_the_source_stay_out(tmp_path: Path) -> None:
    for name in ("LICENSE", "pyproject.toml", "requirements.lock", "app/main.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    secrets = ("var/keys/master-1.key", "app/gijo.sqlite3", "app/.env", "app/.hidden/x.py", ".venv/x.py", "app/a.key")
    for name in (*secrets, "gijo.toml", "app/__pycache__/main.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("secret")
    (tmp_path / "app/link.py").symlink_to(tmp_path / "var/keys/master-1.key")

    with tarfile.open(fileobj=io.BytesIO(source.archive(tmp_path))) as tar:
        names = tar.getnames()

    assert names == ["gijo/LICENSE", "gijo/pyproject.toml", "gijo/requirements.lock", "gijo/app/main.py"]


def test_install_without_its_project_folder_says_whom_to_ask(tmp_path: Path) -> None:
    with pytest.raises(source.SourceMissing) as told:
        source.archive(tmp_path)

    assert "議会事務局に連絡" in told.value.sentence
