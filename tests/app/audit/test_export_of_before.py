"""An export from before records were put together in one place verifies as one of today does, and reads alike."""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.audit.checkpoints import sign
from storage.ledger import verify
from tests.support.council import Council
from tests.support.shown import second_word

HERE = Path(__file__).parent
JSON = {"accept": "application/json"}


def do_what_was_done_then(council: Council) -> None:
    """A meeting, a paper, a label lowered by two persons, a reset by two persons, a suspension by delegation."""
    clerk, other, admin, deputy = (council.browser(login) for login in ("clerk1", "clerk2", "admin", "deputy"))
    member1, member2 = (council.people[login].id for login in ("member1", "member2"))
    form = {"title": "令和8年第4回定例会　第1日", "day": "2026-12-10", "time": "10:00", "place": "議場"}
    clerk.post("/prepare/meetings/new", form | {"groups": [council.groups["members"].id]})
    meeting = council.ledger("meeting.created")[-1]["detail"]["meeting"]
    named = {"title": "議案第12号 予算書", "file_name": "yosan.pdf"}
    paper = clerk.post(f"/prepare/meetings/{meeting}/papers", named, headers=JSON).json()
    clerk.put(paper["upload"], b"%PDF-1.7 not a real one")
    label = f"/prepare/materials/{paper['material']}/label"
    clerk.post(label, {"label": "3B"}, headers=JSON)
    change = clerk.post(label, {"label": "2", "reason": "公開する予定のため"}, headers=JSON).json()["label_change"]
    for second in (clerk, other):
        here = f"/prepare/label-changes/{change}/decide"
        second.post(here, second_word(council, here), headers=JSON)
    admin.post(f"/admin/people/{member1}/reset", {"reason": "タブレットを紛失。窓口で本人と確認。"})
    reset = council.ledger("factor.reset_asked")[-1]["detail"]["reset"]
    here = f"/admin/resets/{reset}/decide"
    other.post(here, second_word(council, here))
    deputy.post(f"/admin/people/{member2}/suspend", {"reason": "本人の申し出"})
    sign(council.services.database, council.services.signer, council.services.store)


ADDED_SINCE = {"auth.alarm": {"row", "offices"}, "material.uploaded": {"group_ids", "person_ids"}}
"""Details that records of a kind have got beside those of before."""

CHANGES_SINCE = {"paper_laid"}
"""Changes of a meeting that left no record then."""

COLUMNS_SINCE = {"rows", "rows_gone"}
"""Parts that a record of any kind may have beside those of before."""


def forms(
    lines: list[str], without: Mapping[str, AbstractSet[str]] = MappingProxyType({})
) -> list[tuple[str, list[str], dict[str, str]]]:
    """Kind, columns, and each detail with its type, of an export's records, but for changes that left none then.

    `without`: details left out.
    """
    wholes: list[dict[str, Any]] = [json.loads(line) for line in lines]
    records = [whole["record"] for whole in wholes if "record" in whole]
    return [
        (
            record["kind"],
            sorted(record.keys() - COLUMNS_SINCE),
            {
                name: type(value).__name__
                for name, value in sorted(record.get("detail", {}).items())
                if name not in without.get(record["kind"], ())
            },
        )
        for record in records
        if record.get("detail", {}).get("change") not in CHANGES_SINCE
    ]


def test_export_of_before_and_one_of_the_same_acts_now_verify_and_read_alike(council: Council) -> None:
    before = (HERE / "export_of_before.txt").read_text("utf-8").splitlines(keepends=True)
    key_before = (HERE / "export_of_before_key.txt").read_text("ascii")

    do_what_was_done_then(council)
    now = council.browser("admin").get("/ledger/export").text.splitlines(keepends=True)

    key_now = (council.settings.ledger_key_folder / "ledger-public.pem").read_text("ascii")
    for lines, key, records in ((before, key_before, 12), (now, key_now, 12 + len(CHANGES_SINCE))):
        verdict = verify(lines, [key])
        assert verdict.ok, verdict.sentence
        assert verdict.records == records
    assert forms(now, without=ADDED_SINCE) == forms(before)
