"""`make load`: conduct a rehearsal of a sitting. Founds a council, serves it, lets the tablets in, compares, reports.

Settings come from the environment: MEMBERS, MINUTES, BACKEND, KILL, WORKERS, SPREAD_MS, SEED, EVERYTHING.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from load.application import free_port
from load.bench import machine
from load.rehearsal import council, figures, page, plan, recorded
from load.rehearsal.backends import BACKENDS, NoBackend, backend
from load.rehearsal.council import FoundingFailed
from load.rehearsal.figures import Outage
from load.rehearsal.server import NotServing, Sample, Server, Watch

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "load" / "results"
LOCUST = ROOT / ".venv-load" / "bin" / "locust"
_ASSETS = ("council.json", "council.html")


@dataclass(frozen=True)
class Wish:
    """What is to be rehearsed. `everything`: wait until the worker has sharpened all papers, as before a sitting."""

    members: int = 30
    minutes: float = 2.0
    backend: str = "embedded"
    is_killed: bool = False
    workers: int = 1
    spread_ms: int = 100
    seed: int = 12
    everything: bool = True
    locust: Path = LOCUST
    results: Path = RESULTS

    @property
    def signin_window_seconds(self) -> float:
        """Over how long the tablets come in: three a second, ten seconds at the least."""
        return max(10.0, self.members / 3) if self.members > 10 else 3.0


def wish(environment: Mapping[str, str]) -> Wish:
    """What the environment asks for. Raises ValueError naming what cannot be used."""
    kind = environment.get("BACKEND") or "embedded"
    if kind not in BACKENDS:
        raise ValueError(f"BACKEND is one of {', '.join(BACKENDS)}, not {kind!r}")
    chosen = Wish(
        members=int(environment.get("MEMBERS") or 30),
        minutes=float(environment.get("MINUTES") or 2),
        backend=kind,
        is_killed=environment.get("KILL", "") not in {"", "0"},
        workers=int(environment.get("WORKERS") or 1),
        spread_ms=int(environment.get("SPREAD_MS") or 100),
        seed=int(environment.get("SEED") or 12),
        everything=environment.get("EVERYTHING", "1") != "0",
        locust=Path(environment.get("LOCUST") or LOCUST),
        results=Path(environment.get("RESULTS") or RESULTS),
    )
    if not 2 <= chosen.members <= 400 or not 0.2 <= chosen.minutes <= 240 or not 0 <= chosen.spread_ms <= 500:
        raise ValueError("MEMBERS is 2 to 400, MINUTES 0.2 to 240, SPREAD_MS 0 to 500")
    return chosen


def main() -> int:
    """0: go; 1: no-go; 2: there was no rehearsal."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers started here end with us
    try:
        chosen = wish(os.environ)
        values = rehearse(chosen)
    except (ValueError, NoBackend, FoundingFailed, NotServing, RehearsalFailed) as error:
        print(f"予行をできませんでした: {error}", file=sys.stderr)
        return 2
    print(json.dumps(values, ensure_ascii=False, indent=1))
    print(figures.verdict(values))
    print("くわしくは", chosen.results / "council.html")
    return 1 if figures.reasons_against(values) else 0


class RehearsalFailed(Exception):
    """The tablets did not come to their end."""


def rehearse(chosen: Wish) -> dict[str, Any]:
    """One rehearsal; writes council.json and council.html and returns the figures. Raises when there was none."""
    if not chosen.locust.exists():
        raise RehearsalFailed(f"{chosen.locust} is not here: run `make load`, which installs it")
    with tempfile.TemporaryDirectory(prefix="gijo-load-") as folder, backend(chosen.backend) as settings:
        home = Path(folder)
        environment = {"GIJO_HOME": str(home / "home"), **settings}
        log = home / "server.log"
        _say(f"議会を作っています（議員 {chosen.members} 人）")
        council.found(environment, chosen.members, log)
        server = Server(environment, free_port(), log, chosen.workers)
        try:
            values = _with_server(chosen, environment, server, home)
        except BaseException:
            chosen.results.mkdir(parents=True, exist_ok=True)
            shutil.copy(log, chosen.results / "server.log")
            raise
        finally:
            server.stop()
    return values


