"""Every act that takes longer than a unit of work, up to the moment when it is sent, and what is seen of its effect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from app.auth.factors.models import Enrolment, EnrolmentLetter, Password, RecoveryCode, SecurityKey, TotpKey
from app.auth.sessions.models import SessionRow
from app.db import Base
from app.materials.models import Version
from app.permits.models import Permit
from app.registers.models import RegisterEntry
from tests.app.auth import keys
from tests.app.auth.enrolment import test_letters as letters
from tests.app.auth.enrolment import test_recovery as recovery
from tests.app.auth.keys import begin, holder_of_key, send
from tests.app.auth.signing import PASSWORD, Clock, code_of, enrol_person, first_step, second_step
from tests.app.auth.stale import stale
from tests.app.late.ends import ENDS, Ends, raise_to_3a, retire, suspend
from tests.app.permits import test_reserves as reserves
from tests.app.permits.desk import fetch, granted, prepare
from tests.app.permits.excepting import Excepting
from tests.app.reading.shelf import add_version, lay
from tests.support.authenticator import Authenticator
from tests.support.council import Council
from tests.support.slots import bind_all

Send = Callable[[], Any]
NEW = "別の長い言葉を 9月に決めた"


@dataclass(frozen=True)
class Act:
    """`ready`: all that comes before; it returns how the act is sent. `effect`: what is different once it was done.

    `who`: whose standing it rests on. `ends`: what may end before it takes effect.
    """

    who: str
    ready: Callable[[Council, Clock], Send]
    effect: Callable[[Council], object]
    ends: Ends = field(default_factory=lambda: ENDS)


def _column(column: Any) -> Callable[[Council], object]:
    """All values of a column."""

    def look(council: Council) -> object:
        with council.services.database.read() as unit:
            return sorted(map(str, unit.scalars(select(column))))

    return look


def _confirmed(council: Council) -> object:
    """How many authenticators are confirmed. One that is not goes with what it was set up in."""
    with council.services.database.read() as unit:
        return unit.scalar(select(func.count()).where(TotpKey.confirmed_at.is_not(None)))


def _count(table: type[Base]) -> Callable[[Council], object]:
    def look(council: Council) -> object:
        with council.services.database.read() as unit:
            return unit.scalar(select(func.count()).select_from(table))

    return look


def _all(*looks: Callable[[Council], object]) -> Callable[[Council], object]:
    return lambda council: [look(council) for look in looks]


def _password(council: Council, _moment: Clock) -> Send:
    enrol_person(council, "member1")
    browser = council.browser("member1")
    return lambda: browser.post("/account/factors/password", {"password": NEW, "again": NEW})


def _key(council: Council, _moment: Clock) -> Send:
    browser, authenticator = council.browser("member1"), Authenticator()
    begun = begin(browser, "/account/factors/keys/options").json()
    made = authenticator.make(begun["options"])
    return lambda: send(browser, "/account/factors/keys", begun, made, name="鍵")


def _code(council: Council, _moment: Clock) -> Send:
    secret, browser = enrol_person(council, "member1"), council.browser()
    first_step(browser, "member1")
    return lambda: second_step(browser, code_of(secret))


def _key_after_password(council: Council, _moment: Clock) -> Send:
    enrol_person(council, "member1")
    authenticator, browser = holder_of_key(council), council.browser()
    first_step(browser, "member1")
    return lambda: keys.second_key(browser, authenticator)


def _passkey(council: Council, _moment: Clock) -> Send:
    authenticator, browser = holder_of_key(council), council.browser()
    return lambda: keys.sign_in_with_key(browser, authenticator)


def _again(council: Council, moment: Clock) -> Send:
    secret, browser = enrol_person(council, "member1"), stale(council, moment)
    return lambda: browser.post("/signin/again", {"password": PASSWORD, "code": code_of(secret), "next": "/"})


def _again_by_key(council: Council, moment: Clock) -> Send:
    authenticator, browser = holder_of_key(council), stale(council, moment)
    begun = begin(browser, "/signin/again/key/options").json()
    shown = authenticator.show(begun["options"])
    return lambda: send(browser, "/signin/again/key", begun, shown, next="/")


def _recovery(council: Council, _moment: Clock) -> Send:
    enrol_person(council, "member1")
    codes, browser = recovery.codes_of(council), council.browser()
    first_step(browser, "member1")
    return lambda: recovery.give_recovery(browser, codes[4])


def _new_list(council: Council, _moment: Clock) -> Send:
    enrol_person(council, "member1")
    browser = council.browser("member1")
    browser.post("/account/factors/recovery")
    return lambda: browser.post("/account/factors/recovery/confirm", {"kept": "1"})


def _letter(council: Council, _moment: Clock) -> Send:
    code, browser = letters.issue(council), council.browser()
    return lambda: letters.open_letter(browser, code)


def _enrolment(council: Council, moment: Clock) -> Send:
    browser = council.browser()
    letters.open_letter(browser, letters.issue(council))
    letters.choose_password(browser)
    letters.set_up_totp(browser, moment)
    return lambda: letters.finish(browser)


def _permit(council: Council, _moment: Clock) -> Send:
    browser, permit_id = council.browser("member1"), granted(council, lay(council))
    prepare(browser, permit_id)
    bind_all(council.services)
    return lambda: fetch(browser, permit_id)


def _reserve_copy(council: Council, _moment: Clock) -> Send:
    made, admin = Excepting(council, level="2", papers=1, pages=1), council.browser("admin")
    reserves.granted(made, "member1", until="date", until_date=str(made.day(100)))
    (copy,) = reserves.copies(council)
    admin.post(f"/permits/reserves/{copy.application}/pdf")
    bind_all(council.services)
    return lambda: admin.post(f"/permits/copies/{copy.id}/download")


def _further_file(council: Council, _moment: Clock) -> Send:
    browser, laid = council.browser("clerk1"), lay(council)
    answer = browser.post(
        f"/prepare/materials/{laid.material}/replace",
        {"file_name": "new.pdf"},
        headers={"accept": "application/json"},
    )
    return lambda: browser.put(answer.json()["upload"], b"%PDF-1.7 a file")


def _removal(council: Council, _moment: Clock) -> Send:
    browser, laid = council.browser("clerk1"), lay(council)
    add_version(council, laid.material, number=2, state="failed")
    return lambda: browser.post(f"/prepare/materials/{laid.material}/remove")


def _taking_out(council: Council, _moment: Clock) -> Send:
    browser, laid = council.browser("clerk1"), lay(council)
    return lambda: browser.post(f"/prepare/materials/{laid.material}/take-out")


def _comparison(council: Council, _moment: Clock) -> Send:
    browser = council.browser("clerk1")
    sent = b'{"id": "A-1", "affected": [{"package": {"ecosystem": "PyPI", "name": "pillow"}}]}'
    return lambda: browser.post("/registers/weaknesses/advisories", files={"file": ("a.json", sent)})


def _queued(council: Council) -> object:
    with council.services.database.read() as unit:
        return unit.scalar(select(func.count()).select_from(Version).where(Version.state == "queued"))


_SESSIONS = _count(SessionRow)
_OF_LETTERS: Ends = {"suspended": suspend, "retired": retire}
"""A letter may be used before the term of office begins; nobody is let in by it before."""

ACTS: Mapping[str, Act] = {
    "POST /account/factors/password": Act("member1", _password, _column(Password.argon2)),
    "POST /account/factors/keys": Act("member1", _key, _count(SecurityKey)),
    "POST /account/factors/recovery/confirm": Act("member1", _new_list, _column(RecoveryCode.confirmed_at)),
    "POST /signin/code": Act("member1", _code, _SESSIONS),
    "POST /signin/code/key": Act("member1", _key_after_password, _SESSIONS),
    "POST /signin/passkey": Act("member1", _passkey, _SESSIONS),
    "POST /signin/again": Act("member1", _again, _column(SessionRow.strong_at)),
    "POST /signin/again/key": Act("member1", _again_by_key, _column(SessionRow.strong_at)),
    "POST /signin/recovery": Act("member1", _recovery, _all(_count(Enrolment), _count(RecoveryCode))),
    "POST /enrol": Act("member1", _letter, _all(_count(Enrolment), _column(EnrolmentLetter.held_until)), _OF_LETTERS),
    "POST /enrol/finish": Act("member1", _enrolment, _all(_count(Password), _confirmed, _SESSIONS), _OF_LETTERS),
    "POST /permits/{permit}/download": Act("member1", _permit, _column(Permit.uses), {**ENDS, "3A": raise_to_3a}),
    "POST /permits/copies/{copy}/download": Act(
        "admin", _reserve_copy, _column(Permit.uses), {**ENDS, "3A": raise_to_3a}
    ),
    "POST /registers/weaknesses/advisories": Act("clerk1", _comparison, _count(RegisterEntry)),
    "PUT /prepare/versions/{version}/file": Act("clerk1", _further_file, _queued, {**ENDS, "3A": raise_to_3a}),
    "POST /prepare/materials/{material}/remove": Act("clerk1", _removal, _count(Version)),
    "POST /prepare/materials/{material}/take-out": Act(
        "clerk1", _taking_out, _count(Version), {**ENDS, "3A": raise_to_3a}
    ),
}

WITHOUT_EFFECT = {
    "POST /signin/again/send": "sends on the form that was held up, which is decided when it comes",
}
