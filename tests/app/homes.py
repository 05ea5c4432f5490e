"""$GIJO_HOME as tests of commands lay it out."""

import os
import stat
from pathlib import Path

import pytest


def use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("GIJO_") or name in {"PORT", "HOST"}]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIJO_HOME", str(folder))


def write(home: Path, toml: str) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "gijo.toml").write_text(toml, "utf-8")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
