"""The demo's papers come from helper processes: in order, the same as typeset here, and never half."""

import io
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from app.demo import pack as demo_pack
from app.demo.typesetting import typeset

pytestmark = pytest.mark.rare("papers of the demo; only the demo moves it")

PAPERS = [paper for paper in demo_pack.papers() if paper.key in {"gijinittei", "kaiki", "ryakureki"}]


@pytest.mark.slow("typesets papers of the demo in two processes and here, for three seconds of a processor")
def test_papers_come_in_order_and_are_the_ones_that_would_be_written_here() -> None:
    with typeset(PAPERS) as files:
        received = list(files)

    written = []
    for paper in PAPERS:
        file = io.BytesIO()
        paper.write(file)
        written.append(file.getvalue())
    assert len(PAPERS) == 3
    assert received == written


def test_paper_that_cannot_be_typeset_is_never_taken_for_an_empty_one() -> None:
    unknown = replace(PAPERS[0], key="no such paper")

    with typeset([unknown]) as files, pytest.raises(RuntimeError, match="could not be typeset"):
        list(files)


@pytest.mark.slow("starts a typesetting helper, for two seconds of a processor")
def test_helper_whose_reader_is_gone_ends_without_a_word() -> None:
    reading, writing = os.pipe()
    command = [sys.executable, "-m", "app.demo.typesetting", "shisatsu"]
    helper = subprocess.Popen(command, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    os.close(reading)

    _, said = helper.communicate(timeout=60)

    assert said == b""
    assert helper.returncode != 0


def test_no_paper_needs_no_helper() -> None:
    with typeset([]) as files:
        assert list(files) == []
