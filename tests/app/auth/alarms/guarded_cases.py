"""The guarded acts, one case each: the act, about whom, how somebody does it, and who is told."""

from dataclasses import dataclass

from app.access.actions import Action
from app.access.commands import Command, GuardedAct
from app.access.roles import Role
from tests.app.auth.alarms.accepted_acts import accepts_restore, accepts_seal, exchanges_key, removes_key, traces
from tests.app.auth.alarms.guarded_acts import (
    ADMINISTRATOR,
    CALL_OFF,
    CHAIR,
    DECIDE,
    OFFICES,
    Ready,
    approves,
    approves_on_server,
    begins_emergency,
    binds_again,
    closes_retirement,
    confirms_on_server,
    corrects,
    decides,
    decides_permit,
    delegates,
    device_act,
    disposes,
    ends_connection,
    ends_release,
    group,
    imports,
    in_meeting,
    letter_of_power,
    lifts,
    lifts_on_server,
    office,
    own_password,
    paper,
    readers,
    replaces,
    reset,
    returns,
    sends,
    sitting,
    spare_back,
)
from tests.app.board.halting import stopping as halting
from tests.app.board.setting import changing as setting


@dataclass(frozen=True)
class Case:
    """`told`: whom the act reaches, by login."""

    act: GuardedAct
    what: str
    ready: Ready
    told: frozenset[str] = frozenset()


