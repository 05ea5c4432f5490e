"""Why a request is refused, and what the reader is told: one sentence saying which rule, and what to do next."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Machine-readable causes; they go to the ledger as they are."""

    ALLOWED = "allowed"
    NO_RULE = "no_rule"
    NOT_SIGNED_IN = "not_signed_in"
    ROLE = "role"
    NOT_IN_AUDIENCE = "not_in_audience"
    NOT_NAMED = "not_named"
    NOT_PUBLISHED = "not_published"
    WITHDRAWN = "withdrawn"
    DEVICE = "device_not_approved"
    ZONE = "outside_trusted_zone"
    STALE = "sign_in_again"
    ACCOMMODATION = "needs_accommodation"
    NEEDS_PERMIT = "needs_chair_permit"
    NOT_RELEASED = "not_released"
    OWN_REQUEST = "own_request"
    DECIDED_ALREADY = "decided_already"
    NOT_ATTENDEE = "not_attendee"
    NEEDS_ADMINISTRATOR = "needs_administrator"
    RENEWAL = "device_proof_due"
    UNREGISTERED = "device_not_registered"
    SITTING = "device_not_for_sittings"
    OWN_DEVICE = "own_device"
    NEEDS_PASSKEY = "needs_passkey"
    OWN_FACTORS = "own_factors"
    SAME_PERSON = "needs_second_person"
    NOT_DELEGATED = "not_delegated"
    ONESELF = "oneself"
    CHAIR_THEMSELVES = "chair_themselves"


class Ask(StrEnum):
    """What the reader can do about it; the route layer turns it into a link."""

    NOTHING = ""
    SIGN_IN = "sign_in"
    SIGN_IN_AGAIN = "sign_in_again"
    ASK_PERMIT = "ask_permit"
    RENEW = "renew"
    REGISTER = "register"


@dataclass(frozen=True)
class Telling:
    """How a reason is told."""

    code: str
    status: int
    sentence: str
    ask: Ask = Ask.NOTHING


_GONE = "お探しの画面や資料は見つかりませんでした。取り下げられたか、あなたには公開されていない資料です。"

TELLINGS: dict[Reason, Telling] = {
    Reason.NO_RULE: Telling("P400", 403, "この操作は許可されていません。必要なときは議会事務局に連絡してください。"),
    Reason.NOT_SIGNED_IN: Telling(
        "A401", 401, "サインインが必要です。サインインすると、この続きから始められます。", Ask.SIGN_IN
    ),
    Reason.ROLE: Telling(
        "P403", 403, "この操作は、あなたの役職ではできません。必要なときは議会事務局に連絡してください。"
    ),
    Reason.NOT_IN_AUDIENCE: Telling("E404", 404, _GONE),
    Reason.NOT_NAMED: Telling("E404", 404, _GONE),
    Reason.NOT_PUBLISHED: Telling("E404", 404, _GONE),
    Reason.NOT_ATTENDEE: Telling("E404", 404, _GONE),
    Reason.WITHDRAWN: Telling(
        "P410", 410, "この資料は議会事務局が取り下げました。会議の画面で新しい資料を確かめてください。"
    ),
    Reason.DEVICE: Telling(
        "P411",
        403,
        "この資料は、支給された端末か承認された端末でだけ読めます。支給端末でひらくか、議会事務局に連絡してください。",
    ),
    Reason.ZONE: Telling(
        "P412",
        403,
        "機密性3A の資料は、議会の決められたネットワークの中でだけ読めます。議場か議会事務局でひらいてください。",
    ),
    Reason.STALE: Telling(
        "P413",
        403,
        "続けるには、もう一度の本人確認が必要です。確認がすむと、この続きに戻ります。",
        Ask.SIGN_IN_AGAIN,
    ),
    Reason.ACCOMMODATION: Telling(
        "P414",
        403,
        "この区分の資料の読み上げには、配慮の記録が必要です。議会事務局に連絡してください。"
        "画面で読むことは、これまでどおりできます。",
    ),
    Reason.NEEDS_PERMIT: Telling(
        "P415",
        403,
        "この資料は議長の許可がある場合だけダウンロードできます。画面で読むことは、これまでどおりできます。",
        Ask.ASK_PERMIT,
    ),
    Reason.NOT_RELEASED: Telling(
        "P416",
        403,
        "公開されている資料ではないため、もとの PDF は保存できません。議長に許可を申請してください。",
        Ask.ASK_PERMIT,
    ),
    Reason.OWN_REQUEST: Telling(
        "P417",
        403,
        "自分が出した申請を、自分で決めることはできません。副責任者か、ほかの決裁者に頼んでください。",
    ),
    Reason.DECIDED_ALREADY: Telling("P418", 409, "この申請は、もう決裁されています。一覧で結果を確かめてください。"),
    Reason.NEEDS_ADMINISTRATOR: Telling(
        "P419", 403, "機密性3A の指定は、議会事務局長だけができます。事務局長に確認を頼んでください。"
    ),
    Reason.RENEWAL: Telling(
        "A410", 401, "この端末を確かめ直しています。画面が変わらないときは、もう一度サインインしてください。", Ask.RENEW
    ),
    Reason.UNREGISTERED: Telling(
        "P420",
        403,
        "この端末はまだ登録されていないため、使えません。登録を申し込み、議会事務局の承認を受けてください。",
        Ask.REGISTER,
    ),
    Reason.SITTING: Telling(
        "P421",
        403,
        "会議中に個人の端末を使うには、議長の承認が必要です。支給端末でひらくか、議長に承認を頼んでください。",
    ),
    Reason.OWN_DEVICE: Telling(
        "P422", 403, "自分の端末を、自分で承認することはできません。ほかの承認者に頼んでください。"
    ),
    Reason.NEEDS_PASSKEY: Telling(
        "P423",
        403,
        "この区分の資料を読むには、パスキーでの本人確認が必要です。パスキーで確認すると、この資料に戻ります。",
        Ask.SIGN_IN_AGAIN,
    ),
    Reason.OWN_FACTORS: Telling(
        "P424", 403, "自分の登録用紙やリセットを、自分で扱うことはできません。ほかの事務局の人に頼んでください。"
    ),
    Reason.SAME_PERSON: Telling(
        "P425", 403, "リセットの確認は、申し出た人とは別の人が行います。ほかの事務局の人に頼んでください。"
    ),
    Reason.NOT_DELEGATED: Telling(
        "P426", 403, "この操作は、議長から委任を受けている期間だけできます。必要なときは議長に委任を頼んでください。"
    ),
    Reason.ONESELF: Telling(
        "P427", 403, "自分自身について決めることはできません。議長か議会事務局のほかの人に頼んでください。"
    ),
    Reason.CHAIR_THEMSELVES: Telling(
        "P428", 403, "議長の利用を停止することはできません。議会運営委員会に報告してください。"
    ),
}
"""Every reason but ALLOWED; a test holds this table to the enumeration."""
