"""Everything that can be done, one name each. A route names its action; an undeclared action does not import."""

from enum import StrEnum


class Action(StrEnum):
    """What a request asks for. Groups below say which facts a decision needs."""

    PUBLIC = "public"
    SIGN_IN = "sign_in"
    SIGN_AGAIN = "sign_again"
    SIGN_OUT = "sign_out"
    ENROL = "enrol"
    HOME_READ = "home.read"
    ACCOUNT_READ = "account.read"
    SESSION_RENEW = "session.renew"
    SESSION_MANAGE = "session.manage"

    FACTOR_CHANGE = "factor.change"
    FACTOR_RESET = "factor.reset"
    FACTOR_RESET_CONFIRM = "factor.reset_confirm"
    FACTOR_RESET_DESK = "factor.reset_desk"
    LETTER_DESK = "letter.desk"
    LETTER_ISSUE = "letter.issue"

    DEVICE_REQUEST = "device.request"
    DEVICE_REPORT_LOST = "device.report_lost"
    DEVICE_DESK = "device.desk"
    DEVICE_APPROVE = "device.approve"
    DEVICE_STOP = "device.stop"
    DEVICE_SITTING_DESK = "device.sitting_desk"
    DEVICE_SITTING_APPROVE = "device.sitting_approve"

    LIVE_LISTEN = "live.listen"
    ALARM_READ = "alarm.read"
    ALARM_ANSWER = "alarm.answer"
    CONNECTIONS_READ = "connections.read"
    CONNECTIONS_END = "connections.end"

    PEOPLE_READ = "people.read"
    PEOPLE_MANAGE = "people.manage"
    PERSON_SUSPEND = "people.suspend"
    DELEGATE = "people.delegate"

    MEETING_READ = "meeting.read"
    MEETING_PREPARE = "meeting.prepare"
    MEETING_PUBLISH = "meeting.publish"

    MATERIAL_READ = "material.read"
    CONTENTS_READ = "contents.read"
    PAGE_READ = "page.read"
    THUMBNAIL_READ = "thumbnail.read"
    REGION_READ = "region.read"
    TEXT_READ = "text.read"
    ORIGINAL_DOWNLOAD = "original.download"
    PERMIT_DOWNLOAD = "permit.download"

    MATERIAL_UPLOAD = "material.upload"
    MATERIAL_PREPARE = "material.prepare"
    MATERIAL_LABEL = "material.label"
    MATERIAL_LABEL_CONFIRM = "material.label_confirm"
    MATERIAL_RELEASE = "material.release"
    MATERIAL_WITHDRAW = "material.withdraw"

    PERMIT_ASK = "permit.ask"
    PERMIT_LIST = "permit.list"
    PERMIT_DESK = "permit.desk"
    PERMIT_DECIDE = "permit.decide"

    REGISTER_INDEX = "register.index"
    REGISTER_READ = "register.read"
    REGISTER_WRITE = "register.write"

    LEDGER_READ = "ledger.read"
    LEDGER_EXPORT = "ledger.export"


PAPER_BYTES = frozenset(
    {
        Action.CONTENTS_READ,
        Action.PAGE_READ,
        Action.THUMBNAIL_READ,
        Action.REGION_READ,
        Action.TEXT_READ,
        Action.ORIGINAL_DOWNLOAD,
        Action.PERMIT_DOWNLOAD,
    }
)
"""Actions whose answer holds bytes of a paper: the gate sends them only with a durable ledger record."""
