"""The demo is founded in its own place only."""

from pathlib import Path

import pytest

from app.__main__ import main
from tests.app.homes import use
from tests.support.council import Council


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
    before = {path.name for path in home.iterdir()} if own_home else set()

    with pytest.raises(SystemExit) as ended:
        main(["found-demo"])

    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert "実際の議会の利用者がいます。デモは、別の GIJO_HOME と別のデータベースで始めてください。" in told
    assert ({path.name for path in home.iterdir()} if own_home else set()) == before
    assert home.exists() is own_home
    assert not (home / "gijo.toml").exists()
