"""The ledger's word against the tablets': every page that a tablet received has a record of its own."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.audit.models import LedgerRecord
from app.audit.vocabulary import EventKind
from app.services import Services
from load.rehearsal.council import people_of

_KINDS = {EventKind.PAGE_ISSUED.value: "pages", EventKind.THUMBNAIL_ISSUED.value: "thumbs"}
Key = tuple[str, str, str, str]
"""login, version, pages | thumbs, number"""


@dataclass(frozen=True)
class Comparison:
    """`recorded` counts records of pages that tablets received, paired person by person and page by page.

    `beyond`: records without an answer that arrived. The record comes first, so a line that is lost after it leaves
    one; there must be no more of them than lost requests.
    """

    served: int
    recorded: int
    thumbs_served: int
    thumbs_recorded: int
    beyond: int
    records: int


def compare(services: Services, seen: Mapping[str, Any], beside: str = "") -> Comparison:
    """Pair what tablets received with what the ledger holds, but for the records of who reads `beside` them."""
    served: Counter[Key] = Counter()
    for words, times in seen["served"].items():
        login, version, kind, number = words.split(" ")
        served[login, version, kind, number] = times
    held = Counter({key: times for key, times in _held(services).items() if key[0] != beside})
    paired = {kind: sum(min(n, held[key]) for key, n in served.items() if key[2] == kind) for kind in _KINDS.values()}
    given = {kind: sum(n for key, n in served.items() if key[2] == kind) for kind in _KINDS.values()}
    return Comparison(
        served=given["pages"],
        recorded=paired["pages"],
        thumbs_served=given["thumbs"],
        thumbs_recorded=paired["thumbs"],
        beyond=sum(held.values()) - sum(paired.values()),
        records=sum(held.values()),
    )


def _held(services: Services) -> Counter[Key]:
    held: Counter[Key] = Counter()
    with services.database.read() as session:
        logins = {person_id: login for login, person_id in people_of(session).items()}
        query = select(LedgerRecord.kind, LedgerRecord.actor_id, LedgerRecord.body)
        for kind, actor, body in session.execute(query.where(LedgerRecord.kind.in_(_KINDS))):
            values = json.loads(body)
            held[logins.get(actor or "", ""), values["version"], _KINDS[kind], str(values["page"])] += 1
    return held
