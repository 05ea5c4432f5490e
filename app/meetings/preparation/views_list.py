"""The list of all papers as a file: their classification, and each version's hash, by which a backup is checked."""

from sqlalchemy import select, true
from starlette.responses import Response

from app import clock
from app.audit.notes import RecordSubject, event
from app.audit.vocabulary import EventKind
from app.materials.forms import RegimeForm
from app.materials.labels.regimes import regime_of, stands_under
from app.materials.models import Material, Version
from app.materials.visible import WITHHELD_TITLE, withheld_titles, withheld_versions
from app.web import spreadsheets
from app.web.call import Call

COLUMNS = (
    "資料",
    "区分",
    "出どころ",
    "完全性",
    "可用性",
    "よる規程",
    "版",
    "議員が読む版",
    "ファイル",
    "バイト",
    "SHA-256",
    "保管の名前",
    "登録",
)


def export(call: Call) -> Response:
    """One line for each version, the oldest papers first; of those under one regime, if it is asked for.

    The export is recorded durably before the file is sent.
    """
    rows = _rows(call)
    listed = event(call.by, EventKind.MATERIALS_LISTED, RecordSubject(), rows=len(rows))
    call.services.ledger.commit_now(listed)
    return spreadsheets.answer("資料の一覧", COLUMNS, rows)


def _rows(call: Call) -> list[tuple[str, ...]]:
    session = call.session
    form = RegimeForm.asked(call)
    wanted = true() if form.errors or form.regime is None else stands_under(form.regime)
    listed = session.scalars(select(Material).where(wanted).order_by(Material.created_at, Material.id))
    papers = {each.id: each for each in listed}
    query = select(Version).where(Version.sealed_key.is_not(None)).order_by(Version.number)
    versions: dict[str, list[Version]] = {}
    for version in session.scalars(query):
        versions.setdefault(version.material_id, []).append(version)
    everything = [each for paper in papers for each in versions.get(paper, [])]
    titles = withheld_titles(session, call.actor, papers.values())
    files = withheld_versions(session, call.actor, everything, papers)
    return [
        _row(papers[paper], version, is_title_withheld=paper in titles, is_file_withheld=version.id in files)
        for paper in papers
        for version in versions.get(paper, [])
    ]


def _row(material: Material, version: Version, *, is_title_withheld: bool, is_file_withheld: bool) -> tuple[str, ...]:
    marks, is_withheld = material.marks, is_title_withheld or is_file_withheld
    return (
        WITHHELD_TITLE if is_title_withheld else material.title,
        material.level.words,
        marks.source.words,
        marks.integrity.value,
        marks.availability.value,
        regime_of(material).words,
        str(version.number),
        "○" if version.id == material.current_version_id else "",
        "" if is_withheld else version.file_name,
        str(version.size_bytes),
        "" if is_withheld else version.sha256,
        version.id,
        clock.moment_text(version.created_at),
    )
