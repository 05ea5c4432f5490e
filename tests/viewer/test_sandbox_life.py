"""Processes come and go: threads, crashes, restarts and abandoned readings leave nothing behind."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.support.waiting import eventually
from tests.viewer.conftest import WORDS, Papers
from viewer import failures, forkserver
from viewer.limits import MIB, Limits
from viewer.render import Renderer

pytestmark = pytest.mark.rare("processes of the sandbox; only the sandbox moves it")

# Standard input, output and error, and the control socket.
SERVER_FDS = 4


def _server_pid(renderer: Renderer) -> int:
    pid = renderer._server.pid
    assert pid is not None
    return pid


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _fds(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _resident_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _read(renderer: Renderer, paper: bytes) -> int:
    with renderer.read(paper) as reading:
        return len(list(reading.pages()))


def test_server_starts_with_an_empty_environment_and_only_its_own_descriptors(renderer: Renderer) -> None:
    renderer.self_test()
    pid = _server_pid(renderer)

    environment = Path(f"/proc/{pid}/environ").read_bytes()
    names = {entry.split(b"=")[0] for entry in environment.split(b"\0") if entry}

    assert names == {b"PYMUPDF_MESSAGE", b"PYMUPDF_LOG", b"OPENBLAS_NUM_THREADS", b"OMP_THREAD_LIMIT"}
    assert len(list(Path(f"/proc/{pid}/task").iterdir())) == 1
    assert eventually(lambda: _fds(pid) == SERVER_FDS)


def test_child_at_work_holds_no_descriptor_but_its_own_and_every_lock(renderer: Renderer, papers: Papers) -> None:
    with renderer.read(papers.plain(3)) as reading:
        next(reading.pages())
        (child,) = _children(_server_pid(renderer))
        status = dict(
            line.split(":\t", 1) for line in Path(f"/proc/{child}/status").read_text().splitlines() if ":\t" in line
        )
        limits = Path(f"/proc/{child}/limits").read_text() if os.geteuid() == 0 else ""
        fds = {int(entry.name) for entry in Path(f"/proc/{child}/fd").iterdir()} if os.geteuid() == 0 else {2, 3}

    assert status["Seccomp"] == "2"
    assert status["NoNewPrivs"] == "1"
    assert status["Threads"] == "1"
    assert fds == {2, 3}
    if limits:
        assert int(status["CapEff"], 16) == 0
        assert status["Uid"].split() == ["65534"] * 4
        assert "Max file size             0                    0" in limits


@pytest.mark.slow("reads a hundred documents, for two seconds of a processor, to find what a few would not leave")
def test_hundred_documents_good_and_bad_leave_no_process_descriptor_or_memory(
    renderer: Renderer, papers: Papers
) -> None:
    good, broken = papers.plain(2), papers.truncated()
    locked = papers.encrypted("secret")

    def work(rounds: int) -> None:
        for _ in range(rounds):
            assert _read(renderer, good) == 2
            for bad in (b"%PDF-1.7 nothing", locked):
                with pytest.raises(failures.ViewerFailure):
                    _read(renderer, bad)
            with renderer.read(broken) as reading:
                next(reading)  # left in the middle

    work(5)
    server = _server_pid(renderer)
    before = [_fds(os.getpid()), _resident_bytes(os.getpid()), _resident_bytes(server)]
    work(25)
    after = [_fds(os.getpid()), _resident_bytes(os.getpid()), _resident_bytes(server)]

    assert after[0] == before[0]
    assert after[1] - before[1] < 16 * MIB
    assert after[2] - before[2] < 4 * MIB
    assert eventually(lambda: _fds(server) == SERVER_FDS)
    assert _children(server) == []
    assert _server_pid(renderer) == server


def test_many_threads_share_the_renderer_and_only_so_many_documents_run_at_once(papers: Papers) -> None:
    paper = papers.of(*[WORDS] * 3)
    results: list[int] = []
    most = 0

    with Renderer(parallel=2) as renderer:
        renderer.self_test()
        server = _server_pid(renderer)
        threads = [
            threading.Thread(target=lambda: results.extend(_read(renderer, paper) for _ in range(3))) for _ in range(5)
        ]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            most = max(most, len(_children(server)))
            time.sleep(0.001)
        for thread in threads:
            thread.join()

    assert results == [3] * 15
    assert most == 2


def test_abandoned_reading_gives_its_place_back(papers: Papers) -> None:
    with Renderer(parallel=1) as renderer:
        reading = renderer.read(papers.plain(5))
        next(reading)
        server = _server_pid(renderer)
        assert len(_children(server)) == 1

        del reading
        gc.collect()

        assert _children(server) == []
        assert _read(renderer, papers.plain()) == 1


def test_closed_reading_kills_its_child_in_the_middle_of_a_page(papers: Papers) -> None:
    with Renderer() as renderer:
        with renderer.read(papers.slow(page=1)) as reading:
            assert reading.info.pages == 3
            server = _server_pid(renderer)
            assert len(_children(server)) == 1

        assert _children(server) == []


@pytest.mark.parametrize(
    ("number", "failure"),
    [
        (signal.SIGSEGV, failures.SandboxCrashed),
        (signal.SIGABRT, failures.SandboxCrashed),
        (signal.SIGSYS, failures.SandboxCrashed),
        (signal.SIGKILL, failures.OutOfMemory),  # the kernel's memory killer
        (signal.SIGXCPU, failures.DocumentTooSlow),
    ],
)
def test_child_that_dies_is_told_by_page_and_cause(
    renderer: Renderer, papers: Papers, number: signal.Signals, failure: type[failures.ViewerFailure]
) -> None:
    with renderer.read(papers.slow(page=2)) as reading:
        pages = reading.pages()
        next(pages)
        (child,) = _children(_server_pid(renderer))
        os.kill(child, number)
        with pytest.raises(failure) as death:
            next(pages)

    assert death.value.page == 2
    assert _read(renderer, papers.plain()) == 1


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]


def test_page_that_waits_for_the_processor_is_drawn_however_long_that_takes(papers: Papers) -> None:
    """On a busy machine a child gets its turn late. A child that is stopped and goes on stands for that here."""
    with Renderer(Limits(page_seconds=0.5)) as renderer, renderer.read(papers.plain(3)) as reading:
        pages = reading.pages()
        next(pages)
        (child,) = _children(_server_pid(renderer))
        assert eventually(lambda: _state(child) == "S")  # the second page is drawn, and waits to be asked for
        os.kill(child, signal.SIGSTOP)
        threading.Timer(1.5, os.kill, [child, signal.SIGCONT]).start()

        assert [page.number for page in pages] == [2, 3]


def test_child_that_stands_still_is_broken_off_and_gone_and_the_sentence_blames_nobody(papers: Papers) -> None:
    with Renderer(Limits(page_wait_seconds=0.5)) as renderer:
        with renderer.read(papers.slow(page=2)) as reading:
            pages = reading.pages()
            next(pages)
            (child,) = _children(_server_pid(renderer))
            os.kill(child, signal.SIGSTOP)
            with pytest.raises(failures.ReadingBrokenOff) as stopped:
                next(pages)

            assert not Path(f"/proc/{child}").exists()

        assert stopped.value.page == 2
        assert stopped.value.code == "V115"
        assert "PDF のせいとは限りません" in stopped.value.sentence
        assert "作り直" not in stopped.value.sentence


def test_server_that_dies_is_started_again(papers: Papers) -> None:
    with Renderer() as renderer:
        with renderer.read(papers.slow(page=2)) as reading:
            pages = reading.pages()
            next(pages)
            first = _server_pid(renderer)
            (child,) = _children(first)
            os.kill(first, signal.SIGKILL)
            with pytest.raises(failures.SandboxCrashed) as death:
                next(pages)

        assert death.value.page == 2
        assert eventually(lambda: not Path(f"/proc/{child}").exists())
        assert _read(renderer, papers.plain()) == 1
        assert _server_pid(renderer) != first


def test_closed_renderer_leaves_no_process_and_starts_again_when_needed(papers: Papers) -> None:
    before = _fds(os.getpid())
    renderer = Renderer()
    renderer.self_test()
    server = _server_pid(renderer)

    renderer.close()

    assert not Path(f"/proc/{server}").exists()
    assert _fds(os.getpid()) == before
    assert _read(renderer, papers.plain()) == 1
    renderer.close()


def test_sandbox_that_does_not_start_is_unavailable_until_it_does(
    papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Renderer() as renderer:
        with monkeypatch.context() as broken_installation:
            broken_installation.setattr(forkserver, "_BOOT", "import viewer_that_is_not_installed")
            with pytest.raises(failures.SandboxUnavailable) as refused:
                renderer.read(papers.plain())
            assert "No module named" in refused.value.detail

        assert _read(renderer, papers.plain()) == 1


SERVICE = """
import sys, time
from viewer.render import Renderer
renderer = Renderer()
reading = renderer.read(sys.stdin.buffer.read())
print(renderer._server.pid, reading.info.pages, flush=True)
time.sleep(60)
"""


def test_killed_service_takes_its_sandbox_with_it(papers: Papers) -> None:
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", SERVICE], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as service:
        assert service.stdin is not None
        assert service.stdout is not None
        service.stdin.write(papers.slow(page=1))
        service.stdin.close()
        server, pages = map(int, service.stdout.readline().split())
        assert pages == 3
        (child,) = _children(server)

        service.kill()
        service.wait()

        assert eventually(lambda: not Path(f"/proc/{child}").exists())
        assert eventually(lambda: not Path(f"/proc/{server}").exists())


def test_stopping_every_process_at_once_leaves_the_document_alone(papers: Papers) -> None:
    """TERM reaches the sandbox too when a service is stopped; it reads on until the service ends it."""
    with Renderer() as renderer, renderer.read(papers.plain(5)) as reading:
        pages = reading.pages()
        next(pages)
        server = _server_pid(renderer)
        for pid in (server, *_children(server)):
            os.kill(pid, signal.SIGTERM)

        assert [page.number for page in pages] == [2, 3, 4, 5]
        assert _server_pid(renderer) == server
