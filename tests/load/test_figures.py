"""What the rehearsal counts, decides and draws, from observations made up here."""

import xml.etree.ElementTree as ET
from typing import Any

import pyotp
import pytest

from load.rehearsal import drawing, entrance, figures, hostility, page, plan, wish
from load.rehearsal.drawing import Series, Span
from load.rehearsal.figures import Outage
from load.rehearsal.percentiles import percentiles
from load.rehearsal.recorded import Comparison
from load.rehearsal.server import Sample, family, pss_bytes
from load.rehearsal.sitting import Sitting

ALL_RECORDED = Comparison(served=20, recorded=20, thumbs_served=0, thumbs_recorded=0, beyond=0, records=20)


def shown(number: int, at: float, *, is_jump: bool, arrived: list[float]) -> dict[str, Any]:
    return {
        "number": number,
        "at": at,
        "page": number + 1,
        "is_jump": is_jump,
        "arrived": {f"member{n}": seconds for n, seconds in enumerate(arrived)},
    }


def observations(**changes: Any) -> dict[str, Any]:
    return {
        "began_at": 100.0,
        "ended_at": 160.0,
        "requests": 60,
        "entries": [
            {"login": "member0", "began": 90.0, "seconds": 1.0, "waits": 0},
            {"login": "member1", "began": 92.0, "seconds": 2.0, "waits": 0},
        ],
        "shown": [
            shown(0, 102.0, is_jump=False, arrived=[0.05, 0.02]),
            shown(1, 107.0, is_jump=True, arrived=[0.1, 0.3]),
        ],
        "pages": [[102.0, 0.05, 90_000], [107.0, 0.1, 110_000]],
        "refused_or_lost": [],
        "faults": [],
        "done": ["a permit granted"],
        "live": ["member0", "member1"],
    } | changes


def samples(server_mb: int = 300) -> list[Sample]:
    size = server_mb << 20
    return [
        Sample(100.0 + n, size, 200 << 20, {"serve": size}, 1.0 * n, 0.01 * n, 0.1 * n, 1.2 * n, 0.5) for n in range(20)
    ]


def gathered(
    compared: Comparison = ALL_RECORDED,
    outage: Outage | None = None,
    server_mb: int = 300,
    backend: str = "embedded",
    **changes: Any,
) -> dict[str, Any]:
    return figures.gather(
        backend=backend,
        members=2,
        seen=observations(**changes),
        compared=compared,
        samples=samples(server_mb),
        outage=outage,
    )


def lost(at: float, status: int = 0, path: str = "/papers/a/pages/1") -> dict[str, Any]:
    return {"who": "member0", "began": at, "seconds": 0.1, "method": "GET", "path": path, "status": status}


def test_turn_counts_until_the_last_tablet_and_jumps_apart_from_prefetched_turns() -> None:
    values = gathered()
    assert values["turn_ms"] == {"p50": 300.0, "p95": 300.0, "p99": 300.0}
    assert values["turn_prefetched_ms"]["p99"] == 50.0
    assert figures.reasons_against(values) == []
    assert figures.verdict(values).startswith("判定：可（GO）")


def test_cost_of_a_page_is_the_serving_processors_time_by_pages_that_arrived() -> None:
    assert gathered()["serving_cpu_ms_per_page"] == pytest.approx(95.0)


def test_results_hold_the_promised_keys() -> None:
    promised = {"backend", "members", "turns", "pages_served", "pages_recorded", "turn_ms", "signin_ms", "errors"}
    assert promised | {"server_peak_mb", "bytes_per_page_median"} <= gathered().keys()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"compared": Comparison(20, 19, 0, 0, 0, 19)}, "記録は 19 ページ"),
        ({"faults": [{"at": 1.0, "who": "member0", "what": "page: 500"}]}, "エラーが 1 件"),
        ({"refused_or_lost": [lost(105.0)]}, "エラーが 1 件"),
        ({"refused_or_lost": [lost(105.0, 503)]}, "エラーが 1 件"),
        ({"compared": Comparison(20, 20, 0, 0, 3, 23)}, "エラーが 3 件"),
        ({"shown": [shown(0, 102.0, is_jump=True, arrived=[0.1])]}, "そろわないめくりが 1 回"),
        ({"shown": [shown(0, 102.0, is_jump=True, arrived=[0.1, 0.41])]}, "0.41 秒（基準"),
        ({"server_mb": 701}, "701 MB"),
    ],
)
def test_anything_short_of_the_mark_is_a_no_go_that_says_why(changes: dict[str, Any], words: str) -> None:
    values = gathered(**changes)
    assert "NO-GO" in figures.verdict(values)
    assert words in figures.verdict(values).replace("です（基準", "（基準")


def test_lines_lost_while_the_server_was_killed_are_no_errors_but_explain_records_beyond() -> None:
    outage = Outage(106.0, 110.0)
    values = gathered(Comparison(20, 20, 0, 0, 1, 21), outage, refused_or_lost=[lost(106.5)])
    assert (values["errors"], values["cut_off_requests"], values["turns_in_outage"]) == (0, 1, 1)


