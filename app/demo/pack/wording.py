"""Reads the invented wording kept in `texts/`: plain texts, and old and new wording in pairs."""

from importlib.resources import files


def text(name: str) -> str:
    """The text `name`, without its last newline."""
    return (files(__package__) / "texts" / f"{name}.txt").read_text(encoding="utf-8").strip("\n")


def paragraphs(name: str) -> list[str]:
    """The text `name` parted at empty lines."""
    return text(name).split("\n\n")


def pairs(name: str) -> list[tuple[str, str]]:
    """New and old wording: pairs are parted by an empty line, the two sides by a line of dashes."""
    found: list[tuple[str, str]] = []
    for pair in paragraphs(name):
        new, old = pair.split("\n----\n")
        found.append((new, old))
    return found
