"""The entry in the register of disposals that proves the end of a paper."""

from hashlib import sha256

from sqlalchemy.orm import Session

from app import days
from app.access.levels import Confidentiality
from app.audit.notes import By
from app.disposals.entries import enter_done
from app.disposals.queries import WholePaper
from app.materials.models import Material
from app.materials.visible import WITHHELD_TITLE
from app.registers.acts import move
from app.registers.kept.assets.disposals import DISPOSALS, DisposalMethod, DisposedThing

_TITLE_CHARACTERS = 80


def named(material: Material) -> str:
    """A paper as registers and alarms name it, which also clerks read: of 3A without its title."""
    is_3a = material.level is Confidentiality.C3A
    return WITHHELD_TITLE if is_3a else f"「{material.title[:_TITLE_CHARACTERS]}」"


def certify(session: Session, by: By, paper: WholePaper, asked_by: str, reason: str) -> int:
    """Write the disposal into its register, by whoever asked and checked by the second person; the entry's number."""
    asker, today = By.person(asked_by), str(days.today())
    whole = paper.versions[-1].sha256 if len(paper.versions) == 1 else _digest(paper.version_lines)
    level = Confidentiality.C3A if paper.level is Confidentiality.C3A else paper.level
    title = WITHHELD_TITLE if level is Confidentiality.C3A else named(paper.material)
    plan = {
        "thing": [DisposedThing.DOCUMENT.value],
        "named": [f"{title} {len(paper.versions)} 版のすべて"],
        "level": [level.value],
        "reason": [reason],
        "do_by": [today],
    }
    done = {"method": [DisposalMethod.KEY.value], "done_on": [today], "done_by": [f"議場が行った。SHA-256 {whole}"]}
    entry = enter_done(session, asker, plan, done)
    move(session, by, DISPOSALS, entry, "checked", seen=entry.changes, among=frozenset({"checked"}))
    return entry.number


def _digest(lines: list[str]) -> str:
    return sha256("\n".join(lines).encode()).hexdigest()
