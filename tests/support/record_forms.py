"""The form of each kind of record: which columns of its subject it fills, and the names of its details.

An export of years ago is read with these names, and with no others. A new kind is added here with its form. A kind
that is here keeps the forms it has. A name with a question mark may be absent.
"""

import json
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import LedgerRecord

SUBJECT = ("material", "version", "page", "code")
OF_PROGRAMS = frozenset({"material.ready", "material.failed", "system.founded"})
"""Kinds that may be somebody's who has no address: a program's."""

_REGISTERED = ("name", "kana", "title", "seat_number", "has_accommodation")

FORMS: dict[str, tuple[tuple[str, str], ...]] = {
    "access.refused": (("", "action clause reason"), ("", "count"), ("material", "action clause reason")),
    "auth.alarm": (("", "about alarm further? row? offices?"),),
    "auth.alarm_answered": (("", "alarm answer sessions row?"),),
    "auth.alarm_handled": (("", "alarm note person row?"),),
    "auth.recovery_used": (("", ""),),
    "auth.network_checked": (("", "network points"),),
    "auth.session_ended": (("", "because from_session? person? device? sessions?"),),
    "auth.sign_in": (("", "device factors open_elsewhere zone?"),),
    "auth.sign_in_again": (("", "factors"),),
    "auth.sign_in_refused": (("", "cause factor known_browser?"), ("", "count")),
    "auth.sign_out": (("", ""),),
    "contents.issued": (("material version", "exception? level since? former?"),),
    "copy.traced": (("material", "chance? codes? copies? person? pictures reason sha256? state"),),
    "device.approved": (("", "because device kind"), ("", "device holder kind name replaces? until")),
    "device.refused": (("", "because device holder name"),),
    "device.requested": (("", "device holder kind name replaces?"),),
    "device.resumed": (("", "device holder name"), ("", "because device examined holder name stopped_by")),
    "device.revoked": (("", "because device holder name sessions"),),
    "device.fleet": (("", "asset device holder name step"),),
    "device.spare": (("", "because? device holder name sessions? step until?"),),
    "device.slip": (("", "device holder name slip"),),
    "device.sitting": (("", "device holder is_allowed name"),),
    "device.suspended": (("", "because device holder name sessions"),),
    "device.unproven": (("", "because"),),
    "evidence.accepted": (("", "name reason what?"),),
    "evidence.altered": (("", "name what"),),
    "evidence.named": (("", "tables"),),
    "evidence.sealed": (("", "rows tables reason?"),),
    "factor.added": (("", "factor name is_synchronised?"),),
    "factor.password_changed": (("", ""),),
    "factor.recovery_made": (("", ""),),
    "factor.refused": (("", "cause factor"),),
    "factor.removed": (("", "factor name"),),
    "factor.reset_asked": (("", "for reason reset"),),
    "factor.reset_decided": (("", "for outcome reset"),),
    "keys.made": (("", "confirmed_by former key ordered_by reason"),),
    "keys.removed": (("", "confirmed_by key ordered_by reason"),),
    "keys.rewrapped": (("", "key rows what"),),
    "ledger.exported": (("", "extract?"),),
    "ledger.restored": (("", "after confirmed_by newest ordered_by reason signed statement"),),
    "report.closed": (("", "digest figures period through"),),
    "report.exported": (("", "digest period"),),
    "ledger.searched": (("", "person? paper? kind? since? until? before? code?"),),
    "letter.cancelled": (("", "for letter"),),
    "letter.enrolled": (("", "factor purpose"),),
    "letter.issued": (("", "for letter purpose"),),
    "letter.opened": (("", "letter purpose"),),
    "letter.refused": (("", "cause"),),
    "material.changed": (
        ("material", "because removed_clerks removed_groups title what"),
        ("material", "from group_ids person_ids title to what"),
        ("material", "from reason? title to what"),
        ("material version", "file number title what"),
        ("material version", "file number pages title what"),
        ("material", "decision reason title what"),
        ("material", "asked_by decision reason title what"),
        ("material", "level meeting title what"),
        ("material", "title versions what"),
        ("material version", "file level meeting number title what"),
        ("material version", "file from number title to what"),
        ("material version", "file number sha256 title what"),
    ),
    "material.disposal_asked": (("material", "disposal due reason title"),),
    "material.disposal_decided": (("material", "asked_by decision disposal due reason title"),),
    "keeping.asked": (("material", "keeping reason title to"), ("", "keeping meeting reason to")),
    "keeping.decided": (
        ("material", "asked_by decision keeping reason title to"),
        ("", "asked_by decision keeping meeting reason to"),
    ),
    "keeping.set": (("material", "asked_by from reason title to"), ("", "asked_by from meeting reason to")),
    "material.disposed": (("material", "asked_by due entry kept_until level note_writers reason title versions"),),
    "material.failed": (
        ("material version", "cause failure file number title"),
        ("material version", "failure file number page title"),
    ),
    "material.label_change_asked": (("material", "from reason title to"),),
    "material.label_change_decided": (("material", "asked_by decision from reason title to"),),
    "material.labelled": (("material", "from reason release_ended title to"),),
    "material.listed": (("", "level rows"), ("", "rows")),
    "material.ready": (("material version", "file number pages replaced title warnings"),),
    "material.release_asked": (("material version", "file is_no_procedure? number reason release title"),),
    "material.release_decided": (("material version", "asked_by decision file number reason release title"),),
    "material.released": (
        ("material", "from title to what"),
        ("material version", "asked_by file number sha256 title"),
    ),
    "material.uploaded": (("material version", "bytes file number readers sha256 title group_ids? person_ids?"),),
    "material.replaced": (("material version", "file former former_open? number reason release_ended? title what"),),
    "material.withdrawn": (("material", "from reason title to what"),),
    "meeting.changed": (
        ("", "change meeting title? item? material? person_ids?"),
        ("", "change meeting reason starts_at title"),
    ),
    "meeting.created": (("", "meeting title"),),
    "meeting.published": (("", "meeting papers title"),),
    "original.issued": (("material version", "level"), ("material version", "level sha256")),
    "page.issued": (
        ("material version page", "level ahead? former?"),
        ("material version page code", "level ahead? exception? former?"),
        ("material version page", "level mark ahead? exception? former?"),
    ),
    "halt.began": (("", "depth former halt reason"),),
    "halt.lift_asked": (("", "depth former halt reason"),),
    "halt.lift_decided": (("", "asked_by depth former halt outcome reason"),),
    "halt.lifted": (("", "depth former halt reason"),),
    "standard.asked": (("", "clause former reason standard until value"),),
    "standard.decided": (("", "asked_by clause former outcome reason standard until value"),),
    "standard.changed": (("", "clause former standard until value"),),
    "standard.rebuilt": (("", "before found number reason values"),),
    "people.added": (("", "because changes login person"), ("", "last_day login person role")),
    "people.changed": (
        ("", "because changes login person"),
        ("", " ".join(["person", *(f"{one}? former_{one}?" for one in _REGISTERED)])),
    ),
    "people.delegated": (("", "delegation duties first_day last_day person reason"),),
    "people.chair_acted_for": (("", "ground since person?"),),
    "people.delegation_ended": (("", "delegation person"),),
    "people.exported": (("", "person rows"),),
    "people.group_changed": (("", "change group name person former? starts? ends?"),),
    "people.imported": (("", "changed new person sha256"),),
    "people.office_asked": (("", "change first_day last_day person reason role scope remit?"),),
    "people.office_changed": (("", "person role last_day first_day? scope? remit?"),),
    "people.office_decided": (("", "asked_by change decision last_day person reason role"),),
    "people.resumed": (("", "person reason"),),
    "people.retired": (("", "last_day offices person step"), ("", "person step")),
    "people.suspended": (("", "person reason sessions"),),
    "permit.asked": (
        ("material version", "permit purpose reason"),
        ("material version", "application device? permit person purpose reason"),
    ),
    "permit.decided": (("material version", "permit decision reason until? max_uses? level?"),),
    "permit.withdrawn": (("material version", "permit"),),
    "permit.copy_moved": (("", "copy entry? former now permit person"),),
    "permit.emergency": (("material version", "device? permit person purpose reason until"),),
    "permit.issued": (("material version code", "copy? level notes? permit sha256"),),
    "permit.opened": (("material version", "permit purpose use"),),
    "permit.reviewed": (("", "number open sha256"),),
    "permit.sent_again": (("material version", "code copy? fetch level permit sha256"),),
    "region.issued": (
        ("material version page", "cell level former?"),
        ("material version page", "cell level mark exception? former?"),
        ("material version page code", "cell level exception? former?"),
    ),
    "advisories.compared": (("", "advisories closed entered form hits parts program set_aside sha256"),),
    "register.corrected": (("", "entry fields register"),),
    "register.entered": (("", "entry register"),),
    "register.exported": (("", "entries entry? level? register"),),
    "register.moved": (("", "entry former now register"),),
    "rule.acknowledged": (("", "rule title version"),),
    "rule.ended": (("", "reason rule title"),),
    "rule.listed": (("", "rows"),),
    "rule.version_withdrawn": (("", "rule title version"),),
    "rule.written": (("", "from_day is_asked rule title version"),),
    "system.founded": (("", "council people"),),
    "system.started": (
        ("", "changed settings version was_stopped workers"),
        ("", "changed over_file settings standards version was_stopped workers"),
        ("", "changed over_file settings standards undecided version was_stopped workers"),
        ("", "changed files over_file settings standards undecided version was_stopped workers"),
    ),
    "system.marks_checked": (("", "found? state"),),
    "system.setup_checked": (("", "about found told well wrong"),),
    "system.stopped": (("", "version"),),
    "system.work_withdrawn": (("", "job name"),),
    "text.issued": (("material version page", "exception? level former?"),),
    "notes.issued": (("material version", "exception? level"),),
    "notes.shared": (("material", "person"), ("material", "group name")),
    "shared_notes.issued": (("material version", "exception? level person?"),),
    "notes.unshared": (("material", "because holder? person"), ("material", "because group holder? name")),
    "notes.listed": (("", "found looked of since?"),),
    "notes.destroyed": (("", "because pages person"), ("material", "because pages")),
    "places.issued": (("material version", "exception? found? level pages"),),
    "papers.searched": (("", "found looked meeting? of partly_lost? since? unready?"),),
    "thumbnail.issued": (
        ("material version page", "cell level former?"),
        ("material version page code", "cell level exception? former?"),
        ("material version page", "cell level mark exception? former?"),
    ),
}
"""Kind → its forms: columns of the subject, details. Who acts, in which session and from where may be absent in any."""


def strange_records(session: Session) -> Iterator[str]:
    """Each record of the service's own making whose form is not above.

    A record that a test puts there by hand names no address; one that a test has damaged cannot be read.
    """
    for body in session.scalars(select(LedgerRecord.body).order_by(LedgerRecord.seq)).all():
        try:
            record = json.loads(body)
        except ValueError:
            continue
        if ("address" in record or record["kind"] in OF_PROGRAMS) and not _is_known(record):
            yield body


def _is_known(record: dict[str, Any]) -> bool:
    columns = " ".join(name for name in SUBJECT if name in record)
    details = record.get("detail", {}).keys() - {"acting_for", "acting_because", "under_contract"}
    return any(columns == its_columns and _fits(names, details) for its_columns, names in FORMS.get(record["kind"], ()))


def _fits(names: str, details: AbstractSet[str]) -> bool:
    every = {name.removesuffix("?") for name in names.split()}
    needed = {name for name in names.split() if not name.endswith("?")}
    return needed <= details <= every
