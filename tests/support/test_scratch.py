"""Tests write into memory where there is room, and nowhere else."""

import tempfile
from pathlib import Path

import pytest

from tests.support.scratch import has_room

AMPLE = "MemTotal:  9000 kB\nMemAvailable:  8000 kB\n"


def test_folder_with_room_is_used(tmp_path: Path) -> None:
    assert has_room(tmp_path, 8000 * 1024, AMPLE)


@pytest.mark.parametrize(
    ("folder", "needed_bytes", "meminfo"),
    [
        ("/no/such/folder", 1, AMPLE),
        ("/proc", 1, AMPLE),  # holds nothing
        (tempfile.gettempdir(), 8001 * 1024, AMPLE),
        (tempfile.gettempdir(), 1, ""),
        (tempfile.gettempdir(), 1 << 60, AMPLE.replace("8000", str(1 << 61))),
    ],
    ids=["none", "no room at all", "too little memory", "memory unknown", "too small"],
)
def test_what_has_no_room_is_left_alone(folder: str, needed_bytes: int, meminfo: str) -> None:
    assert not has_room(Path(folder), needed_bytes, meminfo)
