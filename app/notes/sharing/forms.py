"""What a member sends who shares notes, or takes that back."""

from enum import StrEnum

from app.web.forms.fields import choice, ids, number, one_id, parsed, way
from app.web.forms.form import Form


class ShareOf(StrEnum):
    """What is shared: the notes of the page, or of the whole paper."""

    PAGE = "page"
    PAPER = "paper"

    @property
    def words(self) -> str:
        return _WORDS[self]


_WORDS = {ShareOf.PAGE: "このページのメモ", ShareOf.PAPER: "この資料のすべてのページのメモ"}


def _page(typed: str) -> int:
    return int(typed) if typed.isdecimal() and len(typed) <= 6 else 0


class PageForm(Form):
    """`p`: from which page of the reader the screen was opened."""

    p = parsed("ページ", _page)


class ShareForm(Form):
    """`person`, `group`: ids of those with whom it is shared; at least one of either."""

    page = number("ページ", least=1, most=100_000)
    of = choice("共有するもの", ShareOf, control="radio")
    person = ids("議員")
    group = ids("会派・委員会")

    def check(self) -> None:
        """With nobody is nothing shared."""
        if not self.person and not self.group:
            self.blame("person", "共有する相手を選んでください。")


class WithdrawForm(Form):
    """`share`: the sharing that is taken back. `next`: the screen on which it was pressed."""

    share = one_id("共有")
    next = way("/notes/shares")
