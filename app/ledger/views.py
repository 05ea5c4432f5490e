"""The ledger's screens: look up a code, browse records, export. Every look is itself recorded before it is answered."""

import itertools
from collections.abc import Iterator, Mapping

from starlette.responses import Response, StreamingResponse

from app import clock
from app.access.actions import Action
from app.access.rules.ledger import bounds
from app.audit import export as ledger_export
from app.audit import search
from app.audit.notes import event, note
from app.audit.vocabulary import PAPER_ISSUED, EventKind
from app.auth.alarms.telling import tell
from app.ledger import extracts
from app.ledger.forms import RecordsForm
from app.ledger.lookups import KeptEntries, everybody, names_for, papers_titled
from app.ledger.one_record import RecordLine, lines, lines_of_runs, told_facts
from app.ledger.proof import prove
from app.ledger.runs import Run, folded
from app.members.models import Person
from app.people.remits.words import remit_words
from app.web import answers
from app.web.call import Call

_ROWS = 50
_SCANNED = 500
"""The most records that are read for one screen of lines."""
_OF_READING = (
    *(kind for kind in PAPER_ISSUED if kind is not EventKind.THUMBNAIL_ISSUED),
    EventKind.PAPERS_SEARCHED,
    EventKind.NOTES_LISTED,
    EventKind.PERMIT_ISSUED,
)
"""The kinds of records of a person's reading, without thumbnails, which come with the pages."""
_LINES_A_PIECE = 500


def show(kept: KeptEntries, call: Call) -> Response:
    """The look-up field, and the newest records under their filters. `?code=` leads to the code's own screen."""
    typed = call.query.one("code").strip()
    if typed:
        return _look_up(kept, call, typed)
    wanted = RecordsForm.asked(call)
    wanted.must_hold()
    _note(call, EventKind.LEDGER_SEARCHED, {**wanted.query, "before": wanted.before})
    return _list(kept, call, wanted)


def _list(kept: KeptEntries, call: Call, wanted: RecordsForm) -> Response:
    session = call.session
    chosen = search.Filter(
        actor_id=wanted.person,
        material_ids=papers_titled(session, call.actor, wanted.paper) if wanted.paper else None,
        kind=wanted.kind or "",
        from_moment=wanted.from_moment,
        to_moment=wanted.to_moment,
        before_seq=wanted.before,
        within=bounds(call.actor),
    )
    listed, next_before = _listed(kept, call, chosen)
    return answers.html(
        call,
        "admin/ledger.html",
        may_export=_may_export(call),
        may_extract=call.may(Action.LEDGER_EXTRACT),
        may_read_reports=call.may(Action.REPORT_READ),
        lines=listed,
        wanted=wanted,
        next_before=next_before,
        people=[("", "全員"), *((person.id, person.display_name) for person in _people(call))],
        remits=[remit_words(session, remit) for remit in bounds(call.actor) or ()],
        kinds=[("", "すべて"), *((kind.value, kind.words) for kind in EventKind)],
        typed="",
        error=None,
        hits=None,
    )


def _people(call: Call) -> list[Person]:
    """Those by whose records a person may narrow: everybody, or those whom the remits name."""
    found, remits = everybody(call.session), bounds(call.actor)
    if remits is None or any(not remit.people for remit in remits):
        return found
    return [person for person in found if any(person.id in remit.people for remit in remits)]


def _listed(kept: KeptEntries, call: Call, chosen: search.Filter) -> tuple[list[RecordLine], int | None]:
    """One screen of lines, and the number before which the next one begins; None when there is no more.

    A search for one kind of record is not folded, so that each record is seen.
    """
    if chosen.kind:
        found = search.newest(call.session, chosen, limit=_ROWS + 1)
        runs = [Run((record,)) for record in found[:_ROWS]]
    else:
        found = search.newest(call.session, chosen, limit=_SCANNED + 1)
        runs = folded(found[:_SCANNED], most=_ROWS)
    shown = sorted((record for run in runs for record in run.records), key=lambda record: -record.seq)
    names = names_for(call.session, call.actor, shown, kept)
    told = [run for run in runs if not names.is_left_out(run.newest)]
    return lines_of_runs(told, names), shown[-1].seq if len(found) > len(shown) else None


def show_own(kept: KeptEntries, call: Call) -> Response:
    """What the person has read according to the ledger, and who else may see that (7-2(2))."""
    before = RecordsForm.asked(call).before
    listed, next_before = _listed(
        kept, call, search.Filter(actor_id=call.viewer.person_id, kinds=_OF_READING, before_seq=before)
    )
    return answers.html(call, "admin/ledger_own.html", lines=listed, before=before, next_before=next_before)