def _with_server(chosen: Wish, environment: dict[str, str], server: Server, home: Path) -> dict[str, Any]:
    server.start()
    _say("資料を変換しています")
    took = council.wait_until_converted(environment, 1200, everything=chosen.everything)
    written = _write_plan(chosen, environment, server, home)
    _say(f"変換は {took:.0f} 秒で終わりました。{chosen.members} 台がサインインします")
    seen, samples, outage = _run_tablets(chosen, server, written, home)
    server.stop()
    with council.opened(environment) as services:
        compared = recorded.compare(services, seen)
    values = figures.gather(
        backend=chosen.backend,
        members=chosen.members,
        seen=seen,
        compared=compared,
        samples=samples,
        outage=outage,
    )
    values |= {"ledger_is_whole": _verify(environment), "spread_ms": chosen.spread_ms, "workers": chosen.workers}
    values |= {"minutes": chosen.minutes, "machine": machine(), "killed": chosen.is_killed}
    if outage is not None:
        values["outage_s"] = round(outage.ended - outage.began, 1)
    if not values["ledger_is_whole"]:
        values["errors"] += 1
        values["errors_first"].insert(0, "the ledger does not verify")
    _write(chosen, values, seen, samples, outage)
    return values


def _write_plan(chosen: Wish, environment: dict[str, str], server: Server, home: Path) -> Path:
    met = council.convene(environment, chosen.members)
    first, second = council.write_files(home)
    seconds = chosen.minutes * 60
    whole = plan.Plan(
        host="127.0.0.1",
        port=server.port,
        members=met.members,
        chair=met.chair,
        clerk=met.clerk,
        meeting_id=met.meeting_id,
        material_id=met.material_id,
        permit_material_id=met.permit_material_id,
        upload_file=str(first),
        replacement_file=str(second),
        turns=plan.script(met.pages, seconds, chosen.seed),
        seconds=seconds,
        signin_window_seconds=chosen.signin_window_seconds,
        spread_ms=chosen.spread_ms,
        began_file=str(home / "began"),
        seen_file=str(home / "seen.json"),
    )
    file = home / "plan.json"
    whole.save(file)
    return file


def _run_tablets(
    chosen: Wish, server: Server, written: Path, home: Path
) -> tuple[dict[str, Any], list[Sample], Outage | None]:
    people = chosen.members + 2
    rate = people / chosen.signin_window_seconds
    command = [str(chosen.locust), "-f", str(ROOT / "load" / "rehearsal" / "locustfile.py"), "--headless", "-u"]
    command += [str(people), "-r", f"{rate:.3f}", "--host", "http://127.0.0.1", "--only-summary", "--skip-log-setup"]
    environment = os.environ | {"REHEARSAL_PLAN": str(written), "PYTHONPATH": str(ROOT)}
    with _tablets(command, environment, home / "locust.log") as tablets:
        watch = Watch(server, tablets.pid)
        outage = _kill_in_the_middle(chosen, server, home / "began", tablets) if chosen.is_killed else None
        try:
            tablets.wait(chosen.minutes * 60 + chosen.signin_window_seconds + 300)
        except subprocess.TimeoutExpired as error:
            raise RehearsalFailed("the tablets did not come to an end") from error
        samples = watch.stop()
    seen_file = home / "seen.json"
    if not seen_file.exists():
        raise RehearsalFailed((home / "locust.log").read_text("utf-8", "replace")[-3000:])
    seen: dict[str, Any] = json.loads(seen_file.read_text("utf-8"))
    return seen, samples, outage


@contextlib.contextmanager
def _tablets(command: list[str], environment: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _kill_in_the_middle(
    chosen: Wish, server: Server, began_file: Path, tablets: "subprocess.Popen[bytes]"
) -> Outage | None:
    """At half time, in the middle of answering."""
    while not began_file.exists():
        if tablets.poll() is not None:
            return None
        time.sleep(0.1)
    began = float(began_file.read_text() or time.monotonic())
    time.sleep(max(0.0, began + chosen.minutes * 30 - time.monotonic()))
    at = time.monotonic()
    server.kill()
    _say("サーバーを強制終了しました。もう一度動かします")
    server.start()
    return Outage(at, time.monotonic())


def _verify(environment: dict[str, str]) -> bool:
    """The project's own verifier over the whole ledger."""
    done = subprocess.run(
        [sys.executable, "-m", "app", "ledger", "verify"],
        env=os.environ | environment,
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


def _write(
    chosen: Wish, values: dict[str, Any], seen: dict[str, Any], samples: list[Sample], outage: Outage | None
) -> None:
    chosen.results.mkdir(parents=True, exist_ok=True)
    values["verdict"] = figures.verdict(values)
    text = json.dumps(values, ensure_ascii=False, indent=1)
    (chosen.results / _ASSETS[0]).write_text(text + "\n", "utf-8")
    when = f"{datetime.now(UTC).astimezone(timezone(timedelta(hours=9))):%Y年%m月%d日 %H:%M}"
    (chosen.results / _ASSETS[1]).write_text(page.render(values, seen, samples, outage, when), "utf-8")


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
