"""Work on the system (1(3), 6-1(2)①②): who ordered what, which two did it, what came of it; checked by another person.

Each start of the service with other settings or another version belongs to a piece of work.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app import days
from app.access.roles import SECRETARIAT, Role
from app.errors import BadInput
from app.members.models import Office
from app.registers.concern.persons import UNLISTED, id_of, persons
from app.registers.declaration import EntryState, Lack, Need, Register
from app.registers.kept.starts import changed_starts, lacking_work, number_of, untold_starts
from app.web.forms import fields
from app.web.forms.form import Form


class WorkForm(Form):
    """One piece of work."""

    work = fields.lines("行う作業と理由", most=2000)
    way_back = fields.lines("元への戻し方と、戻すと決める基準（なければ「なし」）", most=1000, required=False)
    planned_on = fields.day("行う日")
    orderers = persons("指示した人（議会の役職にある人）")
    ordered_on = fields.maybe(fields.day("指示した日"))
    ordered_by = fields.text("指示した人（議会の外の人のときだけ）", most=200, required=False)
    workers = fields.text("作業する人（委託先の人も）", most=200)
    beside = fields.text("一緒に作業し、互いに確かめた人", most=200, required=False)
    start = fields.maybe(fields.number("設定か版を変えて開始したときは、その台帳の番号", least=1, most=10**12))
    result = fields.lines("結果と、作業のあとに確かめた安全", most=2000, required=False)

    def check(self) -> None:
        """Free text is for somebody outside alone, and such a person is named by it; an order has its day."""
        if not self.has("orderers", "ordered_on", "ordered_by"):
            return
        if UNLISTED in self.orderers and not self.ordered_by:
            self.blame("ordered_by", "名簿にない人が指示したときは、だれかをここに書いてください。")
        elif self.orderers and UNLISTED not in self.orderers and self.ordered_by:
            self.blame("ordered_by", "議会の人が指示したときは、上で選びます。ここは空にしてください。")
        if self.orderers and self.ordered_on is None:
            self.blame("ordered_on", "指示した日を入力してください。")


_KEY = "work"
_MAY_ORDER = SECRETARIAT | {Role.CHAIR, Role.DEPUTY, Role.ACTING_CHAIR}


def _must_hold(session: Session, form: Form, former: Mapping[str, Sequence[str]]) -> None:
    """Whoever ordered it could, and the start that it names is one with a change. Raises BadInput."""
    _held_office(session, form)
    number = number_of(form.typed)
    if number in {None, number_of(former), *(start.seq for start in changed_starts(session))}:
        return
    untold = "、".join(str(start.seq) for start in untold_starts(session, _KEY))
    sentence = f"設定か版が変わった開始の番号ではありません。まだ作業が書かれていない番号：{untold or 'なし'}"
    raise BadInput(fields={"start": sentence})


def _lacks(session: Session, _contents: Sequence[Mapping[str, Sequence[str]]]) -> Sequence[Lack]:
    return lacking_work(session, _KEY)


def _held_office(session: Session, form: Form) -> None:
    """Who ordered it held an office on that day by which they may. Raises BadInput."""
    if not isinstance(form, WorkForm) or form.ordered_on is None:
        return
    begins, ends = days.begins(form.ordered_on), days.ends(form.ordered_on)
    during = (Office.starts_at < ends, or_(Office.ends_at.is_(None), Office.ends_at > begins))
    found = session.scalars(select(Office).where(*during, Office.role.in_([role.value for role in _MAY_ORDER])))
    held = {office.person_id for office in found if office.is_intact}
    if any(one != UNLISTED and id_of(one) not in held for one in form.orderers):
        sentence = "その日に、作業を指示できる役職（議長、副責任者、議会事務局長、書記）になかった人がいます。"
        raise BadInput(fields={"orderers": sentence})


_OF_DONE = tuple(map(Need, ("orderers", "way_back", "beside", "result")))

WORK = Register(
    key=_KEY,
    title="作業の記録",
    clause="6-1(2)①",
    form=WorkForm,
    states=(
        EntryState("planned", "予定", leads_to=("done", "dropped"), waits_for=SECRETARIAT),
        EntryState(
            "done",
            "確認待ち",
            "作業の終わりを記録する",
            tone="warn",
            leads_to=("checked",),
            needs=_OF_DONE,
            waits_for=SECRETARIAT,
        ),
        EntryState(
            "checked",
            "確認済み",
            "2 人目として確認する",
            tone="ok",
            needs=_OF_DONE,
            by_another=True,
        ),
        EntryState("dropped", "取りやめ", "取りやめにする"),
    ),
    readers=SECRETARIAT | {Role.CHAIR},
    writers=SECRETARIAT,
    reporters=frozenset({Role.CONTRACTOR}),
    columns=("work", "planned_on", "workers"),
    due="planned_on",
    must_hold=_must_hold,
    lacks=_lacks,
    purpose=(
        "サーバー、機器、設定の作業は、だれの指示で何をするか、うまくいかないときどう戻すかをここに書いてから、"
        "2 人以上で行います。終わったら、書いた人とは別の人が確かめます。"
    ),
)
