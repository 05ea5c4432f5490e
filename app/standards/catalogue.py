"""The values that the council decides on a screen, by two persons: handling table, zones, and times of sessions.

Each has a value from `gijo.toml` (or from the policy's table, when the file has no setting for it), and a least strict
value that the policy demands. A weaker one is possible only as a named exception (7-4).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.access.facts import DeviceKind
from app.access.levels import Confidentiality
from app.access.roles import Role
from app.access.table import DEFAULT, PROOF_SECONDS_3, STRONG_SECONDS, STRONG_SECONDS_3A, Handling
from app.settings import MOST_ADMINISTRATORS, SESSION_BOUNDS, Settings
from app.standards.browsers import OldestBrowsers
from app.standards.keeping import FOR_EVER, KeepingTime
from app.standards.values import Amount, Networks, OneOf, SomeOf, ValueKind

_FEW_ADMINISTRATORS = 3


@dataclass(frozen=True)
class Standard:
    """One value.

    `demand`: the weakest value that the clause permits; None when it leaves the value to the council. `of_file`: the
    value that holds while nothing was decided. `setting`: its name in `gijo.toml`, "" without one. `loosened`,
    `tightened`: sentences for the second person: what becomes possible, or no longer is.
    """

    key: str
    part: str
    label: str
    kind: ValueKind
    clause: str
    demand: str | None
    of_file: Callable[[Settings], str]
    setting: str = ""
    loosened: str = ""
    tightened: str = ""

    def is_weak(self, value: str) -> bool:
        """True when a value is weaker than the clause, so that it needs a named exception."""
        return self.demand is not None and self.kind.is_weaker(value, self.demand)

    def strictest(self, *values: str) -> str:
        """A value that allows nothing that the clause or any of these values refuses."""
        found = values[0]
        for value in (*values[1:], *(() if self.demand is None else (self.demand,))):
            found = self.kind.stricter(found, value)
        return found


ISSUED, WITH_PERSONAL = "issued", "personal"
TRUSTED, NOTICED, ANYWHERE = "trusted", "noticed", "anywhere"
BY_NEED, EVERYBODY = "by_need", "everybody"
SEALED, PLAIN = "sealed", "plain"
BY_NAME, ALL_PREPARED = "by_name", "all_prepared"

_DEVICES = OneOf(((ISSUED, "支給端末だけ"), (WITH_PERSONAL, "支給端末と、承認された個人の端末")))
_PLACES = OneOf(
    (
        (TRUSTED, "区域の中だけ"),
        (NOTICED, "区域の中と、持ち出しの届が出ている間はその外"),
        (ANYWHERE, "どこからでも"),
    )
)
_TEXTS = OneOf(((BY_NEED, "配慮の記録がある人だけ"), (EVERYBODY, "だれでも")))
_PDFS = OneOf(((SEALED, "パスワード付き"), (PLAIN, "パスワードなし")))


def _always(value: str) -> Callable[[Settings], str]:
    return lambda _settings: value


def _of_level(row: Handling) -> Iterator[Standard]:
    """The values in a level's row of the handling table."""
    part, is_3 = f"{row.level.words} の資料", row.level.is_level_3

    def one(name: str, label: str, kind: OneOf, clause: str, value: str, *, is_demanded: bool) -> Standard:
        loosened, tightened = _TOLD[name]
        return Standard(
            f"{name}_{row.level}",
            part,
            label,
            kind,
            clause,
            value if is_demanded else None,
            _always(value),
            loosened=f"{part}{loosened}",
            tightened=f"{part}{tightened}",
        )

    devices = WITH_PERSONAL if DeviceKind.PERSONAL in row.devices else ISSUED
    outside = NOTICED if row.notice_outside else ANYWHERE
    place = TRUSTED if row.trusted_zone_only else outside
    text = BY_NEED if row.text_needs_accommodation else EVERYBODY
    pdf = SEALED if row.permit_is_encrypted else PLAIN
    rule = "2(1) 取扱制限"
    yield one("devices", "読める端末", _DEVICES, f"{rule}1", devices, is_demanded=is_3)
    yield one("place", "読める場所", _PLACES, f"{rule}6、5(1)③", place, is_demanded=place != ANYWHERE)
    yield one("text", "読み上げの文字を使える人", _TEXTS, f"{rule}2", text, is_demanded=is_3)
    yield one("permit", "許可で渡す PDF", _PDFS, f"{rule}4", pdf, is_demanded=pdf == SEALED)


