"""The reasons of refusals, and what people are told for each: a sentence with the rule and what to do next."""

from dataclasses import dataclass
from enum import StrEnum

from app.access.stops.halting import FOR_RESIDENTS, HaltDepth


class Reason(StrEnum):
    """The reason of a decision. The values are kept in the ledger, so they never change."""

    ALLOWED = "allowed"
    NO_RULE = "no_rule"
    NOT_SIGNED_IN = "not_signed_in"
    ROLE = "role"
    NOT_IN_AUDIENCE = "not_in_audience"
    NOT_NAMED = "not_named"
    NEED_TO_KNOW = "need_to_know"
    NOT_PUBLISHED = "not_published"
    WITHDRAWN = "withdrawn"
    DEVICE = "device_not_approved"
    ZONE = "outside_trusted_zone"
    NO_NOTICE = "no_take_out_notice"
    NETWORK_UNCHECKED = "network_not_checked"
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
    BEING_RENEWED = "being_renewed"
    RELEASE_NEEDS_ADMINISTRATOR = "release_needs_administrator"
    CHAIRS_ALONE = "chairs_alone"
    LETTER_ISSUER = "letter_issuer"
    LETTER_OF_POWER = "letter_needs_two"
    VOUCHER = "voucher"
    ALTERED = "altered"
    UNKNOWN = "not_there"
    RULES_FIRST = "rules_not_acknowledged"
    NOT_THE_WRITER = "not_the_writer"
    FROZEN = "reading_frozen"
    FROZEN_NO_WIDER = "reading_frozen_no_wider"
    MARK_LOST = "mark_lost"
    MARK_UNCHECKED = "mark_unchecked"
    ALL_STOPPED = "all_stopped"
    CLOSED = "closed_to_all"
    NO_EXCEPTION = "no_exception"
    OUTSIDE_REMIT = "outside_remit"
    OUTSIDE_CONTRACT = "outside_contract"


class Ask(StrEnum):
    """What a refused person can do next; `web.refusal` turns it into a link."""

    NOTHING = ""
    SIGN_IN = "sign_in"
    SIGN_IN_AGAIN = "sign_in_again"
    ASK_PERMIT = "ask_permit"
    RENEW = "renew"
    REGISTER = "register"
    READ_RULES = "read_rules"
    GIVE_NOTICE = "give_notice"
    CHECK_NETWORK = "check_network"
    HALT = "halt"
    EXCEPTION = "exception"


@dataclass(frozen=True)
class Telling:
    """How a reason is told: code, HTTP status, sentence, and what the person can do next."""

    code: str
    status: int
    sentence: str
    ask: Ask = Ask.NOTHING


