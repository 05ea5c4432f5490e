"""Holds (6-5(3)): while one stands, nothing that an inquiry may need is disposed of. Two persons lift it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.roles import Role
from app.errors import BadInput
from app.materials.models import Material, Version
from app.numbers import RunningNumber
from app.registers.acts import typed_of
from app.registers.declaration import EntryState, Need, Register
from app.registers.models import RegisterChange, RegisterEntry
from app.registers.queries import is_whole
from app.web.forms import fields
from app.web.forms.form import Form

_OFFICES = frozenset({Role.ADMINISTRATOR, Role.CHAIR, Role.DEPUTY})
_ID = re.compile(r"(?<![a-z0-9])[a-z0-9]{26}(?![a-z0-9])")
NO_PAPER = (
    "資料のアドレスではない行があります（会議などのアドレスでは、何も残りません）。"
    "資料の画面をひらいて、そのアドレスを貼ってください。"
)


class Reach(StrEnum):
    """What a hold is put on."""

    ALL = "all"
    NAMED = "named"

    @property
    def words(self) -> str:
        """As screens name it."""
        return {Reach.ALL: "すべての資料", Reach.NAMED: "下に挙げた資料"}[self]


class HoldReport(Form):
    """What is held, and for which incident."""

    incident = fields.number(
        "事故の記録の番号", least=1, most=999_999, wrong="事故の記録の番号を、数字で入れてください。"
    )
    why = fields.lines("残すわけ", most=1000)
    reach = fields.choice("残す資料", Reach)
    papers = fields.lines(
        "資料（一行に一つ。資料の画面の「この資料を保全する」で入り、そのアドレスを貼っても入ります）",
        most=8000,
        required=False,
    )
    since = fields.maybe(fields.day("調べる期間の始まり"))
    until = fields.maybe(fields.day("調べる期間の終わり"))
    people = fields.lines("調べにかかわる人と端末", most=1000, required=False)

    def check(self) -> None:
        """Every line has to name a paper: a slip would leave one unheld that somebody takes for held."""
        if self.has("reach", "papers") and self.reach is Reach.NAMED and not self.papers:
            self.blame("papers", "残す資料を一つは挙げてください。分からないときは「すべての資料」にします。")
        lines = [line.strip() for line in self.papers.splitlines()] if self.has("papers") else []
        if wrong := [line for line in lines if line and _ID.search(line) is None]:
            self.blame("papers", f"資料のアドレスとして読めません：{wrong[0][:40]}")
        if self.has("since", "until") and self.since and self.until and self.until < self.since:
            self.blame("until", "期間の終わりが、始まりより前です。")


class HoldForm(HoldReport):
    """The same with what is said when it is to be lifted."""

    lifted_because = fields.lines("解除してよいわけ", most=1000, required=False)


Lines = list[frozenset[str]]
"""Of each line that names a paper, the ids in it."""


def lines_held(typed: Mapping[str, Sequence[str]]) -> Lines | None:
    """The lines by which an entry names what it holds; None for all papers."""
    if list(typed.get("reach", ())) != [Reach.NAMED.value]:
        return None
    lines = [line for text in typed.get("papers", ()) for line in text.splitlines()]
    return [frozenset(_ID.findall(line)) for line in lines if line.strip()]


def papers_in(session: Session, lines: Lines) -> frozenset[str] | None:
    """The ids of the papers that are named by an address of their own or of a version; None if a line names none."""
    ids = frozenset[str]().union(*lines)
    rows = session.execute(select(Version.id, Version.material_id).where(Version.id.in_(ids))).all()
    papers: dict[str, str] = {version_id: material_id for version_id, material_id in rows}  # noqa: C416 - as a pair
    papers |= {paper: paper for paper in session.scalars(select(Material.id).where(Material.id.in_(ids)))}
    found = [{papers[one] for one in line if one in papers} for line in lines]
    return frozenset[str]().union(*found) if all(found) else None


def ids_in(text: str) -> frozenset[str]:
    """All that may be ids of papers or versions in a text, as the addresses of screens have them."""
    return frozenset(_ID.findall(text))


def must_name_papers(session: Session, form: Form, former: Mapping[str, Sequence[str]]) -> None:
    """Raise BadInput for a new line that names something else, as a meeting: nothing would be held by it."""
    known = lines_held(former) or []
    if any(line not in known and papers_in(session, [line]) is None for line in lines_held(form.typed) or []):
        raise BadInput(fields={"papers": NO_PAPER})


@dataclass(frozen=True)
class StandingHold:
    """A hold that is not lifted. `number`: of its entry; 0 for one that was altered, or taken away.

    `papers`: the ids of the papers that it is put on; None for everything. `people`: what it says of people and
    devices.
    """

    number: int
    papers: frozenset[str] | None
    people: str = ""


def standing_holds(session: Session, *, is_locked: bool) -> Iterator[StandingHold]:
    """The holds that are not lifted. What each ever named stays until then. One in doubt holds everything.

    `is_locked`: a new hold waits until this unit ends.
    """
    numbers = select(RunningNumber).where(RunningNumber.series == f"register:{HOLDS.key}")
    series = session.scalars(numbers.with_for_update(read=True) if is_locked else numbers).first()
    entries = session.scalars(select(RegisterEntry).where(RegisterEntry.register == HOLDS.key)).all()
    if {entry.number for entry in entries} != set(range(1, (series.last if series else 0) + 1)):
        yield StandingHold(0, None)
    for entry in sorted(entries, key=lambda one: one.number):
        if not is_whole(session, entry):
            yield StandingHold(0, None)
        elif HOLDS.state(entry.state).leads_to:
            yield _ever_named(session, entry)


def _ever_named(session: Session, entry: RegisterEntry) -> StandingHold:
    """All that the entry names or has named; everything also where a line names no paper."""
    named: frozenset[str] | None = frozenset()
    said = list[str]()
    for change in session.scalars(select(RegisterChange).where(RegisterChange.entry_id == entry.id)):
        typed = typed_of(change)
        said += typed.get("people", [])
        lines = lines_held(typed)
        papers = None if lines is None else papers_in(session, lines)
        named = None if named is None or papers is None else named | papers
    return StandingHold(entry.number, named, "\n".join(said))


HOLDS = Register(
    key="holds",
    title="保全の記録",
    clause="6-5(3)",
    form=HoldForm,
    first_form=HoldReport,
    brought=("reach", "papers"),
    states=(
        EntryState("standing", "保全中", "解除の申し出を取り下げる", tone="stop", leads_to=("ending",)),
        EntryState(
            "ending",
            "解除の申し出",
            "解除を申し出る",
            tone="warn",
            leads_to=("lifted", "standing"),
            needs=(Need("lifted_because"),),
            waits_for=_OFFICES,
        ),
        EntryState("lifted", "解除済み", "2 人目として解除する", needs=(Need("lifted_because"),), by_another=True),
    ),
    readers=_OFFICES,
    writers=_OFFICES,
    columns=("incident", "reach", "why"),
    must_hold=must_name_papers,
    see=("事故の記録", "/registers/incidents"),
    purpose=(
        "事故や攻撃を調べる間、資料と版を消させないための記録です。1 人で始められ、"
        "解除は、書いた人とも申し出た人とも別の人が確かめるまで効きません。"
        "一度挙げた資料は、訂正しても、解除まで外れません。台帳は、保全しなくても、だれにも消せません。"
    ),
)
