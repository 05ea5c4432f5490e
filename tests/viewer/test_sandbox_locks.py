"""The parser is locked in before it reads, the locks are proven here, and a missing lock closes the door."""

import re
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.missing import missing
from tests.viewer.conftest import Papers
from viewer import failures, wire
from viewer.render import Renderer
from viewer.sandbox import kernel, locks

pytestmark = pytest.mark.rare("locks of the sandbox; only the sandbox moves it")

KILL, ALLOW = kernel.RET_KILL_PROCESS, kernel.RET_ALLOW
PROT_READ_WRITE, PROT_EXEC = 3, 4


@pytest.mark.clause("I 6-5(7)")
def test_every_forbidden_act_kills_the_child_and_a_harmless_child_lives(renderer: Renderer) -> None:
    report = renderer.self_test()

    assert report.canaries == dict.fromkeys(wire.CANARIES, True)
    assert report.is_locked
    assert report.seccomp
    assert report.no_new_privs
    assert report.landlock_abi is not None
    assert report.reason == ""


@pytest.mark.parametrize("feature", ["landlock", "seccomp"])
def test_machine_without_one_of_the_locks_reads_nothing_of_confidence(feature: str, papers: Papers) -> None:
    with Renderer(_missing=frozenset({feature})) as renderer:
        report = renderer.self_test()

        assert not report.is_locked
        assert feature in report.reason.lower()
        with pytest.raises(failures.SandboxUnavailable) as refused:
            renderer.read(papers.plain())
        assert feature in refused.value.detail.lower()
        assert "受け付けを止めています" in refused.value.sentence


def test_machine_without_locks_reads_only_what_is_public_when_told_so(papers: Papers) -> None:
    with Renderer(_missing=frozenset({"landlock", "seccomp"})) as renderer:
        with renderer.read(papers.plain(), allow_unlocked=True) as reading:
            assert len(list(reading.pages())) == 1
        with pytest.raises(failures.SandboxUnavailable):
            renderer.read(papers.plain())


def test_without_seccomp_the_canaries_survive_so_their_deaths_prove_seccomp() -> None:
    with Renderer(_missing=frozenset({"seccomp"})) as renderer:
        canaries = renderer.self_test().canaries

    assert canaries["landlock_open"]
    assert canaries["harmless"]
    assert not canaries["writable_code"]
    assert not canaries["socket"]


def test_without_landlock_its_canary_opens_the_file() -> None:
    with Renderer(_missing=frozenset({"landlock"})) as renderer:
        canaries = renderer.self_test().canaries

    assert not canaries["landlock_open"]
    assert canaries["open"]


@pytest.mark.parametrize("name", sorted(kernel.MACHINES))
def test_filter_allows_the_list_and_kills_everything_else(name: str) -> None:
    machine = kernel.MACHINES[name]
    judge = _judge(locks.filter_program(machine))

    verdicts = {number: judge(machine.audit_arch, number, PROT_READ_WRITE) for number in range(600)}

    allowed = {number for number, verdict in verdicts.items() if verdict == ALLOW}
    assert allowed == {*machine.allowed, machine.mmap, machine.mprotect}
    assert set(verdicts.values()) == {ALLOW, KILL}


@pytest.mark.parametrize("name", sorted(kernel.MACHINES))
def test_filter_kills_executable_memory_and_foreign_call_tables(name: str) -> None:
    machine = kernel.MACHINES[name]
    judge = _judge(locks.filter_program(machine))

    assert judge(machine.audit_arch, machine.mmap, PROT_READ_WRITE | PROT_EXEC) == KILL
    assert judge(machine.audit_arch, machine.mprotect, PROT_EXEC) == KILL
    assert judge(machine.audit_arch, machine.mprotect, PROT_READ_WRITE) == ALLOW
    assert judge(0x40000003, machine.allowed[0], 0) == KILL  # 32-bit x86
    assert judge(machine.audit_arch, machine.allowed[0] | 0x40000000, 0) == KILL  # x32


@pytest.mark.parametrize(
    ("column", "header"),
    [(0, "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), (1, "/usr/include/asm-generic/unistd.h")],
)
def test_call_numbers_are_those_of_the_kernel_headers(column: int, header: str) -> None:
    if not Path(header).exists():
        missing(f"kernel headers at {header}", "apt-get install -y linux-libc-dev")
    pattern = re.compile(r"#define __NR(?:3264)?_(\w+)\s+(\d+)$", re.MULTILINE)
    numbers = {name: int(number) for name, number in pattern.findall(Path(header).read_text())}
    machine = kernel.MACHINES["x86_64" if column == 0 else "aarch64"]

    ours = {name: pair[column] for name, pair in kernel.ALLOWED.items()}
    ours |= {"mmap": machine.mmap, "mprotect": machine.mprotect, "seccomp": machine.seccomp}

    assert {name: numbers[name] for name in ours} == ours


def _judge(program: bytes) -> Callable[[int, int, int], int]:
    """A reading of classic BPF (kernel: Documentation/networking/filter.rst), enough for this filter."""
    lines = [struct.unpack_from("<HBBI", program, at) for at in range(0, len(program), 8)]

    def verdict(arch: int, number: int, protection: int) -> int:
        data = {0: number, 4: arch, 32: protection}
        at = value = 0
        while True:
            code, if_true, if_false, constant = lines[at]
            at += 1
            if code == 0x20:
                value = data[constant]
            elif code == 0x06:
                return int(constant)
            else:
                test = {0x15: value == constant, 0x35: value >= constant, 0x45: bool(value & constant)}[code]
                at += if_true if test else if_false

    return verdict
