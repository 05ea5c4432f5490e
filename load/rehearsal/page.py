"""The rehearsal's page: the go/no-go line, the figures and four plots, one file that needs nothing else."""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from load.rehearsal import drawing
from load.rehearsal.drawing import Series, Span
from load.rehearsal.figures import (
    BACKEND_NAMES,
    MEMORY_LIMIT_MB,
    reasons_against,
    turn_limit_ms,
    turn_times,
    verdict,
)
from load.rehearsal.server import Sample
from load.rehearsal.sitting import Sitting

_STYLE = Path(__file__).with_suffix(".css").read_text("utf-8")
_BACKENDS = {"embedded": "内蔵", "servers": "サーバー"}
_BUSY = "測り始めたときのこの機械の負荷（コアの数より大きいと、時間は延びます）"
_RATIO = "めくりの 95%、内蔵を 1 として（先読みなし）"


def render(figures: Mapping[str, Any], held: Sequence[Sitting], when: str) -> str:
    """The whole page, of one rehearsal or of one on each backend."""
    look = "no-go" if reasons_against(figures) else "go"
    names = [BACKEND_NAMES[each.values["backend"]] for each in held]
    headings = ["時間の流れ"] if len(held) == 1 else [f"時間の流れ：{name}" for name in names]
    parts = [
        f"<h2>{escape(heading)}</h2>{''.join(_plots(each))}{_faults(each.values)}"
        for heading, each in zip(headings, held, strict=True)
    ]
    return (
        f'<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>議場　予行の結果</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head><body><main>'
        f"<h1>予行の結果</h1><p class='small'>{escape(when)}　{figures['members']} 台　"
        f"{escape('、'.join(names))}</p>"
        f'<p class="verdict {look}">{escape(verdict(figures))}</p>{_table(figures, held)}'
        f"{''.join(parts)}</main></body></html>"
    )


def _table(figures: Mapping[str, Any], held: Sequence[Sitting]) -> str:
    """A column for each backend; the ratio stands in the last one, which is the servers'."""
    columns = [_rows(each.values) for each in held]
    head = ""
    if len(held) > 1:
        head = "<tr><td></td>" + "".join(f"<td>{_BACKENDS[each.values['backend']]}</td>" for each in held) + "</tr>"
        ratio = figures["servers_by_embedded_turn_p95"]
        columns[0]["めくりの 95%、内蔵を 1 として（先読みなし）"] = "1"
        columns[1]["めくりの 95%、内蔵を 1 として（先読みなし）"] = (
            "測れませんでした" if ratio is None else f"{ratio:.2f}"
        )
    rows = "".join(
        f"<tr><th>{escape(name)}</th>{''.join(f'<td>{escape(column[name])}</td>' for column in columns)}</tr>"
        for name in columns[0]
    )
    return f"<table>{head}{rows}</table>"


def _hostile_rows(hostile: Mapping[str, Any] | None) -> dict[str, str]:
    if hostile is None:
        return {}
    without, with_it = hostile["page_ms_without"]["p95"], hostile["page_ms_with"]["p95"]
    return {
        "ほかの人のページの 95%（妨げるサインインなし / あり）": f"{without:,.0f} / {with_it:,.0f} ミリ秒",
        "その比": "測れませんでした" if hostile["ratio"] is None else f"{hostile['ratio']:.2f}",
    }


