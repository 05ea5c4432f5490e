"""Code that draws or reads pages does not change without somebody saying whether pages come out differently."""

import ast
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from viewer.converter import number

ROOT = Path(number.__file__).parent.parent
DRAWS_OR_READS = (
    "beginnings.py",
    "master.py",
    "palette.py",
    "wire.py",
    *(
        f"sandbox/{name}.py"
        for name in (
            *("boxes", "document", "drawing", "fallback", "glyphs/drawn", "glyphs/said", "ink"),
            *("inspection", "letters", "traces", "words"),
        )
    ),
)

FINGERPRINT = "903adc32f86f4b51"
"""Of the code by which the converter with the present number draws and reads. Where the test finds another one:

- a page may come out differently, or its words: raise `CONVERTER` (and `WORDS_SINCE`, if words told too much before);
- none can: leave the number.

Then write the new fingerprint here.
"""


def code_of(source: str) -> str:
    """Lines without comments, docstrings and spaces, which change nothing."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            for line in range(node.lineno - 1, node.end_lineno or node.lineno):
                lines[line] = ""
    return "".join("".join(line.partition("  # ")[0].split()) for line in lines if not line.lstrip().startswith("#"))


def fingerprint() -> str:
    digest = sha256(version("pymupdf").encode())
    for name in DRAWS_OR_READS:
        digest.update(code_of((ROOT / name).read_text("utf-8")).encode())
    return digest.hexdigest()[:16]


def test_code_that_draws_or_reads_is_that_of_the_converters_number() -> None:
    assert fingerprint() == FINGERPRINT, f"now {fingerprint()}: does CONVERTER stay {number.CONVERTER}?"


def test_words_and_comments_about_the_code_are_no_part_of_it() -> None:
    assert code_of('"""A."""\nx = 1  # why\n# more\n') == code_of("x = 1\n") != code_of("x = 2\n")


def test_words_that_are_served_are_of_a_converter_that_there_is() -> None:
    assert 0 < number.WORDS_SINCE <= number.CONVERTER
