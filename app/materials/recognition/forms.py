"""Forms about recognised words."""

import re
import unicodedata

from app.materials.forms import ReplacementForm
from app.web.forms.fields import parsed
from app.web.forms.form import Look
from app.web.forms.text import Fault

MOST_CHARACTERS = 200
_AS_SO = "ページは「3, 8-10」のように入力してください。"
_STRETCH = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")
_BETWEEN = dict.fromkeys(map(ord, "〜~–—―ー−‐"), "-") | dict.fromkeys(map(ord, "、，・;"), ",")


def page_numbers(typed: str) -> tuple[int, ...]:
    """「3, 8〜10」 → (3, 8, 9, 10); () for nothing typed, and for nothing else, since it means all. Raises Fault."""
    said = "".join(unicodedata.normalize("NFKC", typed).translate(_BETWEEN).removesuffix("ページ").split())
    found: set[int] = set()
    if len(said) > MOST_CHARACTERS:  # cut, it would name another page
        raise Fault(_AS_SO)
    for part in filter(None, said.split(",")):
        stretch = _STRETCH.fullmatch(part)
        first, last = (int(stretch[1]), int(stretch[2] or stretch[1])) if stretch else (1, 0)
        if first > last:
            raise Fault(_AS_SO)
        found.update(range(first, last + 1))
    if typed.strip() and not found:
        raise Fault(_AS_SO)
    return tuple(sorted(found))


class DropWordsForm(ReplacementForm):
    """Whose recognised words are dropped: a version, and pages of it; () for all."""

    pages = parsed("ページ", page_numbers, Look("ページ", is_required=False, attrs={"maxlength": MOST_CHARACTERS}))
