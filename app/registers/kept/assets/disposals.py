"""Disposal and return (2(2)⑧, 2(1) 取扱制限5): by a method that fits the class, and seen by a second person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from sqlalchemy.orm import Session

from app import days
from app.access.levels import Confidentiality
from app.access.roles import SECRETARIAT, Role
from app.errors import BadInput
from app.registers.declaration import Barred, EntryState, Need, Register
from app.registers.kept.assets.held import held_from
from app.web.forms import fields
from app.web.forms.form import Form


class DisposedThing(StrEnum):
    """What is done away with."""

    PAPER = "paper"
    MEDIUM = "medium"
    TABLET = "tablet"
    LEASED = "leased"
    STORED = "stored"
    DOCUMENT = "document"
    BACKUP = "backup"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As screens name it."""
        return _THINGS[self]


class DisposalMethod(StrEnum):
    """How. After all but PLAIN nobody can restore what was in it."""

    SHREDDED = "shredded"
    BURNT = "burnt"
    BROKEN = "broken"
    OVERWRITTEN = "overwritten"
    KEY = "key"
    PLAIN = "plain"

    @property
    def words(self) -> str:
        """As screens name it."""
        return _METHODS[self]


_THINGS = {
    DisposedThing.PAPER: "紙の資料",
    DisposedThing.MEDIUM: "媒体（USB、ディスクなど）",
    DisposedThing.TABLET: "端末",
    DisposedThing.LEASED: "借りた機器（返却）",
    DisposedThing.STORED: "外部のサービスに置いたもの",
    DisposedThing.DOCUMENT: "議場に置いた資料",
    DisposedThing.BACKUP: "控え（データベースの写し）",
    DisposedThing.OTHER: "そのほか",
}
_METHODS = {
    DisposalMethod.SHREDDED: "細かく裁断した",
    DisposalMethod.BURNT: "焼却した、溶かした",
    DisposalMethod.BROKEN: "壊した（穴をあける、磁気で消すなど）",
    DisposalMethod.OVERWRITTEN: "消去ソフトで上書きした",
    DisposalMethod.KEY: "暗号の鍵を捨てた",
    DisposalMethod.PLAIN: "そのまま捨てた、削除か初期化だけした",
}


class DisposalPlan(Form):
    """What is to be done away with."""

    thing = fields.choice("廃棄、返却するもの", DisposedThing)
    named = fields.text("品名、番号、数", most=200)
    level = fields.choice("入っているものの、いちばん高い区分", Confidentiality)
    reason = fields.text("理由", most=200)
    do_by = fields.day("いつまでに行うか")


class DisposalForm(DisposalPlan):
    """The plan with what was done."""

    method = fields.maybe(fields.choice("方法", DisposalMethod))
    done_on = fields.maybe(fields.day("行った日"))
    done_by = fields.text("行った人、業者（証明書があれば番号）", most=200, required=False)

    def check(self) -> None:
        """What is of class 2 and above can be restored by nobody afterwards, and nothing was done on a day to come."""
        is_plain = self.has("method", "level") and self.method is DisposalMethod.PLAIN
        if is_plain and self.level is not Confidentiality.C1:
            self.blame("method", "機密性2 以上のものは、復元できない方法で廃棄し、その方法を選んでください。")
        if self.has("done_on") and self.done_on is not None and self.done_on > days.today():
            self.blame("done_on", "行った日は、今日か、過ぎた日にしてください。")


FORMER_BACKUPS = "データベースの控えのすべて"
"""In the name of the entry that a disposal of papers begins: the backups that still hold their keys."""

_held = held_from("done")


def _is_of_former_backups(typed: Mapping[str, Sequence[str]]) -> bool:
    is_backup = list(typed.get("thing", ())) == [DisposedThing.BACKUP.value]
    return is_backup and FORMER_BACKUPS in "".join(typed.get("named", ()))


def _stays_as_decided(_session: Session, form: Form, former: Mapping[str, Sequence[str]]) -> None:
    """Raise BadInput when one person changes what two have disposed of, or puts off the day that two have set."""
    if not _is_of_former_backups(former):
        return
    others = [name for name in ("thing", "named", "level") if list(form.typed.get(name, ())) != list(former[name])]
    wrong = dict.fromkeys(others, "資料の廃棄から始まった記録なので、変えられません。")
    if max(form.typed.get("do_by", ())) > max(former["do_by"]):  # days as 2027-04-01
        wrong["do_by"] = "2 人で決めた日数（「規程の値」）による期限なので、遅くできません。"
    if wrong:
        raise BadInput(fields=wrong)


def _bar(session: Session, typed: Mapping[str, Sequence[str]], *, is_locked: bool) -> Barred:
    """Backups that hold destroyed keys are not left as they are by one person's word, besides what is held."""
    barred = _held(session, typed, is_locked=is_locked)
    if not _is_of_former_backups(typed):
        return barred
    sentence = "廃棄した資料の鍵が残る控えなので、取りやめにはできません。捨ててから、捨てたことを記録してください。"
    return replace(barred, states=barred.states | {"dropped"}, because=barred.because or sentence)


_DONE = ("method", "done_on", "done_by")

DISPOSALS = Register(
    key="disposals",
    title="廃棄と返却の記録",
    clause="2(2)⑧",
    form=DisposalForm,
    first_form=DisposalPlan,
    states=(
        EntryState("planned", "予定", leads_to=("done", "dropped")),
        EntryState(
            "done",
            "2 人目の確認待ち",
            "廃棄、返却したことを記録する",
            tone="warn",
            leads_to=("checked", "dropped"),
            needs=tuple(map(Need, _DONE)),
            waits_for=SECRETARIAT | {Role.CHAIR},
        ),
        EntryState(
            "checked",
            "廃棄、返却済み",
            "2 人目として確かめた",
            tone="ok",
            needs=tuple(map(Need, _DONE)),
            by_another=True,
        ),
        EntryState("dropped", "取りやめ", "取りやめにする"),
    ),
    readers=SECRETARIAT | {Role.CHAIR},
    writers=SECRETARIAT | {Role.CHAIR},
    columns=("thing", "named", "level", "method", "done_on", "do_by"),
    due="do_by",
    must_hold=_stays_as_decided,
    bar=_bar,
    see=("議場に置いた資料の廃棄", "/disposals"),
    purpose=(
        "紙、媒体、端末、借りた機器を廃棄、返却するときに記録します。区分に応じた、復元できない方法で行い、"
        "書いた人とは別の人が立ち会って確かめます。確かめた記録の「印刷用（PDF）」が、廃棄の証明書になります。"
        "「保全の記録」に挙げたものは、解除されるまで廃棄できません。品名に、資料の題名かアドレス、端末や媒体の番号を"
        "書いてください。そうでないものは、システムには分かりません。"
    ),
)
