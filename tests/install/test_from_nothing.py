"""`make run` on a machine that has seen nothing: Debian 12's pip, an empty folder, no package but what is locked.

One folder for the module: the second test runs in what the first installed, or installs it itself.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

import httpx2
import pytest
from minio import Minio
from packaging.utils import canonicalize_name

from app.about import source
from app.demo import pack
from tests.rules.locks import environment_of, read_lock
from tests.support.ports import free_port
from tests.support.stores import skip_without_s3
from tests.support.tied import tied

OLD_PIP = Path(__file__).with_name("pip-of-debian-12.lock")
BASE_PYTHON = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
MOST_BYTES = 300_000_000
LIMIT_SECONDS = 900  # it takes about 20 s on two cores that do nothing else
_OURS = ("GIJO_", "PYTHON", "MAKE", "COV_", "COVERAGE_", "PYTEST_")

pytestmark = [pytest.mark.server("the service"), pytest.mark.slow("installs everything that running needs")]


@dataclass
class Checkout:
    """A copy of the source, and what `make` says there."""

    folder: Path
    port: int

    @property
    def packages(self) -> Path:
        return self.folder / ".venv" / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"

    def environment(self) -> dict[str, str]:
        """As a person's terminal has it: nothing of this test run, and the machine's own settings for pip."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS) and name != "MFLAGS"}
        kept.pop("VIRTUAL_ENV", None)
        return kept | {"PORT": str(self.port), "HOST": "127.0.0.1"}

    @contextmanager
    def make(self, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
        """`make WORDS`, with everything it started gone afterwards."""
        command = tied([shutil.which("make") or "make", *words, f"PYTHON={BASE_PYTHON}"])
        with (self.folder / "said.log").open("wb") as log:
            made = subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            yield made
        finally:
            if made.poll() is None:
                os.killpg(made.pid, signal.SIGKILL)
                made.wait()

    def said(self) -> str:
        return (self.folder / "said.log").read_text("utf-8", "replace")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """The source in an empty folder, with an environment whose pip is the one that Debian 12 brings."""
    folder = tmp_path_factory.mktemp("machine") / "gijo"
    for file in source.files(source.PROJECT):
        copy = folder / file.relative_to(source.PROJECT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, copy)
    made = Checkout(folder, free_port())
    python = str(folder / ".venv" / "bin" / "python")
    for command in (
        [str(BASE_PYTHON), "-m", "venv", str(folder / ".venv")],
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(OLD_PIP)],
    ):
        subprocess.run(command, env=made.environment(), check=True)
    said = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, text=True, check=True).stdout
    assert said.startswith("pip 23.0.1 ")
    return made


def answer(checkout: Checkout, made: "subprocess.Popen[bytes]") -> httpx2.Response:
    """What `/healthz` says as soon as anybody answers."""
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        assert made.poll() is None, checkout.said()[-4000:]
        try:
            return httpx2.get(f"http://localhost:{checkout.port}/healthz", timeout=5, verify=False)
        except httpx2.HTTPError:
            time.sleep(0.2)
    raise AssertionError(checkout.said()[-4000:])


def used_bytes(folder: Path) -> int:
    return sum(file.lstat().st_blocks * 512 for file in folder.rglob("*"))


def test_make_run_with_debian_12s_pip_serves_the_demo_and_brings_nothing_of_development(checkout: Checkout) -> None:
    with checkout.make("run") as made:
        answered = answer(checkout, made)
        os.killpg(made.pid, signal.SIGINT)
        made.wait(60)

    assert (answered.status_code, answered.json()) == (200, {"status": "ok"})
    assert (checkout.folder / "var" / "demo-accounts.json").is_file()
    assert "Traceback" not in checkout.said()
    ours = environment_of(".".join(map(str, sys.version_info[:3])))
    lock = read_lock((checkout.folder / "requirements.lock").read_text("utf-8"))
    wanted = {entry.name for entry in lock if entry.is_for(ours)}
    found = {canonicalize_name(each.name) for each in distributions(path=[str(checkout.packages)])}
    assert found == wanted | {"gijo"}
    assert used_bytes(checkout.folder / ".venv") < MOST_BYTES


def test_make_run_on_s3_keeps_every_paper_in_the_bucket_and_leaves_nothing_running(checkout: Checkout) -> None:
    skip_without_s3()
    with checkout.make("run", "STORE=s3") as made:
        answered = answer(checkout, made)
        told = settings_told(checkout)
        arrived = originals_in_time(told, sum(len(pack.papers(meeting)) for meeting in pack.meetings()))
        os.killpg(made.pid, signal.SIGINT)
        made.wait(60)

    assert answered.status_code == 200
    assert arrived
    assert not (checkout.folder / "var-s3").exists()
    assert "Traceback" not in checkout.said()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(told["GIJO_STORE_ENDPOINT"].rpartition(":")[2]))) != 0


def settings_told(checkout: Checkout) -> dict[str, str]:
    """What the demo tells people who want to look into its bucket."""
    lines = (checkout.folder / "var-s3" / "s3.env").read_text("utf-8").splitlines()
    pairs = (line.removeprefix("export ").partition("=") for line in lines)
    return {name: value for name, _, value in pairs}


def originals_in_time(told: dict[str, str], wanted: int) -> bool:
    """Whether just so many papers come to lie in the bucket: they are laid while the demo serves already."""
    end = time.monotonic() + LIMIT_SECONDS
    while time.monotonic() < end:
        found = sum(name.endswith("/original") for name in objects_in(told))
        if found >= wanted:
            return found == wanted
        time.sleep(0.5)
    return False


def objects_in(told: dict[str, str]) -> list[str]:
    """The names in the bucket, as any S3 client sees them."""
    client = Minio(
        endpoint=told["GIJO_STORE_ENDPOINT"].removeprefix("http://"),
        access_key=told["GIJO_STORE_ACCESS_KEY"],
        secret_key=told["GIJO_STORE_SECRET_KEY"],
        region=told["GIJO_STORE_REGION"],
        secure=False,
    )
    return [str(each.object_name) for each in client.list_objects(told["GIJO_STORE_BUCKET"], recursive=True)]
