"""A real S3 server for the tests: Ceph's mon, osd and radosgw on loopback, in memory, gone with the test run."""

import base64
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.support.ports import free_ports

PROGRAMS = ("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "monmaptool", "setpriv")
INSTALL = "apt-get install -y --no-install-recommends ceph-mon ceph-osd radosgw"
START_LIMIT_SECONDS = 60
STORE_BYTES = 4 << 30
_HOME_PREFIX = "gijo-rgw-"


def missing_programs() -> list[str]:
    """The programs that are not installed; empty when the gateway can run."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


@dataclass(frozen=True)
class Access:
    """How to speak to a running gateway."""

    endpoint: str
    access_key: str
    secret_key: str
    region: str = "default"


class Gateway:
    """`with Gateway() as access:` starts the three daemons (about 2 s) and kills them at the end.

    The kernel kills them too when the test process dies (`--pdeathsig`); what such a run leaves on disk, the
    next start removes.
    """

    def __init__(self) -> None:
        self._daemons: list[subprocess.Popen[bytes]] = []
        self._home = Path()
        self._port = 0
        self.access = Access("", "", "")

    def __enter__(self) -> Access:
        _remove_leftovers()
        self._home = Path(tempfile.mkdtemp(prefix=_HOME_PREFIX, dir="/tmp"))
        (self._home / "pid").write_text(str(os.getpid()))
        try:
            self.access = self._start()
        except BaseException:
            self._stop()
            raise
        return self.access

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def freeze(self) -> None:
        """The S3 server stops in mid-breath: connections are taken by the kernel, and nothing is answered."""
        self._daemons[-1].send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on."""
        self._daemons[-1].send_signal(signal.SIGCONT)

    def stop_serving(self) -> None:
        """The S3 server is gone; what it stored is not. It says goodbye, or its watches would hold the next one up."""
        server = self._daemons.pop()
        server.terminate()
        try:
            server.wait(5)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()

    def serve_again(self) -> None:
        """Start the S3 server again, on the same port."""
        self._spawn("radosgw", "-n", "client.rgw", "-f")
        self._wait_for(self._port)

    def admin(self, *arguments: str) -> str:
        """What `radosgw-admin` says; the user of the tests is `gijo`."""
        return self._run("radosgw-admin", "-n", "client.admin", *arguments)

    def _start(self) -> Access:
        ports = free_ports(3)
        self._port = ports[0]
        access = Access(f"http://127.0.0.1:{ports[0]}", "GIJOTESTKEY", uuid.uuid4().hex)
        for folder in ("mon", "osd", "run", "log"):
            (self._home / folder).mkdir()
        (self._home / "ceph.conf").write_text(_configuration(self._home, *ports))
        (self._home / "keyring").write_text(_keyring())
        fsid = _line_of(self._home / "ceph.conf", "fsid")
        addresses = f"[v2:127.0.0.1:{ports[1]},v1:127.0.0.1:{ports[2]}]"
        monmap, keyring = str(self._home / "monmap"), str(self._home / "keyring")
        if os.geteuid() == 0:
            for path in (self._home, *self._home.rglob("*")):
                shutil.chown(path, "ceph", "ceph")
        self._run("monmaptool", "--create", "--fsid", fsid, "--addv", "a", addresses, monmap)
        self._run("ceph-mon", "-i", "a", "--mkfs", "--monmap", monmap, "--keyring", keyring)
        self._spawn("ceph-mon", "-i", "a", "-f")
        osd_id = str(uuid.uuid4())
        self._run("ceph", "--connect-timeout", "30", "osd", "new", osd_id)
        self._run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", osd_id)
        self._spawn("ceph-osd", "-i", "0", "-f")
        keys = (f"--access-key={access.access_key}", f"--secret-key={access.secret_key}")
        user = ("user", "create", "--uid=gijo", "--display-name=gijo", *keys)
        self._run("radosgw-admin", "-n", "client.admin", *user)
        self._spawn("radosgw", "-n", "client.rgw", "-f")
        self._wait_for(ports[0])
        return access

    def _command(self, program: str, *arguments: str) -> list[str]:
        role = ["--reuid=ceph", "--regid=ceph", "--clear-groups"] if os.geteuid() == 0 else []
        conf = ["-c", str(self._home / "ceph.conf")] if program != "monmaptool" else []
        return ["setpriv", *role, "--pdeathsig=KILL", "--", program, *conf, *arguments]

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            self._command(program, *arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=START_LIMIT_SECONDS,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} {arguments}: {done.stdout.decode(errors='replace')[-2000:]}")
        return done.stdout.decode(errors="replace")

    def _spawn(self, program: str, *arguments: str) -> None:
        with (self._home / "log" / program).open("wb") as log:
            command = self._command(program, *arguments)
            # In a session of its own: Ctrl-C is for those who use the server, and they may still have to write.
            daemon = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self._daemons.append(daemon)

    def _wait_for(self, port: int) -> None:
        end = time.monotonic() + START_LIMIT_SECONDS
        while time.monotonic() < end and all(daemon.poll() is None for daemon in self._daemons):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        logs = [path.read_text(errors="replace")[-800:] for path in (self._home / "log").iterdir()]
        raise RuntimeError("the gateway did not start:\n" + "\n".join(logs))

    def _stop(self) -> None:
        for daemon in reversed(self._daemons):
            daemon.kill()
            daemon.wait()
        shutil.rmtree(self._home)


def _remove_leftovers() -> None:
    for home in Path("/tmp").glob(_HOME_PREFIX + "*"):
        pid = home / "pid"
        if pid.exists() and not Path(f"/proc/{pid.read_text()}").exists():
            shutil.rmtree(home, ignore_errors=True)


def _line_of(path: Path, key: str) -> str:
    return next(line.split(" = ")[1] for line in path.read_text().splitlines() if line.startswith(key))


def _keyring() -> str:
    """One random AES key for each role, as ceph-authtool would write them (type 1, time, length, key)."""
    roles = {
        "mon.": {"mon": "allow *"},
        "client.admin": {"mon": "allow *", "osd": "allow *", "mgr": "allow *"},
        "osd.0": {"mon": "allow profile osd", "osd": "allow *"},
        "client.rgw": {"mon": "allow rw", "osd": "allow rwx"},
    }
    lines = []
    for role, capabilities in roles.items():
        key = base64.b64encode(struct.pack("<HIIH", 1, int(time.time()), 0, 16) + os.urandom(16)).decode()
        lines += [f"[{role}]", f"\tkey = {key}"]
        lines += [f'\tcaps {part} = "{right}"' for part, right in capabilities.items()]
    return "\n".join(lines) + "\n"


def _configuration(home: Path, s3_port: int, mon_port: int, old_mon_port: int) -> str:
    """One monitor, one OSD in memory, small pools; the intervals are short so that a start takes seconds."""
    return f"""[global]
fsid = {uuid.uuid4()}
mon_initial_members = a
mon_host = [v2:127.0.0.1:{mon_port},v1:127.0.0.1:{old_mon_port}]
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
public_network = 127.0.0.0/8
ms_bind_ipv6 = false
keyring = {home}/keyring
run_dir = {home}/run
admin_socket =
crash_dir = {home}/run
log_file =
log_to_stderr = true
err_to_stderr = true
mon_cluster_log_file = /dev/null
pid_file =
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
mon_max_pg_per_osd = 1000
mon_data_avail_crit = 1
paxos_propose_interval = 0.05
paxos_min_wait = 0.02
debug_mon = 0/0
debug_osd = 0/0
debug_rgw = 0/0
[mon]
mon_data = {home}/mon
auth_allow_insecure_global_id_reclaim = false
[osd]
osd_data = {home}/osd
osd_journal =
osd_objectstore = memstore
memstore_device_bytes = {STORE_BYTES}
osd_client_watch_timeout = 3
osd_class_load_list = *
osd_class_default_list = *
osd_op_num_shards = 2
[client]
rgw_frontends = beast tcp_nodelay=1 endpoint=127.0.0.1:{s3_port}
rgw_enable_apis = s3
rgw_dynamic_resharding = false
rgw_gc_obj_min_wait = 60
rgw_bucket_quota_ttl = 1
rgw_user_quota_bucket_sync_interval = 1
rgw_user_quota_sync_interval = 1
rgw_thread_pool_size = 32
objecter_tick_interval = 0.2
objecter_timeout = 1
"""
