"""No sequence of acts of one administrator, nor of a clerk and a member together, changes who holds an office of power.

An administrator makes accounts of people without power, prints their letters and approves their devices. So whoever is
hostile here is all of them at once: the one administrator, and every person without power, each with a passkey.
"""

import tempfile
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app import days
from app.access.roles import POWERS, Role
from app.auth.devices.models import Device
from app.auth.enrolment.letters import open_letters
from app.auth.factors.models import EnrolmentLetter
from app.auth.factors.strength import PASSKEY
from app.members.models import Delegation, Office, Person
from app.members.people import add_person, offices_now
from app.people.roster import COLUMNS
from app.proposals.models import Proposal
from tests.support.council import Browser, Council, council_in
from tests.support.shown import second_word

pytestmark = [
    pytest.mark.own_database("a new council for each sequence of acts, on SQLite"),
    pytest.mark.slow("tries many orders of acts"),
]

HOLDERS = ("chair", "deputy", "admin", "second", "investigator")
PEOPLE = (*HOLDERS, "clerk1", "clerk2", "member1", "member2", "executive")
LATER = st.sampled_from([-400, -30, -1, 0, 1, 400]).map(lambda offset: str(days.today() + timedelta(days=offset)))
WHO, ROLE = st.sampled_from(PEOPLE), st.sampled_from([role.value for role in Role])
ACTOR = st.integers(0, 11)
"""Half of the time the first of the hostile: the administrator, where there is one."""
WORD = st.sampled_from(["confirm", "refuse"])


