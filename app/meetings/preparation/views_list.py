"""The list of all papers as a file: their classification, and each version's hash, by which a backup is checked."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, true
from starlette.responses import Response

from app import clock
from app.access.facts import ListFacts
from app.access.levels import Confidentiality, highest
from app.access.roles import SECRETARIAT
from app.audit.notes import RecordSubject, event
from app.audit.vocabulary import EventKind
from app.materials.forms import RegimeForm
from app.materials.labels.regimes import regime_of, stands_under
from app.materials.models import Material, Version
from app.materials.queries import level_of
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


@dataclass(frozen=True)
class _Line:
    """A version in the list. What only the readers of a 3A paper may know is withheld from others."""

    material: Material
    version: Version
    is_title_withheld: bool
    is_file_withheld: bool

    @property
    def told_level(self) -> Confidentiality:
        """The level of what the line tells: 1 of what withholds title and file."""
        levels = [] if self.is_title_withheld else [self.material.level]
        return highest([*levels, *([] if self.is_file_withheld else [level_of(self.version, self.material)])])


@dataclass(frozen=True)
class _List:
    lines: Sequence[_Line]
    level: Confidentiality


def listed(call: Call) -> ListFacts:
    """The highest level of what the list tells whoever asks for it; `call.subject` becomes its lines."""
    lines = _lines(call) if call.actor.holds(*SECRETARIAT) else []  # others are refused, whatever stands in it
    call.subject = found = _List(lines, highest(line.told_level for line in lines))
    return ListFacts(found.level)


def export(call: Call) -> Response:
    """One line for each version, the oldest papers first; of those under one regime, if it is asked for.

    The export is recorded durably before the file is sent. The file's name says the highest level in it.
    """
    found = call.loaded(_List)
    taken = event(call.by, EventKind.MATERIALS_LISTED, RecordSubject(), rows=len(found.lines), level=found.level.value)
    call.services.ledger.commit_now(taken)
    return spreadsheets.answer(f"資料の一覧_{found.level.words}", COLUMNS, map(_row, found.lines))


def _lines(call: Call) -> list[_Line]:
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
    return [_Line(papers[each.material_id], each, each.material_id in titles, each.id in files) for each in everything]


def _row(line: _Line) -> tuple[str, ...]:
    material, version = line.material, line.version
    marks, is_withheld = material.marks, line.is_title_withheld or line.is_file_withheld
    return (
        WITHHELD_TITLE if line.is_title_withheld else material.title,
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
