"""The kinds of rules, whom they concern, the parts of their texts, and the text of a council's first rule."""

from collections.abc import Mapping
from enum import StrEnum

from app.access.roles import SECRETARIAT, Role


class RuleKind(StrEnum):
    """The kinds of written rules. All but notices have to be acknowledged before any paper is read."""

    POLICY = "policy"
    STANDARD = "standard"
    PROCEDURE = "procedure"
    READING = "reading"
    OUTSIDE = "outside"
    PERSONAL = "personal"
    PLAN = "plan"
    ATTESTATION = "attestation"
    OTHER = "other"
    NOTICE = "notice"

    @property
    def words(self) -> str:
        """The name of the kind on screens."""
        return _KINDS[self]

    @property
    def is_notice(self) -> bool:
        return self is RuleKind.NOTICE


_KINDS = {
    RuleKind.POLICY: "基本方針（情報セキュリティポリシー）",
    RuleKind.STANDARD: "対策基準",
    RuleKind.PROCEDURE: "実施手順（公開しない）",
    RuleKind.READING: "読んだことの記録についての知らせ",
    RuleKind.OUTSIDE: "外で情報を扱うときの規程",
    RuleKind.PERSONAL: "個人の端末の規程",
    RuleKind.PLAN: "緊急時対応計画",
    RuleKind.ATTESTATION: "守っていることの確認書（年に一度）",
    RuleKind.OTHER: "そのほかの規程、指定、法令の一覧",
    RuleKind.NOTICE: "お知らせ",
}


class Concerned(StrEnum):
    """The people whom a rule concerns: they see it, and acknowledge its versions that ask for it."""

    EVERYBODY = "everybody"
    MEMBERS = "members"
    SECRETARIAT = "secretariat"
    PERSONAL = "personal"

    @property
    def words(self) -> str:
        """The name of these people on screens."""
        return _CONCERNED[self]

    @property
    def roles(self) -> frozenset[Role]:
        """The offices whose holders it concerns; with PERSONAL only while they use a personal device."""
        return _ROLES[self]


_CONCERNED = {
    Concerned.EVERYBODY: "全員",
    Concerned.MEMBERS: "議員（議長、副責任者を含む）",
    Concerned.SECRETARIAT: "議会事務局",
    Concerned.PERSONAL: "個人の端末を使う人",
}
_ALL_ROLES = frozenset(Role) - {Role.PUBLIC}
_ROLES: Mapping[Concerned, frozenset[Role]] = {
    Concerned.EVERYBODY: _ALL_ROLES,
    Concerned.MEMBERS: frozenset({Role.CHAIR, Role.DEPUTY, Role.MEMBER, Role.ACTING_CHAIR}),
    Concerned.SECRETARIAT: SECRETARIAT,
    Concerned.PERSONAL: _ALL_ROLES,
}


def is_about_devices(kind: RuleKind, concerned: Concerned) -> bool:
    """Whether a rule has to be acknowledged before a personal device is approved (5(1)④)."""
    is_of_kind = kind in {RuleKind.OUTSIDE, RuleKind.PERSONAL}
    return not kind.is_notice and (is_of_kind or concerned is Concerned.PERSONAL)


TEXT = "text"
PARTS: Mapping[str, str] = {
    TEXT: "本文",
    "contacts": "連絡先",
    "reporting": "報告する事項",
    "measures": "とる措置",
    "prevention": "再発を防ぐ対策",
}
"""The names of the parts of a version, in their order, with their headings."""

PLAN_PARTS = tuple(name for name in PARTS if name != TEXT)
"""The four parts of a plan for emergencies (7-3(2)①–④)."""


def parts_of(kind: RuleKind) -> tuple[str, ...]:
    """The names of the parts that a rule of this kind is written in."""
    return PLAN_PARTS if kind is RuleKind.PLAN else (TEXT,)


FIRST_TITLE = "読んだことの記録と、ページの印について"
FIRST_TEXT = """このシステムでは、次のことを行っています。使う人は、知ったうえで使ってください。

1　記録されること
資料をひらいたこと、どのページをいつ表示したか、サインイン、申請や決定は、すべて記録されます。記録は、あとから消したり書き換えたりできません。

2　記録を見られる人
議長、議会事務局長と、議長が範囲と期間を決めて指名した調査担当が見られます。調べたことも記録されます。あなた自身の記録は、「自分の端末」の画面からいつでも見られます。

3　ページの印
公開されていない資料のページには、見ている人の名前、日時と発行コードが、見える印として入ります。画面を写した写真からも、だれに表示したページかが分かります。
目に見えない印も入ります。文字のところどころを、0.1 ミリほど下げてあります。
見える印を消した写真からも、だれに見せた控えかが分かることがあります。
調べるのは、議長が命じたときだけです。調べたことは記録されます。
印から分かるのは、だれに見せた控えかだけです。だれが写したか、だれが外に出したかは分かりません。
文字の少ないページや図面では、何も分からないこともあります。

4　わからないとき
議会事務局にたずねてください。"""
"""The text of a council's first rule, to be acknowledged before the first paper is read (5(1), 6-1(2)①)."""

ATTESTED_TITLE = "守っていることの確認書"
ATTESTED_TEXT = """使っている端末と、自分の扱いを確かめてから、確認してください。年に一度、確かめ直します。
確認した日が残り、確認した人とまだの人を、議長と議会事務局長が見ます。

1　ソフトウェア（6-1(9)①）
許可のないソフトウェアやアプリを、支給された端末に入れていません。

2　端末の設定（5(1)⑤、6-4(3)）
安全のための設定を変えていません。OS とブラウザーを新しいものにしています。

3　ファイルとメール（6-4(3)）
不正プログラムの検査を止めていません。外から受け取ったファイルは、ひらく前に検査しています。心当たりのないメールとファイルは、ひらかずに削除しています。

4　知らせ（6-4(3)）
議会事務局が知らせた、ウイルスと弱点の情報を読んでいます。

5　おかしいと思ったとき
感染したかもしれないときは、使うのをやめて「端末の感染を知らせる」で知らせます。

守れていないところがあるときは、先に直すか、「相談の記録」か議会事務局に申し出てから確認してください。"""
"""The text of an attestation that members make each year (6-1(9)①, 6-4(3)①–④)."""