_TOLD = {
    "devices": ("を、承認された個人の端末でも読めるようになります。", "は、個人の端末では読めなくなります。"),
    "place": ("を、区域の外で読める人が増えます。", "を、区域の外で読める人が減ります。"),
    "text": (
        "の文字を、配慮の記録のない人の画面にも送ります。",
        "の文字は、配慮の記録がある人の画面だけに送ります。",
    ),
    "permit": ("の PDF が、パスワードなしで開けるようになります。", "の PDF は、パスワードがないと開けなくなります。"),
}


_TIMES = "サインインと接続の時間"


def _time(name: str, label: str, clause: str, *, demand: int, most: int | None = None, later: str) -> Standard:
    least, bound = SESSION_BOUNDS[name]
    return Standard(
        name,
        _TIMES,
        label,
        Amount(least, most or bound),
        clause,
        str(demand),
        lambda settings: str(getattr(settings.sessions, name)),
        f"sessions.{name}",
        loosened=f"{later}のが、遅くなります。",
        tightened=f"{later}のが、早くなります。いまの接続にも、すぐに効きます。",
    )


_ROLES = {
    role.value: role.words
    for role in (
        Role.CHAIR,
        Role.DEPUTY,
        Role.ADMINISTRATOR,
        Role.CLERK,
        Role.MEMBER,
        Role.EXECUTIVE,
        Role.INVESTIGATOR,
        Role.AUDITOR,
        Role.ADVISER,
        Role.CONTRACTOR,
    )
}
_LEVELS = {level.value: level.words for level in Confidentiality if level is not Confidentiality.C1}
_UP_TO = tuple((level.value, f"{level.words} まで") for level in sorted(Confidentiality, key=lambda level: level.rank))
_SIGN_IN = "本人確認と権限"


def _of_places() -> Iterator[Standard]:
    yield Standard(
        "trusted_zones",
        "区域",
        "信頼するネットワーク",
        Networks(),
        "2(1) 取扱制限6",
        None,
        lambda settings: " ".join(map(str, settings.trusted_zones)),
        "network.trusted_zones",
        loosened="新しく入るネットワークから、場所を限った資料を読めるようになります。",
        tightened="外れるネットワークからは、場所を限った資料を読めなくなります。",
    )
    for row in DEFAULT.rows.values():
        yield from _of_level(row)


def _of_times() -> Iterator[Standard]:
    yield _time(
        "strong_seconds", "資料を読むときの、本人確認の新しさ", "3", demand=STRONG_SECONDS, later="本人確認を求められる"
    )
    yield _time(
        "strong_seconds_3a",
        "機密性3A を読むときの、本人確認の新しさ",
        "6-2(3)②",
        demand=STRONG_SECONDS_3A,
        most=4 * 3600,
        later="機密性3A で本人確認を求められる",
    )
    yield _time(
        "renew_seconds_3",
        "機密性3 を読むときの、端末の確かめの新しさ",
        "6-2(4)",
        demand=PROOF_SECONDS_3,
        later="機密性3 で端末を確かめ直す",
    )
    yield _time("renew_seconds", "端末を確かめ直す間隔", "6-2(4)", demand=900, later="端末を確かめ直す")
    yield _time(
        "idle_seconds", "操作がないとき、接続が終わるまで", "6-2(3)②", demand=3600, later="放っておいた接続が終わる"
    )
    yield _time("absolute_seconds", "サインインしてから接続が終わるまで", "6-2(3)②", demand=86400, later="接続が終わる")


def _of_people() -> Iterator[Standard]:
    yield Standard(
        "passkey_roles",
        _SIGN_IN,
        "パスキーでだけサインインする役職",
        SomeOf(_ROLES),
        "6-2(3)①",
        None,
        lambda settings: " ".join(role for role in _ROLES if role in settings.passkey_required_roles),
        "auth.passkey_required_roles",
        loosened="外れる役職の人は、パスワードと確認コードでもサインインできるようになります。",
        tightened="加わる役職の人は、パスキーがないとサインインできなくなります。",
    )
    yield Standard(
        "passkey_levels",
        _SIGN_IN,
        "パスキーで確かめた人だけが読む区分",
        SomeOf(_LEVELS),
        "3",
        None,
        lambda settings: " ".join(level for level in _LEVELS if level in settings.passkey_required_levels),
        "auth.passkey_required_levels",
        loosened="外れる区分の資料は、パスワードと確認コードで確かめた人も読めるようになります。",
        tightened="加わる区分の資料は、パスキーで確かめないと読めなくなります。",
    )
    yield Standard(
        "administrators",
        _SIGN_IN,
        "同時に議会事務局長の役職に就ける人数",
        Amount(1, MOST_ADMINISTRATORS, "人"),
        "6-2(3)①",
        str(_FEW_ADMINISTRATORS),
        lambda settings: str(settings.administrators_at_most),
        "auth.administrators_at_most",
        loosened="議会事務局長の役職に、もっと多くの人が就けるようになります。",
        tightened="議会事務局長の役職に就ける人が減ります。いま就いている人の役職は、そのままです。",
    )


