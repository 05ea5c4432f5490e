"""One rehearsal on one backend: founds a council, serves it, lets the tablets in, compares. Writes no report."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from load.application import free_port
from load.bench import machine
from load.rehearsal import council, figures, hostility, plan, recorded
from load.rehearsal.backends import backend
from load.rehearsal.figures import Outage
from load.rehearsal.hostility import HOSTILE, KINDS, Hostility
from load.rehearsal.server import Sample, Server, Watch
from load.rehearsal.wish import ROOT, Wish

_DID = "hostile-did.json"


class RehearsalFailed(Exception):
    """The tablets did not come to their end."""


@dataclass(frozen=True)
class Sitting:
    """What came of it: the figures, and what the plots are drawn from."""

    values: dict[str, Any]
    seen: dict[str, Any]
    samples: list[Sample]
    outage: Outage | None


def hold(chosen: Wish) -> Sitting:
    """Conduct the rehearsal on the one backend of the wish. Raises when there was no rehearsal."""
    if not chosen.locust.exists():
        raise RehearsalFailed(f"{chosen.locust} is not here: run `make load`, which installs it")
    with tempfile.TemporaryDirectory(prefix="gijo-load-") as folder, backend(chosen.backend) as settings:
        home = Path(folder)
        environment = {"GIJO_HOME": str(home / "home"), **settings}
        log = home / "server.log"
        say(f"議会を作っています（{chosen.backend}　議員 {chosen.members} 人）")
        council.found(environment, chosen.members, log)
        server = Server(environment, free_port(), log, chosen.workers)
        try:
            return _with_server(chosen, environment, server, home)
        except BaseException:
            chosen.results.mkdir(parents=True, exist_ok=True)
            shutil.copy(log, chosen.results / "server.log")
            raise
        finally:
            server.stop()


def _with_server(chosen: Wish, environment: dict[str, str], server: Server, home: Path) -> Sitting:
    server.start()
    say("資料を変換しています")
    took = council.wait_until_converted(environment, 1200, everything=chosen.everything)
    written = _write_plan(chosen, environment, server, home)
    say(f"変換は {took:.0f} 秒で終わりました。{chosen.members} 台がサインインします")
    with _hostile(chosen, written.hostile, home):
        seen, samples, outage = _run_tablets(chosen, server, written.plan, home)
    server.stop()
    with council.opened(environment) as services:
        compared = recorded.compare(services, seen, HOSTILE if chosen.is_hostile else "")
    values = figures.gather(
        backend=chosen.backend,
        members=chosen.members,
        seen=seen,
        compared=compared,
        samples=samples,
        outage=outage,
    )
    if chosen.is_hostile:
        values["hostile"] = hostility.measure(seen, json.loads((home / _DID).read_text("utf-8")), chosen.hostile)
    values |= {"ledger_is_whole": _verify(environment), "spread_ms": chosen.spread_ms, "workers": chosen.workers}
    values |= {"minutes": chosen.minutes, "machine": machine(), "killed": chosen.is_killed}
    if outage is not None:
        values["outage_s"] = round(outage.ended - outage.began, 1)
    if not values["ledger_is_whole"]:
        values["errors"] += 1
        values["errors_first"].insert(0, "the ledger does not verify")
    return Sitting(values, seen, samples, outage)


@dataclass(frozen=True)
class _Written:
    """The files that the other programs read."""

    plan: Path
    hostile: Path


def _write_plan(chosen: Wish, environment: dict[str, str], server: Server, home: Path) -> _Written:
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
    hostile = Hostility(
        host=whole.host,
        port=whole.port,
        account=met.hostile,
        meeting_id=met.meeting_id,
        material_id=met.material_id,
        seconds=seconds,
        began_file=whole.began_file,
        did_file=str(home / _DID),
        kinds=chosen.hostile or KINDS,
    )
    written = _Written(home / "plan.json", home / "hostile.json")
    whole.save(written.plan)
    written.hostile.write_text(json.dumps(hostile.as_json()), "utf-8")
    return written


@contextlib.contextmanager
def _hostile(chosen: Wish, told: Path, home: Path) -> Iterator[None]:
    """Run the hostile session during the block, if one is wished for. Raises RehearsalFailed when it broke off."""
    if not chosen.is_hostile:
        yield
        return
    command = [sys.executable, "-m", "load.rehearsal.hostile", str(told)]
    log = home / "hostile.log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        yield
        if process.wait(60):
            raise RehearsalFailed(log.read_text("utf-8", "replace")[-3000:])
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


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
            tablets.wait(chosen.minutes * 60 + chosen.signin_window_seconds + 900)
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
    say("サーバーを強制終了しました。もう一度動かします")
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


def say(words: str) -> None:
    """Print what is being done."""
    print(words, flush=True)
