"""An image of a page for one person: from memory, or marked and encoded now. The one way on which a page is made."""

from dataclasses import astuple, dataclass

from app.vault.objects import Vault
from app.web.lines import Turn
from viewer.marking.lattice import PageCell
from viewer.master import Master
from viewer.stamp import Issued, Mark, Stamper, encode, plain


@dataclass(frozen=True)
class PageObject:
    """Where a page, a small picture or a cell lies in the vault. `part`: which cell of an enlarged page it is."""

    sealed_key: str
    version_id: str
    name: str
    part: PageCell | None = None


@dataclass(frozen=True)
class Copy:
    """Whose copy it is. `page_id`: by which its mark has its place (`marks.page_copy_id`)."""

    person_id: str
    session_id: str
    page_id: str
    mark: Mark

    @property
    def told_apart_by(self) -> str:
        """All that tells an image from the session's other images of the page."""
        return "\0".join((self.person_id, *astuple(self.mark)))


@dataclass(frozen=True)
class PressRoom:
    """What makes images. While the store is read and while an image is compressed, the turn is given to others."""

    vault: Vault
    stamper: Stamper
    turn: Turn

    def image(self, page: PageObject, copy: Copy | None) -> Issued:
        """The image of a page, without a mark where there is no `copy`. Raises MarkNotDrawable, ValueError for it.

        One that the session got a moment ago is the same bytes.
        """
        whose = ("", "") if copy is None else (copy.session_id, copy.told_apart_by)
        held_as = page.sealed_key, page.name, *whose
        issued = self.vault.issued(*held_as)
        if issued is not None:
            return issued
        master = self.master(page)
        if copy is None:
            pressed = plain(master)
        else:
            has_level_box = page.part is None or page.part.column == page.part.row == 0
            with self.turn.taken():
                pressed = self.stamper.press(
                    master, copy.mark, page_id=copy.page_id, part=page.part, has_level_box=has_level_box
                )
        with self.turn.aside():
            issued = encode(pressed)
        self.vault.keep_issued(*held_as, issued)
        return issued

    def master(self, page: PageObject) -> Master:
        """A page's master, from memory or from the store. Raises PaperDamaged, StorageUnavailable."""
        held = self.vault.held(page.sealed_key, page.name)
        if held is None:
            with self.turn.aside():
                held = self.vault.master(page.sealed_key, page.version_id, page.name)
        return held
