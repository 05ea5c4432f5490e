"""Forms about recognised words."""

import re
import unicodedata

from app.materials.forms import ReplacementForm
from app.web.forms.fields import parsed
from app.web.forms.form import Look
from app.web.forms.text import Fault

MOST_CHARACTERS = 200
_STRETCH = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")
_BETWEEN = dict.fromkeys(map(ord, "〜~–—―ー−‐"), "-") | dict.fromkeys(map(ord, "、，・;"), ",")


def page_numbers(typed: str) -> tuple[int, ...]:
    """「3, 8〜10」 → (3, 8, 9, 10); () for nothing typed. Raises Fault."""
    said = "".join(unicodedata.normalize("NFKC", typed).translate(_BETWEEN).removesuffix("ページ").split())
    found: set[int] = set()
    for part in filter(None, said[:MOST_CHARACTERS].split(",")):
        stretch = _STRETCH.fullmatch(part)
        if stretch is None:
            raise Fault("ページは「3, 8-10」のように入力してください。")
        first = int(stretch[1])
        found.update(range(first, int(stretch[2] or first) + 1))
    return tuple(sorted(found))


class DropWordsForm(ReplacementForm):
    """Whose recognised words are dropped: a version, and pages of it; () for all."""

    pages = parsed("ページ", page_numbers, Look("ページ", is_required=False, attrs={"maxlength": MOST_CHARACTERS}))