class Hostile(RuleBasedStateMachine):
    """Everything that is done to people, their offices, factors and devices, in any order, by whoever is hostile."""

    logins: tuple[str, ...] = ("admin", "clerk1", "clerk2", "member1", "member2", "executive")
    done = 0

    @initialize()
    def found(self) -> None:
        self.stack = ExitStack()
        home = Path(self.stack.enter_context(tempfile.TemporaryDirectory())) / "council"
        self.council: Council = self.stack.enter_context(council_in(home, backend="sqlite"))
        with self.council.services.database.write() as unit:
            second = add_person(unit, login="second", name="二宮 学", title="次長", roles=[Role.ADMINISTRATOR])
            self.council.people["second"] = second
            unit.flush()
            for office in unit.query(Office).all():
                office.starts_at = days.begins(days.today() - timedelta(days=500))
            unit.query(Delegation).delete()
        for login in HOLDERS:
            self.council.browser(login)
        self.browsers = {login: self.council.browser(login, strong_with=PASSKEY) for login in self.logins}
        self.before = self.power()

    def teardown(self) -> None:
        self.stack.close()

    def power(self) -> dict[str, Any]:
        """Who holds an office of power until when, whether they may use it, and who carries the chair's duties."""
        with self.council.services.database.read() as unit:
            held = unit.query(Office).filter(Office.role.in_(POWERS)).all()
            clerks = {one.person_id for one in unit.query(Office).filter_by(role=Role.CLERK.value)}
            ids = [self.of(login) for login in HOLDERS]
            people = unit.query(Person).filter(Person.id.in_(ids)).all()
            return {
                "offices": sorted((one.person_id, one.role, str(one.starts_at), str(one.ends_at)) for one in held),
                "clerks": sorted(clerks),
                "people": sorted((one.id, one.login, one.state, one.enrolled_by or "") for one in people),
                "delegations": unit.query(Delegation).count(),
                "agreed": unit.query(Proposal).filter(Proposal.subject.in_(ids), Proposal.state == "confirmed").count(),
            }

    def of(self, login: str) -> str:
        return self.council.people[login].id

    def by(self, actor: int) -> Browser:
        """Of the hostile, whoever is still signed in; somebody without power signs in again, or is made anew."""
        login = self.logins[max(0, actor - len(self.logins)) % len(self.logins)]
        if self.browsers[login].get("/account").status_code != 200 and login != "admin":
            self.browsers[login] = self.council.browser(login, strong_with=PASSKEY)
        return self.browsers[login]

    def post(self, actor: int, path: str, form: dict[str, Any]) -> Any:
        answer = self.by(actor).post(path, form)
        assert answer.status_code < 500, answer.text
        Hostile.done += answer.status_code == 303
        return answer

    @rule(actor=ACTOR, who=WHO, role=ROLE, first=LATER, last=LATER | st.just(""))
    def give(self, actor: int, who: str, role: str, first: str, last: str) -> None:
        form = {"role": role, "first_day": first, "last_day": last, "scope": "すべて", "reason": "辞令"}
        self.post(actor, f"/admin/people/{self.of(who)}/offices", form)
        self.post(actor, f"/admin/people/{self.of(who)}/power", form)

    @rule(actor=ACTOR, last=LATER)
    def end(self, actor: int, last: str) -> None:
        with self.council.services.database.read() as unit:
            held = [(one.person_id, one.id) for one in unit.query(Office).order_by(Office.id)]
        for person, office in held:
            form = {"office": office, "last_day": last, "reason": "辞職"}
            self.post(actor, f"/admin/people/{person}/office", form)

    @rule(actor=ACTOR, last=LATER | st.just(""), place=ACTOR)
    def ask_for_an_end(self, actor: int, last: str, place: int) -> None:
        with self.council.services.database.read() as unit:
            held = [(one.person_id, one.id) for one in unit.query(Office).filter(Office.role.in_(POWERS))]
        person, office = held[place % len(held)]
        form = {"office": office, "last_day": last, "reason": "辞職"}
        self.post(actor, f"/admin/people/{person}/power/end", form)

    @rule(actor=ACTOR, last=LATER)
    def retire(self, actor: int, last: str) -> None:
        for who in HOLDERS:
            path = f"/admin/people/{self.of(who)}"
            self.post(actor, f"{path}/retire", {"last_day": last})
            self.post(actor, f"{path}/power/retire", {"last_day": last, "reason": "辞職"})
            self.post(actor, f"{path}/close", {})

    @rule(actor=ACTOR, word=WORD)
    def decide(self, actor: int, word: str) -> None:
        with self.council.services.database.read() as unit:
            waiting = [(one.kind, one.id) for one in unit.query(Proposal).filter_by(state="asked")]
        for kind, proposal in waiting:
            place = "offices" if kind == "office_change" else "resets"
            here = f"/admin/{place}/{proposal}/decide"
            self.post(actor, here, second_word(self.council, here, word))

    @rule(actor=ACTOR)
    def ask_for_new_factors(self, actor: int) -> None:
        for who in HOLDERS:
            self.post(actor, f"/admin/people/{self.of(who)}/reset", {"reason": "なくした"})
        for second in range(len(self.logins), 2 * len(self.logins)):
            self.decide(second, "confirm")

    @rule(actor=ACTOR)
    def print_letters(self, actor: int) -> None:
        for who in HOLDERS:
            with self.council.services.database.read() as unit:
                out = next((letter.id for letter in open_letters(unit, self.of(who))), "")
            self.post(actor, f"/admin/people/{self.of(who)}/letters", {"replaces": out})

    @rule(actor=ACTOR, role=st.sampled_from(["議長", "副責任者", "事務局長", "調査担当", "書記"]), who=WHO, last=LATER)
    def bring_a_list(self, actor: int, role: str, who: str, last: str) -> None:
        person = self.council.people[who]
        cells = (person.login, person.name, "", person.title, "", role, "", str(days.today()), last)
        pasted = f"{','.join(COLUMNS)}\n{','.join(cells)}"
        report = self.post(actor, "/admin/people/import", {"pasted": pasted}).text
        if 'name="digest" value="' in report:
            seen = {
                name: report.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("digest", "shown")
            }
            self.post(actor, "/admin/people/import/carry-out", {"pasted": pasted, **seen})

    @rule(actor=ACTOR, role=ROLE)
    def register(self, actor: int, role: str) -> None:
        new = {"login": "ishikawa", "name": "石川 剛", "kana": "", "title": "主査", "seat": "", "role": role}
        self.post(actor, "/admin/people/new", new | {"first_day": str(days.today()), "last_day": ""})

    @rule(actor=ACTOR, who=WHO, act=st.sampled_from(["suspend", "lift", "sessions/end"]))
    def stop_somebody(self, actor: int, who: str, act: str) -> None:
        self.post(actor, f"/admin/people/{self.of(who)}/{act}", {"reason": "不正"})

    @rule(actor=ACTOR, place=ACTOR, act=st.sampled_from(["suspend", "resume", "revoke"]))
    def stop_a_device(self, actor: int, place: int, act: str) -> None:
        with self.council.services.database.read() as unit:
            found = [one.id for one in unit.query(Device).filter(Device.person_id != self.of("admin"))]
        self.post(actor, f"/admin/devices/{found[place % len(found)]}/{act}", {})

    @rule(actor=ACTOR, who=WHO, first=LATER, last=LATER)
    def delegate(self, actor: int, who: str, first: str, last: str) -> None:
        form = {"person": self.of(who), "duty": ["permits", "suspension"], "first_day": first, "last_day": last}
        self.post(actor, "/admin/delegations", form | {"reason": "不在"})

    @invariant()
    def power_is_where_it_was(self) -> None:
        if hasattr(self, "before"):
            assert self.power() == self.before

    @invariant()
    def nobody_holds_a_letter_of_somebody_with_power(self) -> None:
        if hasattr(self, "before"):
            with self.council.services.database.read() as unit:
                letters = unit.query(EnrolmentLetter).filter_by(cancelled_at=None).all()
                roles = [offices_now(unit, one.person_id) for one in letters]
            assert all(held.isdisjoint(POWERS) for held in roles)


class ClerkAndMember(Hostile):
    """The same without any administrator."""

    logins = ("clerk1", "member1")


_FEW = settings(
    max_examples=8,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=[Phase.generate],
)


def test_one_administrator_with_everybody_they_could_invent_moves_no_office_of_power() -> None:
    run_state_machine_as_test(Hostile, settings=_FEW)


def test_clerk_and_member_together_move_no_office_of_power() -> None:
    run_state_machine_as_test(ClerkAndMember, settings=_FEW)


def test_the_hostile_were_able_to_do_something() -> None:
    """A machine whose acts were all refused for a mistake of its own would prove nothing."""
    Hostile.done = 0
    machine = Hostile()
    machine.found()
    try:
        machine.give(0, "clerk1", Role.MEMBER.value, str(days.today()), "")
        machine.end(0, str(days.today()))
        machine.give(0, "clerk2", Role.DEPUTY.value, str(days.today()), "")
        machine.register(0, Role.CLERK.value)
        assert Hostile.done >= 8  # seven offices without power end
    finally:
        machine.teardown()
