"""A run of pytest inside a test, over a few files of its own: for what our plugins do at the end of a run."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_OF_THE_RUN_AROUND = ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_CURRENT_TEST")


def run(folder: Path, files: dict[str, str], *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Write the files (name → text) and run pytest over the folder; `variables` are added to the environment."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(folder),
        *options,
        str(folder),
    ]
    environment = {name: value for name, value in os.environ.items() if name not in _OF_THE_RUN_AROUND}
    environment |= {"PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
