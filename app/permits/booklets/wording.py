"""The wording of a permit's PDF: all that is written in it, and whether it has a password. A PDF that was bound with
another wording must not be handed out.
"""

import base64
import hmac
import json
from dataclasses import astuple, dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from app.access.actions import Action
from app.access.decisions import Decision, Duty
from app.access.policy import decide
from app.access.table import HandlingTable
from app.errors import NotFound
from app.materials.pages.marks import number_words
from app.materials.queries import Paper, paper_of_version
from app.members.models import Person
from app.members.people import as_if_present
from app.permits.grounds import could_be_read
from app.permits.models import Permit
from app.permits.queries import is_running
from app.permits.reserves.queries import copy_of, is_counted

_PASSWORD_CHARACTERS = 12


@dataclass(frozen=True)
class BookletWording:
    """The words of a PDF's marks, lines and properties. `is_encrypted`: it has a password.

    `has_notes`: the holder's own notes are drawn over its pages.
    """

    title: str
    level: str
    level_words: str
    holder_name: str
    holder_number: str
    is_encrypted: bool
    holder_id: str
    has_notes: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 in hex of the wording: equal for two PDFs that differ only in issue code and time."""
        return sha256(json.dumps(astuple(self), ensure_ascii=False).encode()).hexdigest()


def wording(
    session: Session,
    permit: Permit,
    paper: Paper,
    decision: Decision,
    handling: HandlingTable,
    *,
    has_notes: bool = False,
) -> BookletWording:
    """The wording for a permit's holder under the duties of this decision, with the names of this moment.

    `has_notes`: asked for; never of a PDF that another person prints for the holder.
    """
    person, copy = session.get_one(Person, permit.person_id), copy_of(session, permit)
    number = number_words(person.seat_number, person.login)
    return BookletWording(
        title=paper.title,
        level=paper.level.value,
        level_words=handling.level_words(paper.level, is_released=False),
        holder_name=person.display_name,
        holder_number=f"{number}　予備 第{copy.number}部" if copy is not None else number,
        is_encrypted=Duty.ENCRYPT in decision.duties,
        holder_id=permit.person_id,
        has_notes=has_notes and permit.fetcher_id == permit.person_id,
    )


@dataclass(frozen=True)
class PermitStanding:
    """A permit's paper now, and the policy's decision for whoever is handed its PDF, on an issued tablet."""

    paper: Paper
    decision: Decision


def standing(session: Session, permit: Permit, handling: HandlingTable) -> PermitStanding | None:
    """Whether a permit's PDF may be made now for whoever is handed it; None when the paper's version is gone.

    For the worker, which has no request: the device, the place and the age of the sign-in are taken as right here, and
    checked when the holder fetches the PDF. Uses left are not checked, so that a PDF that has begun to leave stays.
    """
    fetcher = as_if_present(session, permit.fetcher_id)
    try:
        paper = paper_of_version(session, fetcher, permit.version_id)
    except NotFound:
        return None
    hands_out = is_running(permit) and not permit.kind.is_of_reading and could_be_read(session, permit)
    hands_out = hands_out and is_counted(session, permit)
    facts = paper.facts(fetcher, permit if hands_out else None)
    return PermitStanding(paper, decide(fetcher, Action.PERMIT_PREPARE, facts, handling))


def password(key: bytes, permit: Permit) -> str:
    """The PDF's password, told to the holder on the screen and never sent with the file (取扱制限4): 60 bits."""
    digest = hmac.new(key, f"permit:{permit.id}".encode(), sha256).digest()
    letters = base64.b32encode(digest).decode()[:_PASSWORD_CHARACTERS]
    return "-".join(letters[place : place + 4] for place in range(0, _PASSWORD_CHARACTERS, 4))
