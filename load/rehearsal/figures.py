"""From what the tablets saw, what the ledger holds and what the machine did: the rehearsal's figures. Pure."""

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from load.rehearsal.hostility import RATIO_LIMIT as HOSTILE_LIMIT
from load.rehearsal.percentiles import percentiles
from load.rehearsal.recorded import Comparison
from load.rehearsal.server import Sample

_GRACE_SECONDS = 2.0
SIGNIN_P95_LIMIT_MS = 3000.0
MEMORY_LIMIT_MB = 700.0
RATIO_LIMIT = 1.5
BACKEND_NAMES = {"embedded": "内蔵（SQLite とフォルダー）", "servers": "サーバー（PostgreSQL と S3）"}


@dataclass(frozen=True)
class Outage:
    """The time in which the server was down, in `time.monotonic()`."""

    began: float
    ended: float

    def covers(self, began: float, ended: float) -> bool:
        """True when something that took this long met the outage."""
        return began <= self.ended + _GRACE_SECONDS and ended >= self.began


def turn_limit_ms(members: int) -> float:
    """How long a turn to a page that nobody holds may take until the last tablet has it."""
    return 400.0 if members <= 30 else 1500.0


def signin_limit_s(members: int) -> float | None:
    """The seconds within which all must have signed in; None for larger councils, which come in more slowly."""
    return 15.0 if members <= 30 else None


def turn_times(seen: Mapping[str, Any], members: int) -> list[dict[str, Any]]:
    """Each turn: when, which kind, and milliseconds until the last tablet had its page (None: one never had).

    A tablet that skipped a page because the presenter had gone on already did not have it.
    """
    rows = []
    ends = [*(shown["at"] for shown in seen["shown"][1:]), seen["ended_at"]]
    for shown, next_at in zip(seen["shown"], ends, strict=True):
        last = max(shown["arrived"].values()) if len(shown["arrived"]) >= members else None
        rows.append(
            {
                "at": shown["at"],
                "until": next_at if last is None else shown["at"] + last,
                "is_jump": shown["is_jump"],
                "page": shown["page"],
                "last_ms": None if last is None else last * 1000,
            }
        )
    return rows


def gather(
    *,
    backend: str,
    members: int,
    seen: Mapping[str, Any],
    compared: Comparison,
    samples: Sequence[Sample],
    outage: Outage | None,
) -> dict[str, Any]:
    """All figures. `turn_ms` speaks of turns to pages that no tablet held; the others have keys of their own."""
    turns = [turn for turn in turn_times(seen, members) if not _in_outage(turn, outage)]
    done = [turn for turn in turns if turn["last_ms"] is not None]
    wrong = [*seen["faults"], *_wrong(seen["refused_or_lost"], outage), *_without_live(seen)]
    cut_off = sum(1 for each in seen["refused_or_lost"] if not each["status"]) if outage else 0
    unexplained = max(0, compared.beyond - cut_off)
    entries = seen["entries"]
    members_in = [entry for entry in entries if entry["login"].startswith("member")]
    figures = {
        "backend": backend,
        "members": members,
        "turns": len(seen["shown"]),
        "pages_served": compared.served,
        "pages_recorded": compared.recorded,
        "turn_ms": percentiles(turn["last_ms"] for turn in done if turn["is_jump"]),
        "turn_prefetched_ms": percentiles(turn["last_ms"] for turn in done if not turn["is_jump"]),
        "turns_unprefetched": sum(turn["is_jump"] for turn in done),
        "turns_not_finished": len(turns) - len(done),
        "turns_in_outage": len(seen["shown"]) - len(turns),
        "signin_ms": percentiles(entry["seconds"] * 1000 for entry in entries),
        "signin_all_within_s": _span(members_in),
        "signin_waits": sum(entry["waits"] for entry in entries),
        "errors": len(wrong) + unexplained,
        "errors_first": [str(each.get("what") or each)[:300] for each in wrong[:10]],
        "requests": seen["requests"],
        "cut_off_requests": cut_off,
        "thumbs_served": compared.thumbs_served,
        "thumbs_recorded": compared.thumbs_recorded,
        "records_beyond": compared.beyond,
        "page_ms": percentiles(seconds * 1000 for _, seconds, _ in seen["pages"]),
        "bytes_per_page_median": round(statistics.median([size for _, _, size in seen["pages"]] or [0])),
        "server_peak_mb": _peak_mb(sample.server_bytes for sample in samples),
        "serving_process_peak_mb": _peak_mb(sample.serving_bytes for sample in samples),
        "office": seen["done"],
        "live_channels": len(seen["live"]),
    }
    return figures | _machine(samples, seen)