_GONE = (
    "お探しの画面や資料は見つかりませんでした。取り下げられたか、あなたには公開されていない資料です。"
    "読めるはずのときは、議会事務局に連絡してください。"
)

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
    Reason.OUTSIDE_CONTRACT: Telling("E404", 404, _GONE),
    Reason.NEED_TO_KNOW: Telling(
        "P454",
        403,
        "この議会では、議会事務局長が読める機密性3 の資料は、読む人として名前で指定されたものだけです。"
        "職務に必要なときは、ほかの事務局の人に、読む人に加えるよう頼んでください。",
    ),
    Reason.NOT_PUBLISHED: Telling("E404", 404, _GONE),
    Reason.NOT_ATTENDEE: Telling("E404", 404, _GONE),
    Reason.UNKNOWN: Telling("E404", 404, _GONE),
    Reason.RULES_FIRST: Telling(
        "P450",
        403,
        "先に、新しい規程を読んで確認してください。確認がすむと、この続きに戻ります。",
        Ask.READ_RULES,
    ),
    Reason.NOT_THE_WRITER: Telling(
        "P451",
        403,
        "お知らせを取り下げられるのは、書いた役職（議長か議会事務局長）にある人だけです。その人に頼んでください。",
    ),
    Reason.WITHDRAWN: Telling(
        "P410", 410, "この資料は議会事務局が取り下げました。会議の画面で新しい資料を確かめてください。"
    ),
    Reason.DEVICE: Telling(
        "P411",
        403,
        "この資料は、個人の端末では読めません。支給された端末でひらくか、議会事務局に連絡してください。"
        "議長の例外許可があるときは、「許可」の画面から使い始めます。",
        Ask.EXCEPTION,
    ),
    Reason.ZONE: Telling(
        "P412",
        403,
        "機密性3A の資料は、議会の決められたネットワークの中でだけ読めます。議場か議会事務局でひらいてください。"
        "議長の例外許可があるときは、「許可」の画面から使い始めます。",
        Ask.EXCEPTION,
    ),
    Reason.NO_NOTICE: Telling(
        "P433",
        403,
        "議会の決められたネットワークの外で機密性3 の資料を読むには、持ち出しの届が必要です。"
        "届け出ると、その期間はここで読めます。",
        Ask.GIVE_NOTICE,
    ),
    Reason.NETWORK_UNCHECKED: Telling(
        "P434",
        403,
        "ここは議会の決められたネットワークの外です。安全を確かめたことを記録すると、この接続で、この続きを読めます。",
        Ask.CHECK_NETWORK,
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
        "P419",
        403,
        "お探しのものがないか、機密性3A のため、議会事務局長だけが扱えます。必要なときは事務局長に頼んでください。",
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
        "続けるには、パスキーでの本人確認が必要です。パスキーで確認すると、この続きに戻ります。",
        Ask.SIGN_IN_AGAIN,
    ),
    Reason.OWN_FACTORS: Telling(
        "P424", 403, "自分の登録用紙やリセットを、自分で扱うことはできません。ほかの事務局の人に頼んでください。"
    ),
    Reason.SAME_PERSON: Telling(
        "P425", 403, "申し出た人が、自分で確認や発行をすることはできません。確認の役のほかの人に頼んでください。"
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
    Reason.BEING_RENEWED: Telling(
        "P440",
        403,
        "この資料は差し替えられ、新しい版を公開する準備をしています。しばらくしてから、もう一度ひらいてください。",
    ),
    Reason.RELEASE_NEEDS_ADMINISTRATOR: Telling(
        "P441",
        403,
        "書記が依頼した住民への公開は、議会事務局長だけが確認できます。事務局長に確認を頼んでください。",
    ),
    Reason.CHAIRS_ALONE: Telling("P429", 403, "これは議長だけが決めます。議長に確かめてもらってください。"),
    Reason.LETTER_ISSUER: Telling(
        "P430", 403, "この人の登録用紙を発行した人は、端末の承認はできません。ほかの事務局長か議長に頼んでください。"
    ),
    Reason.LETTER_OF_POWER: Telling(
        "P431",
        403,
        "議長、副責任者、議会事務局長、調査担当の登録用紙は、1 人では発行できません。"
        "リセットを申し出て、別の人が確認したあとに、申し出た人ではない人が発行してください。",
    ),
    Reason.VOUCHER: Telling(
        "P432",
        403,
        "この人の登録用紙を発行した人や端末を承認した人は、役職の申し出を確認できません。"
        "確認の役のほかの人に頼んでください。",
    ),
    Reason.ALTERED: Telling(
        "S502",
        409,
        "判断のもとになる記録（区分、読む人、役職など）が、システムの外から書き換えられた疑いがあるため、止めました。"
        "議会事務局に連絡してください。",
    ),
    Reason.FROZEN: Telling("S512", 423, HaltDepth.READING.sentence, Ask.HALT),
    Reason.FROZEN_NO_WIDER: Telling(
        "S513",
        423,
        "閲覧凍結中のため、読める人や読めるものを増やすことと、資料の廃棄はできません。解除されてから、もう一度操作してください。"
        "区分の引き上げや取り下げなど、閉じる操作は、いまもできます。",
        Ask.HALT,
    ),
    Reason.MARK_LOST: Telling(
        "S514",
        423,
        "ページに付ける印が見つからないため、機密性2 以上の資料のページを閉じました。直ると自動でひらきます。"
        "お急ぎのときは、議会事務局に連絡してください。",
    ),
    Reason.MARK_UNCHECKED: Telling(
        "S515",
        423,
        "ページに付ける印を確かめられない間、機密性2 以上の資料のページを閉じています。確かめられると自動でひらきます。"
        "少し待ってから、もう一度ひらいてください。続くときは、議会事務局に連絡してください。",
    ),
    Reason.ALL_STOPPED: Telling("S510", 423, HaltDepth.ALL.sentence, Ask.HALT),
    Reason.NO_EXCEPTION: Telling(
        "P452",
        403,
        "この例外許可は、いま使えません。期間と回数、許可された端末を「許可」の画面で確かめ、"
        "必要なときは議会事務局長に申し出てください。",
        Ask.EXCEPTION,
    ),
    Reason.OUTSIDE_REMIT: Telling(
        "P453",
        403,
        "あなたの役職で見られるのは、議長が決めた対象の人と期間の中の記録だけです。"
        "必要なときは、対象か期間を改めるよう、議長に申し出てください。",
    ),
    Reason.CLOSED: Telling("S511", 503, FOR_RESIDENTS, Ask.HALT),
}
"""Every reason but ALLOWED; a test holds this table to the enumeration."""
