"""Whether an object that could not be read was let go by the service itself, or is lost. Told only when it is lost.

A reader has been allowed a page when somebody takes the paper out, replaces its words or has its pages made anew. What
the database says of the object is changed before the object goes, so what it says after the reading is the truth.
"""

import logging
import re

from sqlalchemy.orm import Session

from app.audit.findings import FoundRow
from app.auth.alarms.raising import tell_altered
from app.db import Database
from app.materials.models import RecognisedPage, Version
from app.materials.recognition.pages import PageState
from app.permits.booklets.models import Booklet
from app.permits.reserves.volumes.models import Volume
from app.rounds.expected import WITH_A_PDF

log = logging.getLogger("gijo.rounds")

_OF_A_MAKING = re.compile(
    r"v/(?P<owner>[^/]+)/(?:m(?P<making>\d+)/)?"
    r"(?:p/(?P<page>\d+)/(?P<part>.+)|outline|words|identities|recognised/(?P<turn>\d+))"
)
_ENDED = ("failed", "discarded")


def tell_found(database: Database, found: FoundRow) -> bool:
    """Record a finding and tell the offices; False, and nothing is told, of an object that was let go meanwhile."""
    if found.what == "object":
        with database.read() as session:
            if was_let_go(session, found.name):
                log.info("%s was let go while it was read", found.name)
                return False
    tell_altered(database, found)
    return True


def was_let_go(session: Session, name: str) -> bool:
    """True when the database says that the object is needed no more, by a name of `app.vault.objects`.

    What is still being made is needed: its row comes after it.
    """
    owner_id = name.split("/")[1]
    version = session.get(Version, owner_id, populate_existing=True)
    if version is None:
        return not _is_bound(session, owner_id)
    if not version.is_intact:  # what it says is nobody's word
        return False
    return version.sealed_key is None or version.state in _ENDED or _is_former(session, version, name)


def _is_bound(session: Session, owner_id: str) -> bool:
    bound: Booklet | Volume | None = session.get(Booklet, owner_id, populate_existing=True)
    bound = bound or session.get(Volume, owner_id, populate_existing=True)
    if bound is None:
        return False
    return not bound.is_intact or (bound.sealed_key is not None and bound.state in WITH_A_PDF)


def _is_former(session: Session, version: Version, name: str) -> bool:
    """Of pages that were made anew since, or of recognised words that were dropped or gathered anew."""
    named = _OF_A_MAKING.fullmatch(name)
    if named is None:
        return False
    making = int(named["making"] or 0)
    if making < version.making:
        return True
    if named["turn"]:
        told = version.recognised
        return int(named["turn"]) < (told if told > 0 else 1 - told)
    if named["part"] != "r":
        return False
    page = session.get(RecognisedPage, (version.id, int(named["page"])), populate_existing=True)
    return page is not None and page.making == making and page.state == PageState.DROPPED