def test_page_that_tablets_skipped_because_the_server_was_gone_is_not_held_against_it() -> None:
    skipped = [shown(0, 102.0, is_jump=True, arrived=[0.1, 0.1]), shown(1, 104.0, is_jump=False, arrived=[])]
    assert gathered(outage=Outage(105.0, 110.0), shown=skipped)["turns_not_finished"] == 0
    assert gathered(outage=None, shown=skipped)["turns_not_finished"] == 1


def test_lines_lost_long_after_the_server_was_back_are_errors() -> None:
    values = gathered(outage=Outage(106.0, 110.0), refused_or_lost=[lost(120.0)])
    assert values["errors"] == 1


def test_tablet_without_its_live_channel_at_the_end_is_an_error_that_names_it() -> None:
    values = gathered(live=["member0"])

    assert (values["errors"], values["live_channels"]) == (1, 1)
    assert values["errors_first"] == ["member1: no live channel at the end"]


def test_being_asked_to_wait_at_sign_in_is_no_error_and_shows_in_its_time() -> None:
    values = gathered(refused_or_lost=[lost(91.0, 503, "/signin")])
    assert values["errors"] == 0


DID = {kind: {"429": 5} for kind in hostility.KINDS}


def test_hostile_windows_are_compared_with_the_quiet_ones_of_the_same_run() -> None:
    quiet, hostile = [[105.0, 0.1, 1], [135.0, 0.2, 1]], [[120.0, 0.25, 1]]
    uncounted = [[99.0, 9.0, 1], [115.5, 9.0, 1], [131.0, 9.0, 1], [165.0, 9.0, 1]]

    told = hostility.measure(observations(pages=[*quiet, *hostile, *uncounted]), DID)

    assert told["page_ms_without"]["p95"] == 200.0
    assert told["page_ms_with"]["p95"] == 250.0
    assert (told["ratio"], told["idle"], told["pages_with"], told["pages_without"]) == (1.25, [], 1, 2)


@pytest.mark.parametrize(
    ("with_ms", "did", "words"),
    [
        (0.26, DID, ""),
        (0.27, DID, "1.35 倍の時間です"),
        (0.2, {**DID, "upload": {}}, "妨げる側が行えなかったことがあります（upload）"),
    ],
)
def test_session_that_slows_the_others_is_a_no_go_and_one_that_did_nothing_proves_nothing(
    with_ms: float, did: dict[str, dict[str, int]], words: str
) -> None:
    seen = observations(pages=[[105.0, 0.2, 1], [120.0, with_ms, 1]])

    against = figures.reasons_against(gathered() | {"hostile": hostility.measure(seen, did)})

    assert bool(against) == bool(words)
    assert words in "".join(against)


def test_measurement_without_pages_on_one_side_is_a_no_go() -> None:
    told = hostility.measure(observations(pages=[[105.0, 0.2, 1]]), DID)

    assert told["ratio"] is None
    assert figures.reasons_against(gathered() | {"hostile": told}) != []


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(n) for n in range(1, 201)]
    assert percentiles(reversed(values)) == {"p50": 100.0, "p95": 190.0, "p99": 198.0}
    assert percentiles([7.0]) == {"p50": 7.0, "p95": 7.0, "p99": 7.0}


@pytest.mark.parametrize("pages", [30, 130])
def test_every_jump_lands_where_no_tablet_has_fetched_ahead(pages: int) -> None:
    turns = plan.script(pages, 600, seed=3)
    held: list[int] = [1]
    for turn in turns:
        near = {page + step for page in held[-1:] for step in (0, *plan.AHEAD)}
        assert (turn.page not in near) == turn.is_jump
        assert 1 <= turn.page <= pages
        held.append(turn.page)
    assert sum(turn.is_jump for turn in turns) > len(turns) / 4


def test_codes_are_those_of_an_authenticator() -> None:
    secret = pyotp.random_base32()
    moment = 1_796_692_440.5
    assert entrance.code_of(secret, moment) == pyotp.TOTP(secret).at(int(moment))


@pytest.mark.parametrize(
    "wrong",
    [
        {"BACKEND": "floppy"},
        {"MEMBERS": "1"},
        {"SPREAD_MS": "900"},
        {"MINUTES": "x"},
        {"WORKERS": "2"},
        {"HOSTILE": "1", "KILL": "1"},
        {"HOSTILE": "page,shouts"},
    ],
)
def test_a_setting_that_cannot_be_used_stops_the_rehearsal(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"BACKEND|MEMBERS|float|WORKERS|HOSTILE"):
        wish.read(wrong)


def test_hostile_session_may_do_one_thing_alone_and_is_idle_only_in_what_was_wished_for() -> None:
    chosen = wish.read({"HOSTILE": "page,socket"})
    seen = {"pages": [], "began_at": 0.0, "ended_at": 60.0}

    assert (chosen.is_hostile, chosen.hostile) == (True, ("page", "socket"))
    assert wish.read({"HOSTILE": "1"}).hostile == hostility.KINDS
    assert not wish.read({"HOSTILE": "0"}).is_hostile
    assert hostility.measure(seen, {"page": {"200": 1}}, chosen.hostile)["idle"] == ["socket"]


