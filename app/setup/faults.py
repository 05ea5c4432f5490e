"""Faults of the set-up: mistakes in the settings, the proxy or the network around the service, with their remedies.

Each is told in the log and by `gijo doctor`, and on the administrator's board once a request has shown it.
"""

from collections.abc import Iterator
from enum import Enum

from app.errors import AppError
from app.settings import Settings

_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


class SetupFault(Enum):
    """`code`: stable, for the one who is asked. `what` is wrong, and the `remedy`; both end without a full stop."""

    PROXY_UNNAMED = (
        "C201",
        "前に置いたプロキシが、network.trusted_proxies に書かれていません",
        (
            "自分たちのプロキシのアドレスであることを確かめて書き、始め直します。"
            "書くまでは、全員が 1 つのアドレスからに見え、だれかの間違いが続くと全員がサインインを待たされます"
        ),
    )
    SENDER_MISSING = (
        "C202",
        "プロキシが、相手のアドレスを伝えていません",
        (
            "プロキシに X-Forwarded-For を付けさせます（nginx では proxy_set_header X-Forwarded-For "
            "$proxy_add_x_forwarded_for）。付けるまでは、全員が 1 つのアドレスからに見えます"
        ),
    )
    PORT_DROPPED = (
        "C203",
        "プロキシが、ポート番号を正しく伝えていないため、画面からの操作をすべて断っています",
        "プロキシに Host をそのまま伝えさせます（nginx では proxy_set_header Host $http_host）",
    )
    HOST_REPLACED = (
        "C204",
        "プロキシが、ひらいた名前（Host）を書きかえているか、その名前が server.allowed_hosts にありません",
        (
            "プロキシに Host をそのまま伝えさせ（nginx では proxy_set_header Host $http_host）、"
            "使う名前を server.allowed_hosts に書きます"
        ),
    )
    HTTPS_OFF = (
        "C205",
        "ブラウザーは https でひらいていますが、server.https が false です",
        "server.https を true にして始め直します。false のままでは、操作を断り、パスキーも使えません",
    )
    HTTPS_ON = (
        "C206",
        "server.https は true ですが、暗号化しない http でひらかれたため、断りました",
        (
            "プロキシの http の口は、https へ移すことだけに使います。TLS を受け持つ機器がさらに前にあるときは、"
            "X-Forwarded-Proto: https をそのまま伝えさせます"
        ),
    )
    PAST_PROXY = (
        "C207",
        "プロキシを通らずに来た、暗号化しない接続を断りました",
        (
            "自分たちのプロキシのアドレスなら network.trusted_proxies に加えて始め直します。"
            "そうでなければ、ほかの機械からこのポートに届かないようにします（server.host、ファイアウォール）"
        ),
    )
    SOCKET_DROPPED = (
        "C208",
        "プロキシが、知らせの通り道（WebSocket）を通していません",
        (
            "プロキシに Upgrade と Connection を伝えさせます（docs/ja/operations.md の「プロキシ」の例）。"
            "通すまでは、警報が遅れ、終了した接続の画面が消えるのも遅くなります"
        ),
    )
    BODY_LIMIT = (
        "C209",
        "プロキシが、送られた資料のファイルを大きすぎると断りました",
        "プロキシの上限を limits.upload_limit_bytes より大きくします（nginx では client_max_body_size 200m）",
    )
    POOLED = (
        "C210",
        "データベースとの間の PgBouncer などが、1 つの接続を、トランザクションごとに別の接続へ替えています",
        (
            "pool_mode = session にするか、PostgreSQL に直接つなぎます。"
            "このままではロックと知らせ（LISTEN）が効かないため、始めません"
        ),
    )
    LIMITS_LOST = (
        "C211",
        "データベースとの間の PgBouncer などが、接続に付ける設定（確実な書き込み、待ち時間の上限）を捨てています",
        (
            "PostgreSQL に直接つなぐか、その利用者に同じ設定を付けます"
            "（docs/ja/operations.md の「大きな議会で動かす」）。"
            "このままでは、止まったデータベースを待ち続けるため、始めません"
        ),
    )
    CLOCKS_DIFFER = (
        "C212",
        "このサーバーの時計とデータベースの時計が違っています",
        "両方の機械で、時計合わせ（NTP）が動いていることを確かめます",
    )
    HOSTS_UNSET = (
        "C213",
        "server.https が true なのに、server.allowed_hosts に使う名前がありません",
        "議員がひらくアドレスの名前を server.allowed_hosts に書き、始め直します。書くまでは、どの画面もひらきません",
    )

    DATABASE_OPEN = (
        "C214",
        "ほかの機械にあるデータベースとの間の通信が、暗号化されていません",
        (
            "PostgreSQL の ssl を on にし、database.url に sslmode=verify-full と sslrootcert を付けて始め直します。"
            "同じ機械にあるなら、ソケットか 127.0.0.1 でつなぎます"
        ),
    )

    def __init__(self, code: str, what: str, remedy: str) -> None:
        self.code, self.what, self.remedy = code, what, remedy

    def sentence(self, seen: str = "") -> str:
        """Code, fault and remedy in one line without the last full stop. `seen`: what showed it, in words, or ""."""
        return f"{self.code}　{self.what}{f'（{seen}）' if seen else ''}。{self.remedy}"


class SetUpWrong(AppError):
    """A request that is refused because of a fault of the set-up. The sentence does not advise to try again: no use."""

    status = 403

    def __init__(self, fault: SetupFault) -> None:
        super().__init__(
            sentence="サーバーか、その前に置いた機器の設定に誤りがあるため、受け付けられません。やり直しても直りません。"
            f"議会事務局に {fault.code} と伝えてください。",
            cause=fault.name,
        )
        self.code = fault.code


class UnencryptedLine(AppError):
    """A request that came in plain HTTP to a service that is meant to be reached by HTTPS."""

    status, code = 403, "E425"
    sentence = (
        "暗号化されていない通信では、何も表示しません。事務局から知らされた https:// のアドレスでひらいてください。"
    )


def of_settings(settings: Settings) -> Iterator[SetupFault]:
    """What the settings alone show: HTTPS means that a proxy stands before us, since we end no TLS ourselves."""
    if settings.is_https and not settings.trusted_proxies:
        yield SetupFault.PROXY_UNNAMED
    if settings.is_https and _LOCAL_NAMES.issuperset(settings.allowed_hosts):
        yield SetupFault.HOSTS_UNSET
