"""The list of people with what they lack, with a search; and letters for all who have not enrolled, as one PDF."""

import unicodedata

from starlette.responses import Response

from app.access.actions import Action
from app.access.facts import EnrolmentFacts
from app.access.levels import Regime
from app.auth.enrolment import letters
from app.auth.enrolment.facts import facts_about
from app.members import queries
from app.members.checks import folded
from app.members.people import lock_person
from app.people.forms import PeopleForm
from app.people.readiness.queries import ReadyPerson, readiness_of
from app.people.views import STATES, UNENROLLED
from app.web import answers
from app.web.call import Call

LETTERS_AT_ONCE = 60
_ONE_BY_ONE = (
    "議長、副責任者、議会事務局長、調査担当の人と、サインインの方法をリセットした人の分は、まとめては発行しません。"
    "その人の画面の「登録用紙」から、1 人ずつ発行してください。"
)
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def index(call: Call) -> Response:
    """All people in the order of seats, or those that the search finds."""
    return _list(call)


def _list(call: Call, status: int = 200, fault: str = "") -> Response:
    form = PeopleForm.asked(call)
    everybody = readiness_of(call.session, queries.everybody(call.session))
    found = [one for one in everybody if _fits(one, form)]
    may_manage = call.may(Action.PEOPLE_MANAGE)
    values: dict[str, object] = {
        "people": found,
        "number": len(everybody),
        "unready": sum(not one.is_ready for one in everybody),
        "new": len(_new(call, everybody)) if may_manage else 0,
        "handed": sum(one.is_expected and one.readiness.has_open_letter for one in everybody) if may_manage else 0,
        "one_by_one": _ONE_BY_ONE,
        "form": form,
        "regimes": [("", "すべて"), *((each.value, each.words) for each in Regime)],
        "states": STATES,
        "unenrolled": UNENROLLED,
        "may_manage": may_manage,
        "fault": fault,
    }
    return answers.html(call, "admin/people.html", status, **values)


def _fits(one: ReadyPerson, form: PeopleForm) -> bool:
    if form.unready and one.is_ready:
        return False
    if not form.errors and form.regime not in {None, one.listed.regime}:
        return False
    person = one.listed.person
    where = (person.name, person.kana, person.login, person.title, str(person.seat_number or ""), *one.listed.groups)
    return _plain(form.q) in _plain("\n".join(where))


def _plain(words: str) -> str:
    """A key for searching: one form of each letter, hiragana for katakana, lower case, no blanks but line ends."""
    lines = unicodedata.normalize("NFKC", words).split("\n")
    return "\n".join(folded(line) for line in lines).translate(_TO_HIRAGANA).casefold()


def _new(call: Call, everybody: list[ReadyPerson]) -> list[ReadyPerson]:
    """The people for whom the viewer may print a first letter together with others."""
    found = [one for one in everybody if one.is_new]
    return [one for one in found if _is_for_many(call, one.listed.person.id)][:LETTERS_AT_ONCE]


def _is_for_many(call: Call, person_id: str) -> bool:
    """Whether this person's letter may be one of many: allowed now, and without a second person."""
    facts = facts_about(call, person_id)
    is_by_two = facts.has_power or facts.is_agreed
    return not is_by_two and call.judge(Action.LETTER_ISSUE, facts).is_allowed


def of_newcomers(_call: Call) -> EnrolmentFacts:
    """The facts of the route: other people, without power. The act decides on each letter with that person's facts."""
    return EnrolmentFacts(is_own=False)


def issue_letters(call: Call) -> Response:
    """A letter for each new person, one page each. People who have a usable letter are left out, so it stays valid."""
    from app.auth.enrolment import letter_pdf  # noqa: PLC0415 - as in `views_letters`

    by, keyring = call.by, call.services.keyring
    found = _new(call, readiness_of(call.session, queries.everybody(call.session)))
    issued = []
    for person_id in (one.listed.person.id for one in found):
        lock_person(call.session, person_id)
        if _is_for_many(call, person_id):  # A reset or an office may be new since the list.
            issued.append(letters.issue(call.session, by, keyring, person_id))
    if not issued:
        return _list(call, 409, f"いま登録用紙を発行する人はいません。発行した用紙は、期限まで使えます。{_ONE_BY_ONE}")
    body = letter_pdf.draw_all(call.services.settings, issued)
    headers = {"content-disposition": answers.attachment(f"登録用紙_{len(issued)}人.pdf")}
    return Response(body, media_type="application/pdf", headers=headers)