def side_by_side(results: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Both backends in one: the keys of a rehearsal are those of the servers', `backends` holds each one whole.

    `servers_by_embedded_turn_p95` is how many times longer turns to pages that nobody held took on the servers; None
    when one of them had no such turn.
    """
    backends = {values["backend"]: dict(values) for values in results}
    embedded, servers = (backends[name]["turn_ms"]["p95"] for name in ("embedded", "servers"))
    ratio = round(servers / embedded, 2) if embedded and servers else None
    return {**backends["servers"], "servers_by_embedded_turn_p95": ratio, "backends": backends}


def reasons_against(figures: Mapping[str, Any]) -> list[str]:
    """Why a sitting should not be held on this; empty: it can. In Japanese, as the report says them."""
    if "backends" not in figures:
        return _against_one(figures)
    named = [
        f"{BACKEND_NAMES[name]}：{words}"
        for name, values in figures["backends"].items()
        for words in _against_one(values)
    ]
    ratio = figures["servers_by_embedded_turn_p95"]
    if ratio is None:
        named.append("内蔵とサーバーのめくりを比べられませんでした。")
    elif ratio > RATIO_LIMIT:
        named.append(f"サーバーのめくりの 95% が、内蔵の {ratio:.2f} 倍の時間です（基準 {RATIO_LIMIT:.1f} 倍）。")
    return named


def _against_one(figures: Mapping[str, Any]) -> list[str]:
    checks = (*_checks_of_pages(figures), *_checks_of_time(figures), *_checks_of_hostility(figures.get("hostile")))
    return [words for is_met, words in checks if not is_met]


def _checks_of_pages(figures: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    yield figures["errors"] == 0, f"エラーが {figures['errors']} 件ありました。"
    yield (
        figures["pages_served"] == figures["pages_recorded"] and figures["pages_served"] > 0,
        f"届いた {figures['pages_served']} ページのうち、記録は {figures['pages_recorded']} ページです。",
    )
    yield (
        figures["turns_not_finished"] == 0,
        f"全員にそろわないめくりが {figures['turns_not_finished']} 回ありました。",
    )
    yield figures["turns_unprefetched"] > 0, "先読みのないめくりを測れませんでした。"


def _checks_of_time(figures: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    limit = turn_limit_ms(figures["members"])
    within_s = signin_limit_s(figures["members"])
    yield (
        figures["turn_ms"]["p99"] <= limit,
        f"めくりの 99% が {figures['turn_ms']['p99'] / 1000:.2f} 秒です（基準 {limit / 1000:.1f} 秒）。",
    )
    yield (
        figures["signin_ms"]["p95"] <= SIGNIN_P95_LIMIT_MS,
        f"サインインの 95% が {figures['signin_ms']['p95'] / 1000:.1f} 秒です（基準 3 秒）。",
    )
    yield (
        within_s is None or figures["signin_all_within_s"] <= within_s,
        f"全員のサインインに {figures['signin_all_within_s']:.1f} 秒かかりました（基準 {within_s or 0:.0f} 秒）。",
    )
    yield (
        figures["server_peak_mb"] <= MEMORY_LIMIT_MB,
        f"サーバーのメモリーが {figures['server_peak_mb']:.0f} MB になりました（基準 700 MB）。",
    )


def _checks_of_hostility(hostile: Mapping[str, Any] | None) -> Iterator[tuple[bool, str]]:
    """Nothing where no hostile session was wished for."""
    if hostile is None:
        return
    ratio = hostile["ratio"]
    yield not hostile["idle"], f"妨げる側が行えなかったことがあります（{'、'.join(hostile['idle'])}）。"
    yield (
        ratio is not None and ratio <= HOSTILE_LIMIT,
        f"妨げるサインインが 1 つあると、ほかの人のページの 95% が {ratio} 倍の時間です（基準 {HOSTILE_LIMIT} 倍）。",
    )


def verdict(figures: Mapping[str, Any]) -> str:
    """The go/no-go line."""
    against = reasons_against(figures)
    who = f"{figures['members']} 台"
    if against:
        return f"判定：不可（NO-GO）　{who}での本番はお勧めできません。{''.join(against)}"
    runs = figures["backends"].values() if "backends" in figures else (figures,)
    told = [f"先読みのないページ（{values['turns_unprefetched']} 回）でも、{_promise(values)}" for values in runs]
    if "backends" in figures:
        told = [f"{BACKEND_NAMES[values['backend']]}：{words}" for values, words in zip(runs, told, strict=True)]
        told.append(f"めくりの 95% は、サーバーが内蔵の {figures['servers_by_embedded_turn_p95']:.2f} 倍の時間です。")
    return f"判定：可（GO）　{who}で使えます。{''.join(told)}"


def _promise(values: Mapping[str, Any]) -> str:
    return (
        f"全員に表示されるまで 99% が {values['turn_ms']['p99'] / 1000:.2f} 秒です。"
        f"届いた {values['pages_served']} ページは、すべて記録されています。"
    )


def _wrong(exchanges: Iterable[Mapping[str, Any]], outage: Outage | None) -> list[Mapping[str, Any]]:
    """Lost lines count unless the server was killed on purpose at that moment; refusals always count."""
    return [
        each
        for each in exchanges
        if not (
            outage is not None and not each["status"] and outage.covers(each["began"], each["began"] + each["seconds"])
        )
        and each["status"] not in {429, 503}
    ] + [each for each in exchanges if each["status"] in {429, 503} and not each["path"].startswith("/signin")]


def _without_live(seen: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The people who signed in but have no live channel at the end of the sitting."""
    signed_in = {entry["login"] for entry in seen["entries"]}
    return [
        {"who": login, "what": f"{login}: no live channel at the end"}
        for login in sorted(signed_in - set(seen["live"]))
    ]


def _in_outage(turn: Mapping[str, Any], outage: Outage | None) -> bool:
    if outage is None:
        return False
    return outage.covers(turn["at"], turn["until"])


def _span(entries: Sequence[Mapping[str, Any]]) -> float:
    """From the first knock to the last member signed in."""
    if not entries:
        return 0.0
    began: float = min(entry["began"] for entry in entries)
    ended: float = max(entry["began"] + entry["seconds"] for entry in entries)
    return round(ended - began, 1)


def _peak_mb(values: Iterable[int]) -> float:
    return round(max(values, default=0) / 2**20, 1)


def _machine(samples: Sequence[Sample], seen: Mapping[str, Any]) -> dict[str, Any]:
    """The machine's load from other work, which makes every figure worse and has to be shown."""
    if len(samples) < 2:
        return {}
    first, last = samples[0], samples[-1]
    seconds = last.at - first.at
    peak = max(samples, key=lambda sample: sample.server_bytes)
    return {
        "server_peak_parts_mb": {name: round(size / 2**20, 1) for name, size in sorted(peak.parts.items())},
        "serving_cpu_ms_per_page": _cpu_a_page(samples, seen),
        "tablets_cores": round((last.tablets_cpu - first.tablets_cpu) / seconds, 2),
        "machine_cores": round((last.machine_cpu - first.machine_cpu) / seconds, 2),
        "load_average_before": round(first.load_average, 2),
    }


def _cpu_a_page(samples: Sequence[Sample], seen: Mapping[str, Any]) -> float:
    """The serving process's CPU time during the sitting, divided by the pages that arrived; includes all other work."""
    sitting = [sample for sample in samples if sample.at >= seen["began_at"]]
    spent = sum(max(0.0, after.serving_cpu - before.serving_cpu) for before, after in pairwise(sitting))
    pages = sum(1 for began, took, _ in seen["pages"] if sitting and sitting[0].at <= began + took <= sitting[-1].at)
    return round(spent * 1000 / pages, 2) if pages else 0.0
