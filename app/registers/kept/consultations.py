"""Consultations (5(1)①): who is unsure about a rule asks the chair, and the answer is kept."""

from app.access.roles import READERS, SECRETARIAT, Role
from app.registers.concern.persons import persons
from app.registers.declaration import Concern, EntryState, Need, Register
from app.web.forms import fields
from app.web.forms.form import Form


class Consultation(Form):
    """What somebody asks."""

    question = fields.lines("聞きたいこと", most=2000)
    concerned = persons("だれかのことなら、その人（その人には見えません）")


class AnsweredConsultation(Consultation):
    """The question with its answer."""

    answer = fields.lines("議長の答え", most=2000, required=False)


CONSULTATIONS = Register(
    key="consultations",
    title="相談の記録",
    clause="5(1)①",
    form=AnsweredConsultation,
    first_form=Consultation,
    states=(
        EntryState(
            "asked",
            "相談中",
            "もう一度、相談中にする",
            tone="warn",
            leads_to=("answered",),
            waits_for=frozenset({Role.CHAIR}),
        ),
        EntryState("answered", "回答済み", "答えを返す", tone="ok", leads_to=("asked",), needs=(Need("answer"),)),
    ),
    readers=frozenset({Role.CHAIR, Role.ADMINISTRATOR}),
    writers=frozenset({Role.CHAIR}),
    reporters=READERS | SECRETARIAT,
    answer_within=14,
    columns=("question",),
    concern=Concern("concerned", is_maker=True, is_kept=True),
    purpose=(
        "規程の扱いに迷ったときに、議長に聞いてください。聞いたことは、議長と議会事務局長のほかには見えません。"
        "議長のことか、議長が聞いたことなら、議会事務局長が答えます。"
    ),
)
