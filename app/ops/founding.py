"""Founding a real council: keys, tables, and the first administrator, whose enrolment letter is printed here once.

No password is set: the letter's code opens one enrolment. The administrator then registers everybody else.
"""

import argparse
import io
import sys

import segno
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.access.roles import Role
from app.audit import checkpoints
from app.audit.notes import SYSTEM, By, note
from app.audit.vocabulary import EventKind
from app.auth.enrolment import letters
from app.auth.enrolment.letter_pdf import address_of
from app.auth.enrolment.letters import Letter
from app.auth.factors.errors import LetterNotDue
from app.members import checks
from app.members.belonging import NAMES
from app.members.models import Person
from app.members.people import add_group, add_person
from app.ops import migrate, store_commands
from app.ops.restores.losses import lost_keys
from app.rulebook import acts as rulebook
from app.services import Services, open_services
from app.settings import Settings
from storage.keyring import Keyring
from viewer.failures import MarkNotDrawable

_HERE = "command line"


class CannotFound(Exception):
    """The council cannot be founded. The message says why, and what to do."""


def command(settings: Settings, arguments: argparse.Namespace) -> int:
    """`gijo found`: once for a council; again only while the first administrator has not enrolled."""
    try:
        letter = found(settings, login=arguments.login, name=arguments.name, title=arguments.title)
    except CannotFound as error:
        print(str(error), file=sys.stderr)
        return 1
    _show(settings, letter)
    return 0


def found(settings: Settings, *, login: str, name: str, title: str) -> Letter:
    """Make what is missing, register the first administrator, issue their letter. Raises CannotFound."""
    if settings.is_demo:
        raise CannotFound("これは見本の議会です。実際の議会は、別の GIJO_HOME で始めてください。")
    login, name, title = checks.normal_login(login), checks.tidy(name), checks.tidy(title)
    fault = checks.login_fault(login, is_demo=False) or checks.name_fault(name, title, lambda _text: "")
    if fault:
        raise CannotFound(fault)
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.keys_folder.exists():
        if lost := lost_keys(settings):
            raise CannotFound(lost)
        Keyring.create(settings.keys_folder)
        checkpoints.create_key(settings.ledger_key_folder)
    store_commands.create_bucket(settings)
    migrate.migrate_all(settings)
    services = open_services(settings)
    try:
        services.stamper.check_drawable(f"{name} {title}")
        with services.database.write() as session:
            person = _first_administrator(session, services, login=login, name=name, title=title)
            by = By.person(person.id, "", _HERE)
            out = next((letter.id for letter in letters.open_letters(session, person.id)), "")
            return letters.issue(session, by, services.keyring, person.id, replaces=out)
    except MarkNotDrawable as error:
        raise CannotFound(f"「{error.characters}」は透かしに描けません。出せる字で登録してください。") from error
    except LetterNotDue as error:
        raise CannotFound("この議会は、もう始まっています。ほかの人は、事務局長の画面から登録してください。") from error
    finally:
        services.close()


def _first_administrator(session: Session, services: Services, *, login: str, name: str, title: str) -> Person:
    """The administrator: a new person in an empty council, or the only person, when they were registered before."""
    people = session.scalars(select(Person)).all()
    if len(people) == 1 and people[0].login == login:
        return people[0]
    if people:
        raise CannotFound("この議会は、もう始まっています。ほかの人は、事務局長の画面から登録してください。")
    person = add_person(session, login=login, name=name, title=title, roles=(Role.ADMINISTRATOR,))
    for position, (key, words) in enumerate(NAMES.items(), 1):
        add_group(session, key, words, [], position=position)
    note(session, SYSTEM, EventKind.FOUNDED, council=services.settings.council.name, people=1)
    session.flush()
    rulebook.lay_first(session, By.person(person.id, "", _HERE))
    return person


def _show(settings: Settings, letter: Letter) -> None:
    """Print the letter on the terminal. It is not stored, so it cannot be shown again."""
    address = address_of(settings, letter.code)
    picture = io.StringIO()
    segno.make(address).terminal(picture, compact=True)
    print(f"{settings.council.name}を始めました。事務局長（{letter.person.display_name}）の登録用コードです。")
    print(picture.getvalue())
    print(f"  アドレス  {address.partition('#')[0]}")
    print(f"  コード    {letter.code}")
    print(f"  期限      {clock.moment_text(letter.expires_at)}まで、1 回だけ使えます。")
    print("登録のあと、その端末を「gijo device-approve ID 番号」で承認すると、使えるようになります。")
    print(
        "このコードは、ここにしか表示しません。なくしたときは、同じ命令をもう一度実行すると、前のコードは無効になります。"
    )