def _rows(figures: Mapping[str, Any]) -> dict[str, str]:
    def three(values: Mapping[str, float]) -> str:
        return f"{values['p50']:,.0f} / {values['p95']:,.0f} / {values['p99']:,.0f} ミリ秒"

    rows = {
        "めくりから全員に表示されるまで（先読みなし） 50 / 95 / 99%": three(figures["turn_ms"]),
        "同じく（先読みあり） 50 / 95 / 99%": three(figures["turn_prefetched_ms"]),
        "めくりの回数（うち先読みなし）": f"{figures['turns']} 回（{figures['turns_unprefetched']} 回）",
        "サインインにかかった時間 50 / 95 / 99%": three(figures["signin_ms"]),
        "全員のサインインが終わるまで": f"{figures['signin_all_within_s']:.1f} 秒",
        **_hostile_rows(figures.get("hostile")),
        "届いたページ": f"{figures['pages_served']:,} ページ",
        "そのうち台帳に記録があるもの": f"{figures['pages_recorded']:,} ページ",
        "1 ページの大きさ（中央値）": f"{figures['bytes_per_page_median'] / 1024:,.0f} KB",
        "終わりに開いていた通知の線（WebSocket）": f"{figures['live_channels']} 本",
        "サーバーのプロセスの数": f"{figures['workers']}",
        "サーバーのメモリー（最大）": f"{figures['server_peak_mb']:,.0f} MB",
        "エラー": f"{figures['errors']} 件",
        _BUSY: f"{figures.get('load_average_before', 0):.1f}",
    }
    if figures.get("killed"):
        rows["途中で強制終了してから、また使えるまで"] = f"{figures['outage_s']:.1f} 秒"
        rows["強制終了で途切れ、やり直した通信"] = f"{figures['cut_off_requests']} 件"
        rows["強制終了と重なり、時間に数えていないめくり"] = f"{figures['turns_in_outage']} 回"
    return rows


def _plots(held: Sitting) -> list[str]:
    figures, seen, samples, outage = held.values, held.seen, held.samples, held.outage
    zero = seen["began_at"]
    spans = [Span("強制終了", outage.began - zero, outage.ended - zero)] if outage else []
    turns = [turn for turn in turn_times(seen, figures["members"]) if turn["last_ms"] is not None]
    dots = {
        is_jump: [(turn["at"] - zero, turn["last_ms"]) for turn in turns if turn["is_jump"] is is_jump]
        for is_jump in (True, False)
    }
    seconds = Counter(int(began + took - zero) for began, took, _ in seen["pages"])
    later = [sample for sample in samples if sample.at >= zero]
    mega = 2**20
    return [
        drawing.plot(
            "めくりから全員に表示されるまで",
            "ミリ秒",
            [Series("先読みなし", dots[True], "a", "dots"), Series("先読みあり", dots[False], "b", "dots")],
            limit=turn_limit_ms(figures["members"]),
            spans=spans,
        ),
        drawing.plot(
            "届いたページ",
            "1 秒あたり",
            [Series("ページ", sorted((float(at), float(n)) for at, n in seconds.items()), "c", "bars")],
            spans=spans,
        ),
        drawing.plot(
            "メモリー",
            "MB",
            [
                Series("サーバー全体", [(one.at - zero, one.server_bytes / mega) for one in later], "a"),
                Series("配信だけ", [(one.at - zero, one.serving_bytes / mega) for one in later], "d"),
            ],
            limit=MEMORY_LIMIT_MB,
            spans=spans,
        ),
        drawing.plot("CPU", "コア", _cpu(later, zero), spans=spans),
    ]


def _cpu(samples: Sequence[Sample], zero: float) -> list[Series]:
    """The processor cores in use between two samples. After the server's restart its count of CPU time begins at 0."""
    server, tablets, machine = [], [], []
    for before, after in pairwise(samples):
        seconds, at = after.at - before.at, after.at - zero
        server.append((at, max(0.0, after.server_cpu - before.server_cpu) / seconds))
        tablets.append((at, max(0.0, after.tablets_cpu - before.tablets_cpu) / seconds))
        machine.append((at, max(0.0, after.machine_cpu - before.machine_cpu) / seconds))
    return [
        Series("サーバー", server, "a"),
        Series("端末の役（計測用）", tablets, "b"),
        Series("この機械の全体", machine, "d"),
    ]


def _faults(figures: Mapping[str, Any]) -> str:
    if not figures["errors_first"]:
        return ""
    items = "".join(f"<li><code>{escape(words)}</code></li>" for words in figures["errors_first"])
    return f"<h3>エラーの内容（はじめの {len(figures['errors_first'])} 件）</h3><ul class='small'>{items}</ul>"