def _look_up(kept: KeptEntries, call: Call, typed: str) -> Response:
    """The answer to a typed code: a redirect to its screen, or, with unreadable letters, the list of codes that fit."""
    letters = search.letters_of(typed)
    unreadable = letters.count(search.UNREADABLE)
    if unreadable == 0 and len(letters) == search.CODE_LETTERS:
        return answers.see_other(f"/ledger/codes/{search.normal_code(typed)}")
    if len(letters) != search.CODE_LETTERS:
        error = "発行コードは 8 文字です。読めない字は ? に置きかえて、8 文字を入力してください。"
    elif unreadable > search.UNREADABLE_LIMIT:
        error = f"読めない字が {unreadable} 文字あります。{search.UNREADABLE_LIMIT} 文字までなら調べられます。"
    else:
        return _fitting(kept, call, typed)
    return _lookup_page(call, typed, error=error, hits=None, status=422)


def _fitting(kept: KeptEntries, call: Call, typed: str) -> Response:
    _note(call, EventKind.LEDGER_SEARCHED, {"code": search.normal_code(typed)})
    found = search.by_pattern(call.session, typed, bounds(call.actor))
    return _lookup_page(call, typed, error=None, hits=lines(found, names_for(call.session, call.actor, found, kept)))


def _lookup_page(
    call: Call, typed: str, *, error: str | None, hits: list[RecordLine] | None, status: int = 200
) -> Response:
    return answers.html(
        call, "admin/lookup_result.html", status, typed=typed, pattern=search.normal_code(typed), error=error, hits=hits
    )


def code(kept: KeptEntries, call: Call) -> Response:
    """The screen of one issue code: whose screen it was on, all its issues, and that person's records around the first.

    Whoever looks within a remit gets the issues that lie within.
    """
    typed = call.path("code")
    normal = search.normal_code(typed)
    _note(call, EventKind.LEDGER_SEARCHED, {"code": normal})
    session = call.session
    bearer = search.by_code(session, typed)
    if bearer is None:
        error = f"{normal} という発行コードの記録はありません。写真の字をもう一度確かめてください。"
        return _lookup_page(call, typed[:40], error=error, hits=None, status=404)
    issues = search.issues_of(session, bearer, bounds(call.actor))
    found = issues[0] if issues else bearer
    near = search.around(session, found, within=bounds(call.actor))
    names = names_for(session, call.actor, [found, *issues, *near], kept)
    return answers.html(
        call,
        "admin/code.html",
        may_export=_may_export(call),
        record=found,
        rows=told_facts(found, _sign_in(call, found), names, bounds(call.actor)),
        level=found.detail.get("level"),
        who=names.who(found.actor_id),
        issues=lines(issues, names),
        near=lines([each for each in near if not names.is_left_out(each)], names),
        proof=prove(session, call.services.signer, found.seq),
        typed=normal,
        error=None,
    )


def _sign_in(call: Call, record: search.Found) -> search.Found | None:
    """The sign-in behind a record, where it is for the one who looks."""
    found, remits = search.sign_in_of(call.session, record), bounds(call.actor)
    is_within = found is None or remits is None or any(remit.holds(found.actor_id, found.at) for remit in remits)
    return found if is_within else None


def _may_export(call: Call) -> bool:
    return call.may(Action.LEDGER_EXPORT)


def export(call: Call) -> Response:
    """The whole ledger as NDJSON with a signature made now; the export itself is its last record."""
    _note(call, EventKind.LEDGER_EXPORTED, {})
    services = call.services
    name = f"gijo-ledger-{clock.jst(clock.now()):%Y%m%d-%H%M%S}.ndjson"

    def body() -> Iterator[str]:
        begin = services.database.read
        yield from _in_chunks(ledger_export.lines(begin, services.signer, services.settings.council.name))

    headers = {"Content-Disposition": answers.attachment(name)}
    return StreamingResponse(body(), media_type="application/x-ndjson", headers=headers)


def extract(kept: KeptEntries, call: Call) -> Response:
    """What lies within the person's remits, as NDJSON signed as a whole. The chair is told."""
    note(call.session, call.by, EventKind.LEDGER_EXPORTED, extract=True)
    tell(call.session, call.by, Action.LEDGER_EXTRACT, "範囲を決めた記録の書き出し")
    services, actor = call.services, call.actor
    council = services.settings.council.name
    taken = extracts.lines(services.database.read, services.signer, council, actor, kept)
    headers = {"Content-Disposition": answers.attachment(f"gijo-extract-{clock.jst(clock.now()):%Y%m%d-%H%M%S}.ndjson")}
    return StreamingResponse(_in_chunks(taken), media_type="application/x-ndjson", headers=headers)


def _in_chunks(lines: Iterator[str]) -> Iterator[str]:
    """The lines in pieces of many lines, because each piece of a streamed answer costs a change of threads."""
    while piece := "".join(itertools.islice(lines, _LINES_A_PIECE)):
        yield piece


def _note(call: Call, kind: EventKind, detail: Mapping[str, str | int | None]) -> None:
    """Record a look into the ledger durably before it is answered, by the ledger's thread: this unit only reads."""
    told = {name: value for name, value in detail.items() if value is not None}
    call.services.ledger.commit_now(event(call.by, kind, **told))
