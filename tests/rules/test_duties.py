"""Each duty is owed by some decision and kept by some code; what leaves no record is named here, with its reason."""

import ast
import itertools

from app.access.actions import Action
from app.access.decisions import Duty
from app.access.facts import (
    Actor,
    DeviceFacts,
    DeviceKind,
    EnrolmentFacts,
    Facts,
    LabelChangeFacts,
    MeetingFacts,
    PaperFacts,
    PermitFacts,
    PersonFacts,
)
from app.access.levels import Confidentiality
from app.access.policy import decide
from app.access.roles import Role
from app.routes import ROUTES
from app.web.rows import Unit
from tests.rules.house import nodes, python

# What writes and leaves no record, and why: the act that follows is what is recorded.
STEPS = {
    "POST /signin": "the password was right; the code decides, and wrong ones of either are recorded",
    "POST /signin/passkey/options": "a challenge",
    "POST /signin/code/key/options": "a challenge",
    "POST /signin/again/key/options": "a challenge",
    "POST /enrol/password": "kept for the enrolment, which is recorded at its end",
    "POST /enrol/totp/start": "a secret that opens nothing yet",
    "POST /enrol/totp": "counts from the end of the enrolment",
    "POST /enrol/keys/options": "a challenge",
    "POST /enrol/keys": "counts from the end of the enrolment",
    "POST /enrol/codes": "count from the end of the enrolment",
    "POST /account/factors/totp": "a secret that opens nothing before its first code",
    "POST /account/factors/keys/options": "a challenge",
    "POST /account/factors/recovery": "a list that counts once its owner says that it is kept",
    "POST /prepare/meetings/{meeting}/papers": "a place for the file that follows",
    "POST /prepare/materials/{material}/replace": "a place for the file that follows",
    "POST /prepare/versions/{version}/stopped": "a proxy's refusal, told; what it raises for the offices is recorded",
    "POST /permits/{permit}/pdf": "a PDF that nobody has yet; handing it out is recorded",
    "POST /permits/copies/{copy}/pdf": "likewise",
    "POST /permits/reserves/{application}/pdf": "likewise",
}

# Actions that leave no record at all, and why.
UNRECORDED = {
    Action.SESSION_RENEW: "a script's, every five minutes",
    Action.STANDING_READ: "whether the service runs, which machines ask by the minute; it shows nothing of anybody",
    Action.NOTES_KEEP: "what somebody writes for themselves, and on which pages; each reading of it is recorded",
    Action.MATERIAL_READ: "where somebody left off; the pages themselves are recorded",
}


def all_facts() -> list[Facts]:
    papers: list[Facts] = [
        PaperFacts(level, released, True, in_audience=True, is_own_permit=True, has_download_permit=True)
        for level, released in itertools.product(Confidentiality, (False, True))
    ]
    others: list[Facts] = [
        DeviceFacts(False),
        MeetingFacts(True, True),
        PermitFacts(False, True),
        LabelChangeFacts(False, False),
    ]
    return [None, *papers, *others, PersonFacts(False), EnrolmentFacts(False)]


def owed() -> dict[Action, list[frozenset[Duty]]]:
    """The duties of each thing that somebody of every office may do, but for the offices that take something away."""
    actor = Actor("p", frozenset(Role) - {Role.CONTRACTOR}, DeviceKind.ISSUED, True, 0, True)
    decisions = [(action, decide(actor, action, facts)) for action in Action for facts in all_facts()]
    return {
        action: [decision.duties for one, decision in decisions if one is action and decision.is_allowed]
        for action in Action
    }


def test_every_duty_is_owed_by_some_decision() -> None:
    assert {duty for each in owed().values() for duties in each for duty in duties} == set(Duty)


def asked_for() -> set[str]:
    """Duties that some code outside of the rules looks for in a decision: `Duty.MARK in …`, `Duty.MARK not in …`."""
    compared = [
        node.left
        for name in python("app")
        if not name.startswith("app/access/")
        for node in nodes(name)
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn)
    ]
    return {ast.unparse(one).removeprefix("Duty.") for one in compared if ast.unparse(one).startswith("Duty.")}


def test_every_duty_is_asked_for_by_the_code_that_keeps_it() -> None:
    assert asked_for() == {duty.name for duty in Duty}


def test_whatever_leaves_no_record_is_named_with_its_reason() -> None:
    unrecorded = {action for action, each in owed().items() if any(Duty.RECORD not in duties for duties in each)}
    steps = {row.name for row in ROUTES if row.is_step}

    assert unrecorded == UNRECORDED.keys()
    assert steps == STEPS.keys()


def test_only_what_writes_can_be_a_step() -> None:
    assert [row.name for row in ROUTES if row.is_step and row.unit is Unit.READ] == []
