"""The manuals as pages, each read from `docs/ja` once in a process."""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from app.errors import AppError, NotFound
from app.guides.markdown import Block, Part, read

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "ja"

TITLES = {
    "member": "議員の手引き",
    "chair": "議長の手引き",
    "clerk": "書記の手引き",
    "office": "議会事務局長の手引き",
    "operations": "サーバーの運用の手引き",
    "guards": "特に守られている操作",
    "clauses": "条項と機能の対応表",
}
"""Name of a manual's file → its title."""

_NAMED = re.compile(r"(?:docs/ja/)?([a-z]+)\.md(#.+)?")

_PICTURE = re.compile(r"pictures/[\w-]+\.(?:png|webp)")

PICTURES = {"pictures": FOLDER / "pictures"}
"""The manuals' pictures, by the name under which they are served."""


class GuideMissing(AppError):
    """The program was installed without its project folder, which holds the manuals."""

    status, code = 503, "E505"
    sentence = "手引きがこのサーバーにありません。議会事務局に連絡してください。"


@dataclass(frozen=True)
class Guide:
    """One manual. `blocks`: what stands under the title; `parts`: its places in order, the title first."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    parts: tuple[Part, ...]

    @property
    def chapters(self) -> tuple[Part, ...]:
        """The parts that its table of contents names."""
        return tuple(part for part in self.parts if part.level == 2)


@functools.cache
def guide(key: str, folder: Path = FOLDER) -> Guide:
    """The manual. Raises NotFound for a name that none has, GuideMissing where the files are not."""
    if key not in TITLES:
        raise NotFound
    try:
        text = (folder / f"{key}.md").read_text("utf-8")
    except OSError as error:
        raise GuideMissing(cause=f"no manuals at {folder}") from error
    written = read(text, _address)
    return Guide(key, TITLES[key], tuple(written.blocks[1:]), tuple(written.parts))


def _address(name: str) -> tuple[str, str] | None:
    """The address and title of a manual or picture that a manual refers to; None for other files."""
    if _PICTURE.fullmatch(name):
        return "/" + name, ""
    found = _NAMED.fullmatch(name)
    if found is None or found[1] not in TITLES:
        return None
    return f"/guides/{found[1]}{found[2] or ''}", TITLES[found[1]]
