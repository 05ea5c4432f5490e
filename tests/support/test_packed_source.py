"""The packed source that tests get is the service's own, and follows what is written."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.about import source
from tests.support import packed_source


def test_source_is_packed_again_once_a_file_of_it_was_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, packed = tmp_path / "project", list[Path]()
    project.mkdir()
    (project / "a.py").write_text("one")
    for command in (["init", "-q"], ["add", "a.py"]):
        subprocess.run(["git", "-C", str(project), *command], check=True)
    monkeypatch.setattr(source, "PROJECT", project)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "bytecode"))

    def pack(one: Path) -> bytes:
        packed.append(one)
        return (one / "a.py").read_bytes()

    monkeypatch.setattr(packed_source, "_pack", pack)

    first = [packed_source.packed_once(project) for _ in range(2)]
    (project / "a.py").write_text("another")
    second = [packed_source.packed_once(project) for _ in range(2)]

    assert first + second == [b"one", b"one", b"another", b"another"]
    assert packed == [project, project]
