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

FORMS: dict[str, tuple[tuple[str, str], ...]] = {
    "access.refused": (("", "action clause reason"), ("material", "action clause reason")),
    "auth.alarm": (("", "about alarm"),),
    "auth.alarm_answered": (("", "alarm answer sessions"),),
    "auth.alarm_handled": (("", "alarm note person"),),
    "auth.recovery_used": (("", ""),),
    "auth.session_ended": (("", "because from_session? person? device? sessions?"),),
    "auth.sign_in": (("", "device factors open_elsewhere"),),
    "auth.sign_in_again": (("", "factors"),),
    "auth.sign_in_refused": (("", "cause factor known_browser?"),),
    "auth.sign_out": (("", ""),),
    "contents.issued": (("material version", "level"),),
    "device.approved": (("", "because device kind"), ("", "device holder kind name until")),
    "device.refused": (("", "because device holder name"),),
    "device.requested": (("", "device holder kind name"),),
    "device.resumed": (("", "device holder name"),),
    "device.revoked": (("", "because device holder name sessions"),),
    "device.sitting": (("", "device holder is_allowed name"),),
    "device.suspended": (("", "because device holder name sessions"),),
    "device.unproven": (("", "because"),),
    "factor.added": (("", "factor name is_synchronised?"),),
    "factor.password_changed": (("", ""),),
    "factor.recovery_made": (("", ""),),
    "factor.refused": (("", "cause factor"),),
    "factor.removed": (("", "factor name"),),
    "factor.reset_asked": (("", "for reason reset"),),
    "factor.reset_decided": (("", "for outcome reset"),),
    "ledger.exported": (("", ""),),
    "ledger.searched": (("", "person? paper? kind? before? code?"),),
    "letter.enrolled": (("", "factor purpose"),),
    "letter.issued": (("", "for letter purpose"),),
    "letter.opened": (("", "letter purpose"),),
    "letter.refused": (("", "cause"),),
    "material.changed": (
        ("material", "because removed_groups title what"),
        ("material", "from group_ids person_ids title to what"),
        ("material", "from title to what"),
        ("material", "level meeting title what"),
        ("material", "title versions what"),
        ("material version", "file level meeting number title what"),
    ),
    "material.failed": (
        ("material version", "cause failure file number title"),
        ("material version", "failure file number page title"),
    ),
    "material.label_change_asked": (("material", "from reason title to"),),
    "material.label_change_decided": (("material", "asked_by decision from reason title to"),),
    "material.labelled": (("material", "from reason release_ended title to"),),
    "material.ready": (("material version", "file number pages replaced title warnings"),),
    "material.released": (("material", "from title to what"),),
    "material.uploaded": (("material version", "bytes file number readers sha256 title"),),
    "material.withdrawn": (("material", "from reason title to what"),),
    "meeting.changed": (("", "change meeting title? item? material?"),),
    "meeting.created": (("", "meeting title"),),
    "meeting.published": (("", "meeting papers title"),),
    "original.issued": (("material version", "level"),),
    "page.issued": (("material version page", "level ahead?"), ("material version page code", "level ahead?")),
    "people.added": (("", "because changes login person"), ("", "last_day login person role")),
    "people.changed": (
        ("", "because changes login person"),
        ("", "person name? kana? title? seat_number? has_accommodation?"),
    ),
    "people.delegated": (("", "delegation duties first_day last_day person reason"),),
    "people.delegation_ended": (("", "delegation person"),),
    "people.exported": (("", "person rows"),),
    "people.group_changed": (("", "change group name person former?"),),
    "people.imported": (("", "changed new person sha256"),),
    "people.office_changed": (("", "person role last_day first_day?"),),
    "people.resumed": (("", "person reason"),),
    "people.retired": (("", "last_day offices person step"), ("", "person step")),
    "people.suspended": (("", "person reason sessions"),),
    "permit.asked": (("material version", "permit purpose reason"),),
    "permit.decided": (("material version", "permit decision reason until? max_uses?"),),
    "permit.issued": (("material version code", "level permit sha256"),),
    "region.issued": (("material version page", "cell level"), ("material version page code", "cell level")),
    "register.corrected": (("", "entry fields register"),),
    "register.entered": (("", "entry register"),),
    "register.exported": (("", "entries register"),),
    "register.moved": (("", "entry former now register"),),
    "system.founded": (("", "council people"),),
    "text.issued": (("material version page", "level"),),
    "thumbnail.issued": (("material version page", "cell level"), ("material version page code", "cell level")),
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
    details = record.get("detail", {}).keys() - {"acting_for"}
    return any(columns == its_columns and _fits(names, details) for its_columns, names in FORMS.get(record["kind"], ()))


def _fits(names: str, details: AbstractSet[str]) -> bool:
    every = {name.removesuffix("?") for name in names.split()}
    needed = {name for name in names.split() if not name.endswith("?")}
    return needed <= details <= every