POWERFUL = OFFICES | {"deputy"}
LABEL, RELEASE = "/prepare/materials/{}/label", "/prepare/materials/{}/release"
GAINS = sends(ADMINISTRATOR, "/admin/people/{deputy}/offices", role="executive", first_day="2026-04-01")
WITH_MEMBER, WITH_CLERK = OFFICES | {"member1"}, OFFICES | {"clerk1"}
CASES = (
    *(Case(act, "of the council", ready, OFFICES) for act, ready in (*halting.ACTS, *setting.ACTS)),
    Case(Action.FACTOR_CHANGE, "own password", own_password, frozenset({ADMINISTRATOR, "member1"})),
    Case(Action.FACTOR_RESET, "of the deputy", reset("deputy"), POWERFUL),
    Case(Action.FACTOR_RESET, "of a member", reset("member1")),
    Case(
        Action.FACTOR_RESET_CONFIRM,
        "of the deputy",
        decides(reset("deputy"), CHAIR, "/admin/resets/{}/decide"),
        POWERFUL,
    ),
    Case(
        Action.FACTOR_RESET_CONFIRM,
        "of a member",
        decides(reset("member1"), "clerk1", "/admin/resets/{}/decide"),
        frozenset({ADMINISTRATOR, "member1"}),
    ),
    Case(Action.LETTER_ISSUE, "for the deputy", letter_of_power, POWERFUL),
    Case(Action.LETTER_ISSUE, "for a clerk", sends(ADMINISTRATOR, "/admin/people/{clerk1}/letters"), WITH_CLERK),
    Case(Action.LETTER_ISSUE, "for a member", sends(ADMINISTRATOR, "/admin/people/{member1}/letters")),
    Case(Action.DEVICE_APPROVE, "of the deputy", approves("deputy"), POWERFUL),
    Case(Action.DEVICE_APPROVE, "of a clerk", approves("clerk1"), WITH_CLERK),
    Case(Action.DEVICE_APPROVE, "of a member", approves("member1")),
    Case(Action.DEVICE_REBIND, "of the deputy", binds_again("deputy"), POWERFUL),
    Case(Action.DEVICE_REBIND, "of a member", binds_again("member1"), WITH_MEMBER),
    Case(Action.DEVICE_APPROVE, "the deputy's again", device_act("resume", "deputy", "suspended"), POWERFUL),
    Case(Action.DEVICE_APPROVE, "a member's again", device_act("resume", "member1", "suspended")),
    Case(Action.DEVICE_APPROVE, "the deputy's as a spare", device_act("spare", "deputy"), POWERFUL),
    Case(Action.DEVICE_APPROVE, "a clerk's as a spare", device_act("spare", "clerk1"), WITH_CLERK),
    Case(Action.DEVICE_CLEAR, "of the deputy", device_act("clear", "deputy", "infected"), POWERFUL),
    Case(Action.DEVICE_SITTING_APPROVE, "of a member", sitting),
    Case(Action.DEVICE_STOP, "of the deputy", device_act("suspend", "deputy"), POWERFUL),
    Case(Action.DEVICE_STOP, "a spare of the deputy's", spare_back("deputy"), POWERFUL),
    Case(Action.DEVICE_STOP, "all spares, the deputy's among them", spare_back("deputy", "spares/all-back"), POWERFUL),
    Case(Action.DEVICE_STOP, "a spare of a member's", spare_back("member1")),
    Case(Action.DEVICE_STOP, "of a member", device_act("revoke", "member1")),
    Case(Action.CONNECTIONS_END, "of the deputy", ends_connection("deputy"), POWERFUL),
    Case(Action.CONNECTIONS_END, "of a member", ends_connection("member1")),
    Case(Action.CONNECTIONS_END, "all", sends(ADMINISTRATOR, "/admin/people/{deputy}/sessions/end"), POWERFUL),
    Case(Action.OFFICE_ASK, "for a member", office("member1", Role.DEPUTY), WITH_MEMBER),
    Case(Action.OFFICE_CONFIRM, "for a member", decides(office("member1", Role.CLERK), CHAIR, DECIDE), WITH_MEMBER),
    Case(Action.OFFICE_RETURN, "from the deputy", returns, POWERFUL),
    Case(Action.PERSON_CORRECT, "of the deputy", corrects("deputy"), POWERFUL),
    Case(Action.PERSON_CORRECT, "of a member", corrects("member1")),
    Case(Action.PEOPLE_IMPORT, "with the deputy", imports("deputy"), POWERFUL),
    Case(Action.PEOPLE_IMPORT, "with a member", imports("member1")),
    Case(Action.GROUP_CHANGE, "with the deputy", group("deputy"), POWERFUL),
    Case(Action.GROUP_CHANGE, "with a member", group("member1")),
    Case(Action.OFFICE_CHANGE, "of the deputy", GAINS, POWERFUL),
    Case(Action.DELEGATE, "to the deputy", delegates, POWERFUL),
    Case(Action.PERSON_SUSPEND, "the deputy", sends(CHAIR, "/admin/people/{deputy}/suspend", reason="不正"), POWERFUL),
    Case(Action.PERSON_SUSPEND, "a member", sends(CHAIR, "/admin/people/{member1}/suspend", reason="不正")),
    Case(Action.PERSON_LIFT, "the deputy", lifts("deputy"), POWERFUL),
    Case(Action.PERSON_LIFT, "a member", lifts("member1")),
    Case(Action.RETIREMENT_CLOSE, "of a member", closes_retirement),
    Case(Action.MATERIAL_READERS, "executives", readers),
    Case(Action.MATERIAL_LABEL, "lower", paper("3C", LABEL, label="2", reason="誤り")),
    Case(
        Action.MATERIAL_LABEL_CONFIRM,
        "lower",
        decides(paper("3C", LABEL, label="2", reason="誤り"), "clerk2", "/prepare/label-changes/{}/decide"),
    ),
    Case(Action.MATERIAL_RELEASE, "asked for", paper("1", RELEASE, is_no_procedure="1"), OFFICES),
    Case(
        Action.MATERIAL_RELEASE_CONFIRM,
        "in effect",
        decides(paper("1", RELEASE, is_no_procedure="1"), ADMINISTRATOR, "/prepare/releases/{}/decide"),
        OFFICES,
    ),
    Case(Action.MATERIAL_DISPOSE, "asked for", disposes, OFFICES),
    Case(Action.MATERIAL_DISPOSE_CONFIRM, "in effect", decides(disposes, "chair", "/disposals/{}/decide"), OFFICES),
    Case(Action.MATERIAL_RELEASE_END, "of a paper", ends_release),
    Case(Action.MEETING_PUBLISH, "with a paper", in_meeting("/prepare/meetings/{meeting}/publish")),
    Case(
        Action.MATERIAL_PUBLISH,
        "one",
        in_meeting("/prepare/meetings/{meeting}/papers/{material}/publish", is_published=True),
    ),
    Case(Action.MATERIAL_REPLACE, "of a paper", lambda council: replaces(council, "2")),
    Case(Action.MATERIAL_REPLACE, "of what residents read", replaces, OFFICES),
    Case(Action.MATERIAL_REMOVE, "that nobody read", paper("2", "/prepare/materials/{}/take-out")),
    Case(Action.MEETING_CALL_OFF, "cancelled", in_meeting(f"{CALL_OFF}/cancel", is_published=True, reason="台風")),
    Case(Action.MEETING_DELETE, "of a draft", in_meeting("/prepare/meetings/{meeting}/delete", has_paper=False)),
    Case(Action.PERMIT_DECIDE, "of a member", decides_permit),
    Case(Action.PERMIT_EMERGENCY, "for a member", begins_emergency, OFFICES),
    Case(Action.LEDGER_EXTRACT, "of the targets", sends("investigator", "/ledger/extract"), frozenset({CHAIR})),
    Case(Command.LIFT, "a member", lifts_on_server, WITH_MEMBER),
    Case(Command.CONFIRM, "an office", confirms_on_server, WITH_MEMBER),
    Case(Command.DEVICE_APPROVE, "of a member", approves_on_server, WITH_MEMBER),
    Case(Command.ACCEPT_RESTORE, "one record", lambda council: accepts_restore(council, closes_retirement), OFFICES),
    Case(Command.ACCEPT_SEAL, "a reader", accepts_seal, OFFICES),
    Case(Command.TRACE, "a picture of a paper", traces, frozenset({CHAIR})),
    Case(Command.KEYS_NEW, "a year old", exchanges_key, OFFICES),
    Case(Command.KEYS_REMOVE, "that opens nothing", removes_key, OFFICES),
)
