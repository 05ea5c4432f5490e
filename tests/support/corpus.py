"""Real documents kept beside the project, not in it: council papers, and files made to do harm."""

import os
from pathlib import Path

import pytest

from tests.support.missing import missing

_BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
_NONE = "none"


def corpus() -> Path:
    """The folder; skips the test without it. It cannot be installed, so a CI without it sets GIJO_CORPUS=none."""
    named = os.environ.get("GIJO_CORPUS", "")
    if named == _NONE:
        pytest.skip("GIJO_CORPUS=none: the document corpus is left out")
    folder = Path(named or _BESIDE)
    if not folder.is_dir():
        missing("the document corpus", "put it at ../shared/corpus, or into the folder that GIJO_CORPUS names")
    return folder