def test_both_backends_are_rehearsed_one_after_the_other_and_sqlite_by_one_process() -> None:
    chosen = wish.read({"BACKEND": "both", "WORKERS": "2", "SEED": "7"})

    runs = [chosen.on(kind) for kind in chosen.kinds]

    assert [(run.backend, run.workers, run.seed) for run in runs] == [("embedded", 1, 7), ("servers", 2, 7)]


def both(servers_seconds: float, **changes: Any) -> dict[str, Any]:
    """Embedded turns take 0.2 s; the servers' as long as said."""
    embedded = gathered(shown=[shown(0, 102.0, is_jump=True, arrived=[0.1, 0.2])])
    jump = shown(0, 102.0, is_jump=True, arrived=[0.1, servers_seconds])
    return figures.side_by_side([embedded, gathered(backend="servers", **({"shown": [jump]} | changes))])


def test_results_of_both_keep_the_promised_keys_for_the_servers_and_each_run_whole() -> None:
    values = both(0.25)

    assert gathered().keys() <= values.keys()
    assert (values["backend"], values["turn_ms"]["p95"]) == ("servers", 250.0)
    assert values["backends"]["embedded"]["turn_ms"]["p95"] == 200.0
    assert values["backends"]["servers"]["turn_ms"] == values["turn_ms"]
    assert values["servers_by_embedded_turn_p95"] == 1.25
    assert figures.verdict(values).startswith("判定：可（GO）")
    assert "1.25 倍" in figures.verdict(values)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (both(0.302), "1.51 倍の時間です（基準 1.5 倍）"),
        (both(0.2, shown=[shown(0, 102.0, is_jump=False, arrived=[0.1, 0.1])]), "比べられませんでした"),
        (both(0.2, server_mb=701), "サーバー（PostgreSQL と S3）：サーバーのメモリーが 701 MB"),
    ],
)
def test_servers_that_are_too_slow_or_beyond_a_limit_are_a_no_go_that_names_them(
    values: dict[str, Any], words: str
) -> None:
    assert "NO-GO" in figures.verdict(values)
    assert words in figures.verdict(values)


def test_embedded_run_that_fails_is_a_no_go_though_the_top_keys_are_those_of_the_servers() -> None:
    faulty = gathered(faults=[{"at": 1.0, "who": "member0", "what": "page: 500"}])
    values = figures.side_by_side([faulty, gathered(backend="servers")])

    assert values["errors"] == 0
    assert figures.reasons_against(values) == ["内蔵（SQLite とフォルダー）：エラーが 1 件ありました。"]


def test_thirty_members_who_are_not_all_in_after_fifteen_seconds_are_a_no_go() -> None:
    late = [
        {"login": "member0", "began": 90.0, "seconds": 1.0, "waits": 0},
        {"login": "member1", "began": 104.5, "seconds": 1.0, "waits": 0},
    ]
    assert "全員のサインインに 15.5 秒かかりました（基準 15 秒）" in figures.verdict(gathered(entries=late))


def sat(values: dict[str, Any], outage: Outage | None = None) -> Sitting:
    return Sitting(values | {"workers": 1}, observations(), samples(), outage)


def test_page_is_whole_in_itself_and_its_plots_are_drawn() -> None:
    outage = Outage(106.0, 110.0)
    one = sat(gathered(outage=outage) | {"killed": True, "outage_s": 4.0}, outage)
    html = page.render(one.values, [one], "2026年12月08日 10:00")
    assert html.count("<svg") == 4
    assert "判定：" in html
    assert "http" not in html.replace('xmlns="http', "")
    for part in html.split("<figure>")[1:]:
        ET.fromstring("<figure>" + part.split("</figure>")[0] + "</figure>")  # noqa: S314 - drawn here a line above


def test_page_of_both_shows_them_side_by_side_and_each_one_over_time() -> None:
    held = [sat(gathered()), sat(gathered(backend="servers"))]
    html = page.render(figures.side_by_side([one.values for one in held]), held, "2026年12月08日 10:00")
    assert html.count("<svg") == 8
    assert "<th>めくりの 95%、内蔵を 1 として（先読みなし）</th><td>1</td><td>1.00</td>" in html
    assert "時間の流れ：サーバー（PostgreSQL と S3）" in html


def test_a_plot_keeps_every_point_inside_its_frame() -> None:
    figure = drawing.plot(
        "めくり", "ミリ秒", [Series("a", [(0, 3), (50, 990)], "a", "dots")], limit=400, spans=[Span("x", 10, 20)]
    )
    svg = ET.fromstring(figure).find("svg")  # noqa: S314 - drawn here a line above
    assert svg is not None
    for dot in svg.iter("circle"):
        assert 0 <= float(dot.attrib["cx"]) <= 860
        assert 0 <= float(dot.attrib["cy"]) <= 250


def test_memory_and_family_of_this_very_process_can_be_read() -> None:
    import os

    assert family(os.getpid())[0] == os.getpid()
    assert pss_bytes(os.getpid()) > 5 << 20
    assert family(0) == []
