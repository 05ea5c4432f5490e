"""All actions that the policy decides about. Each route names one; without a declared action it does not import."""

from enum import StrEnum


class Action(StrEnum):
    """What a request wants to do. The values are kept in the ledger's records of refusals, so they never change."""

    PUBLIC = "public"
    STANDING_READ = "standing.read"
    SIGN_IN = "sign_in"
    SIGN_AGAIN = "sign_again"
    SIGN_OUT = "sign_out"
    ENROL = "enrol"
    HOME_READ = "home.read"
    ACCOUNT_READ = "account.read"
    OWN_RECORD_READ = "account.record"
    SESSION_RENEW = "session.renew"
    SESSION_MANAGE = "session.manage"
    NETWORK_CHECK = "session.network_check"

    FACTOR_CHANGE = "factor.change"
    FACTOR_RESET = "factor.reset"
    FACTOR_RESET_CONFIRM = "factor.reset_confirm"
    FACTOR_RESET_DESK = "factor.reset_desk"
    LETTER_DESK = "letter.desk"
    LETTER_ISSUE = "letter.issue"
    LETTER_CANCEL = "letter.cancel"

    DEVICE_REQUEST = "device.request"
    DEVICE_REPORT_LOST = "device.report_lost"
    DEVICE_REPORT_INFECTED = "device.report_infected"
    DEVICE_DESK = "device.desk"
    DEVICE_APPROVE = "device.approve"
    DEVICE_REBIND = "device.rebind"
    DEVICE_STOP = "device.stop"
    DEVICE_FLEET = "device.fleet"
    DEVICE_CLEAR = "device.clear"
    DEVICE_SITTING_DESK = "device.sitting_desk"
    DEVICE_SITTING_APPROVE = "device.sitting_approve"

    LIVE_LISTEN = "live.listen"
    ALARM_READ = "alarm.read"
    ALARM_ANSWER = "alarm.answer"
    ALARM_HANDLE = "alarm.handle"
    CONNECTIONS_READ = "connections.read"
    CONNECTIONS_END = "connections.end"

    HALT_BEGIN = "halt.begin"
    HALT_LIFT = "halt.lift"
    HALT_LIFT_WITHDRAW = "halt.lift_withdraw"
    HALT_LIFT_CONFIRM = "halt.lift_confirm"

    STANDARD_READ = "standard.read"
    STANDARD_ASK = "standard.ask"
    STANDARD_WITHDRAW = "standard.withdraw"
    STANDARD_CONFIRM = "standard.confirm"

    PEOPLE_READ = "people.read"
    PEOPLE_MANAGE = "people.manage"
    PERSON_CORRECT = "people.correct"
    GROUP_CHANGE = "people.group_change"
    PERSON_SUSPEND = "people.suspend"
    PERSON_LIFT = "people.lift"
    PEOPLE_IMPORT = "people.import"
    RETIREMENT_CLOSE = "people.retirement_close"
    DELEGATION_DESK = "people.delegation_desk"
    DELEGATE = "people.delegate"

    OFFICE_DESK = "office.desk"
    OFFICE_CHANGE = "office.change"
    OFFICE_ASK = "office.ask"
    OFFICE_CONFIRM = "office.confirm"
    OFFICE_RETURN = "office.return"

    MEETING_READ = "meeting.read"
    MEETING_PREPARE = "meeting.prepare"
    MEETING_PUBLISH = "meeting.publish"
    MEETING_CALL_OFF = "meeting.call_off"
    MEETING_HIDE = "meeting.hide"
    MEETING_DELETE = "meeting.delete"

    MATERIAL_READ = "material.read"
    CONTENTS_READ = "contents.read"
    PAGE_READ = "page.read"
    THUMBNAIL_READ = "thumbnail.read"
    REGION_READ = "region.read"
    TEXT_READ = "text.read"
    WORDS_SEARCH = "words.search"
    NOTES_READ = "notes.read"
    NOTES_KEEP = "notes.keep"
    NOTES_SHARE = "notes.share"
    NOTES_UNSHARE = "notes.unshare"
    NOTES_SEE = "notes.see"
    ORIGINAL_DOWNLOAD = "original.download"
    PERMIT_PREPARE = "permit.prepare"
    PERMIT_DOWNLOAD = "permit.download"

    MATERIAL_UPLOAD = "material.upload"
    MATERIAL_PREPARE = "material.prepare"
    MATERIAL_EXPORT = "material.export"
    MATERIAL_READERS = "material.readers"
    MATERIAL_LABEL = "material.label"
    MATERIAL_LABEL_CONFIRM = "material.label_confirm"
    MATERIAL_LABEL_WITHDRAW = "material.label_withdraw"
    MATERIAL_PUBLISH = "material.publish"
    MATERIAL_RELEASE = "material.release"
    MATERIAL_RELEASE_CONFIRM = "material.release_confirm"
    MATERIAL_RELEASE_END = "material.release_end"
    MATERIAL_REPLACE = "material.replace"
    MATERIAL_WITHDRAW = "material.withdraw"
    MATERIAL_REMOVE = "material.remove"
    MATERIAL_DISPOSE = "material.dispose"
    MATERIAL_DISPOSE_CONFIRM = "material.dispose_confirm"
    DISPOSAL_DESK = "material.disposal_desk"

    PERMIT_ASK = "permit.ask"
    PERMIT_LIST = "permit.list"
    PERMIT_DESK = "permit.desk"
    PERMIT_DECIDE = "permit.decide"
    PERMIT_APPLY = "permit.apply"
    PERMIT_EMERGENCY = "permit.emergency"
    PERMIT_OPEN = "permit.open"
    PERMIT_REVIEW = "permit.review"
    PERMIT_EXPORT = "permit.export"
    PERMIT_COPIES = "permit.copies"

    REGISTER_DESK = "register.desk"
    REGISTER_INDEX = "register.index"
    REGISTER_LIST = "register.list"
    REGISTER_READ = "register.read"
    REGISTER_EXPORT = "register.export"
    REGISTER_ENTER = "register.enter"
    REGISTER_WRITE = "register.write"
    REGISTER_MOVE = "register.move"

    RULE_LIST = "rule.list"
    RULE_READ = "rule.read"
    RULE_ACKNOWLEDGE = "rule.acknowledge"
    RULE_WRITE = "rule.write"
    RULE_END = "rule.end"

    LEDGER_READ = "ledger.read"
    LEDGER_EXPORT = "ledger.export"
    LEDGER_EXTRACT = "ledger.extract"
    CLAUSES_READ = "clauses.read"
    REPORT_READ = "report.read"


PAPER_BYTES = frozenset(
    {
        Action.CONTENTS_READ,
        Action.PAGE_READ,
        Action.THUMBNAIL_READ,
        Action.REGION_READ,
        Action.TEXT_READ,
        Action.WORDS_SEARCH,
        Action.NOTES_READ,
        Action.NOTES_SEE,
        Action.ORIGINAL_DOWNLOAD,
        Action.PERMIT_DOWNLOAD,
    }
)
"""Actions whose answer holds bytes of a paper, which the gate sends only after a durable ledger record."""
