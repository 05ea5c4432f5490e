"""The demo is founded in its own place only."""

from pathlib import Path

import pytest

from app.__main__ import main
from tests.app.homes import use
from tests.support.council import Council


def files_in(home: Path) -> set[str]:
    """What lies there, but for what SQLite lays beside a database while anybody has it open."""
    return {path.name for path in home.iterdir()} - {"gijo.sqlite3-wal", "gijo.sqlite3-shm"}


@pytest.mark.parametrize("own_home", [True, False], ids=["its own home", "another home"])
def test_demo_is_never_founded_over_a_council_that_the_environment_configures(
    council: Council,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    *,
    own_home: bool,
) -> None:
    home = council.settings.home if own_home else tmp_path / "another"
    use(home, monkeypatch)
    monkeypatch.setenv("GIJO_DATABASE_URL", council.settings.database_url)
    before = files_in(home) if own_home else set()

    with pytest.raises(SystemExit) as ended:
        main(["found-demo"])

    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert "実際の議会の利用者がいます。デモは、別の GIJO_HOME と別のデータベースで始めてください。" in told
    assert (files_in(home) if own_home else set()) == before
    assert home.exists() is own_home
    assert not (home / "gijo.toml").exists()