def _of_need_to_know() -> Iterator[Standard]:
    yield Standard(
        "administrators_read_3",
        _SIGN_IN,
        "議会事務局長が読める機密性3 の資料",
        OneOf(((BY_NAME, "読む人として名前で指定された資料だけ"), (ALL_PREPARED, "準備する資料のすべて"))),
        "6-2(3)②",
        None,
        _always(ALL_PREPARED),
        loosened="議会事務局長が、読む人として指定されていない機密性3 の資料も読めるようになります。",
        tightened="議会事務局長は、読む人として名前で指定されていない機密性3 を読めなくなります（準備はできます）。",
    )


def _of_browsers() -> Iterator[Standard]:
    yield Standard(
        "oldest_browsers",
        _SIGN_IN,
        "使えるブラウザーの、いちばん古い版",
        OldestBrowsers(),
        "6-4(2)",
        None,
        _always(""),
        loosened="もっと古い版のブラウザーでも、サインインできるようになります。",
        tightened="書いた日から、古い版のブラウザーではサインインできなくなります。その日までは、サインインのときに知らせます。",
    )


def _of_keeping() -> Iterator[Standard]:
    yield Standard(
        "keeping_years",
        "資料の保存",
        "資料の保存期間（会議の年度が終わってから）",
        KeepingTime(),
        "2(2)④-2",
        None,
        _always(FOR_EVER),
        loosened="保存期間の終わった資料が増え、2 人で廃棄できるようになります。ひとりでに廃棄されることはありません。",
        tightened="保存期間の終わった資料が減ります。もう廃棄したものは戻りません。",
    )
    yield Standard(
        "store_level",
        "資料の保存",
        "このシステムの保管庫に置いてよい区分",
        OneOf(_UP_TO),
        "2(1) 取扱制限3",
        None,
        _always(Confidentiality.C3A.value),
        loosened="もっと高い区分の資料のファイルも、このシステムの保管庫に入れられるようになります。",
        tightened="それより高い区分の資料のファイルは入れられなくなります。もう入っているものは、議会事務局長に知らせます。",
    )
    yield Standard(
        "backup_days",
        "資料の保存",
        "資料を廃棄してから、それより前の控えを捨てるまでの日数",
        Amount(1, 366, "日"),
        "2(1) 取扱制限5",
        None,
        _always("90"),
        loosened="廃棄した資料の残る控えを、もっと長く置けるようになります。",
        tightened="廃棄した資料の残る控えの期限が、次の廃棄から早くなります。",
    )


def _of_weaknesses() -> Iterator[Standard]:
    def one(name: str, label: str, *, days: int, later: str) -> Standard:
        return Standard(
            name,
            "脆弱性への対応",
            label,
            Amount(1, 366, "日"),
            "6-3(6)、6-6",
            None,
            _always(str(days)),
            loosened=f"{later}のが、遅くなります。",
            tightened=f"{later}のが、早くなります。",
        )

    due, told = "脆弱性の記録に付く期限：", "見つかった弱点の対応の期限が来る"
    yield one("advisory_days", "部品の弱点を照らし合わせる間隔", days=31, later="照らし合わせていないことを知らせる")
    yield one("weakness_days_critical", f"{due}緊急のもの", days=7, later=told)
    yield one("weakness_days_high", f"{due}重要なものと、重大さの記載がないもの", days=30, later=told)
    yield one("weakness_days_other", f"{due}そのほか", days=90, later=told)


_ALL = (
    *_of_places(),
    *_of_times(),
    *_of_people(),
    *_of_need_to_know(),
    *_of_browsers(),
    *_of_keeping(),
    *_of_weaknesses(),
)

STANDARDS: Mapping[str, Standard] = MappingProxyType({standard.key: standard for standard in _ALL})
"""Key → standard, in the order in which screens show them. Keys stand in rows and records, and never change."""
