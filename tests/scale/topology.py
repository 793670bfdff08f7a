"""Several patient servers on one store: `python -m tests.scale.topology` starts and keeps them.

PostgreSQL, Redis, nginx, units (a patient server with its engine and its action server beside it),
workers and a console, from plain processes on free ports. Each has a data folder of its own, as on
a machine of its own: what they share are the two addresses, and the secrets.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from frontdesk.run.supervisor import end_with_parent
from frontdesk.settings import ROOT
from tests.running import free_port
from tests.scale.servers import Postgres, Proxy, Redis, postgres

_READY_WITHIN = 240.0
_SECRETS = (
    "SESSION_SECRET", "LOOKUP_SECRET", "FIELD_SECRET", "ENGINE_TOKEN", "ACTIONS_TOKEN",
    "TRACKER_SECRET",
)  # fmt: skip
_NOT_OURS = ("FRONTDESK_", "TWILIO_", "SMTP_", "DATABASE_URL", "REDIS_URL", "DATA_DIR")


@dataclass
class Unit:
    """A patient server with its engine and its action server."""

    port: int
    env: Mapping[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


class Topology:
    """The processes, by what they are. Use `running`."""

    def __init__(
        self, folder: Path, postgres: Postgres, redis: Redis, units: int, env: Mapping[str, str]
    ) -> None:
        self.folder, self.postgres, self.redis = folder, postgres, redis
        ports = [free_port() for _ in range(units)]
        self.proxy = Proxy(folder, ports)
        self.env = {**_environment(postgres, redis, self.proxy), **env}
        self.units = [self._unit(n, port) for n, port in enumerate(ports)]
        self.console_port = free_port()
        self.console_url = f"http://127.0.0.1:{self.console_port}"
        self.others: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def data(self) -> Path:
        """Where the sinks keep mail and texts."""
        return self.folder / "sinks"

    def start(self, workers: int, console: bool) -> None:
        """Start everything, and wait until every unit would be given visitors."""
        self.command("migrate")
        self.others["sinks"] = self._start("sinks", {})
        for unit in self.units:
            self.start_unit(unit)
        for n in range(workers):
            env = {"WORKER_URL": f"http://127.0.0.1:{free_port()}"}
            self.others[f"worker{n}"] = self._start("worker", env, f"worker{n}")
        if console:
            env = {"CONSOLE_PORT": str(self.console_port)}
            self.others["console"] = self._start("console", env)
        self.wait_ready()
        self.proxy.start()

    def start_unit(self, unit: Unit) -> None:
        """Start a unit, or what is not running of it."""
        name = f"unit{self.units.index(unit)}"
        for kind in ("engine", "actions", "server"):
            if kind not in unit.processes:
                unit.processes[kind] = self._start(kind, unit.env, f"{name}-{kind}")

    def kill(self, unit: Unit) -> None:
        """A machine that is gone from one moment to the next."""
        for process in unit.processes.values():
            process.send_signal(signal.SIGKILL)
        for process in unit.processes.values():
            process.wait()
        unit.processes.clear()

    def wait_ready(self, within: float = _READY_WITHIN) -> None:
        """Wait until `/health/ready` of every running unit says yes."""
        deadline = time.monotonic() + within
        for unit in self.units:
            while unit.processes and not is_ready(unit.url):
                ended = [n for n, p in self.processes().items() if p.poll() is not None]
                if ended or time.monotonic() > deadline:
                    raise AssertionError(f"not ready; {ended} ended: {self.last_words(ended)}")
                time.sleep(0.1)

    def processes(self) -> dict[str, subprocess.Popen[bytes]]:
        """What was started, by the names of the logs."""
        found = dict(self.others)
        for number, unit in enumerate(self.units):
            found |= {f"unit{number}-{kind}": p for kind, p in unit.processes.items()}
        return found

    def pids(self) -> dict[str, int]:
        """The ids of everything that runs, PostgreSQL, Redis and nginx included."""
        found = {name: process.pid for name, process in self.processes().items()}
        servers = {"postgres": self.postgres.pid, "redis": self.redis.pid, "nginx": self.proxy.pid}
        return found | servers

    def last_words(self, names: Iterable[str]) -> list[str]:
        """The ends of these processes' logs."""
        ends = {name: (self.folder / f"{name}.log").read_text()[-2000:] for name in names}
        return [f"--- {name}\n{end}" for name, end in ends.items() if end]

    def command(self, *arguments: str) -> None:
        """Run `python -m frontdesk ARGUMENTS`."""
        command = [sys.executable, "-m", "frontdesk", *arguments]
        subprocess.run(command, cwd=ROOT, env=self._full(self._own("cli"), {}), check=True)

    def stop(self) -> None:
        """End every process; how a server ends kindly is tested elsewhere."""
        self.proxy.stop()
        running = list(self.processes().values())
        for process in running:
            process.kill()
        for process in running:
            process.wait()

    def _unit(self, number: int, port: int) -> Unit:
        env = {
            "PORT": str(port),
            "DATA_DIR": str(self._own(f"unit{number}")),
            "ENGINE_URL": f"http://127.0.0.1:{free_port()}",
            "ACTIONS_URL": f"http://127.0.0.1:{free_port()}",
        }
        return Unit(port, env)

    def _own(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return folder

    def _full(self, data: Path, env: Mapping[str, str]) -> dict[str, str]:
        plain = {k: v for k, v in os.environ.items() if not k.startswith(_NOT_OURS)}
        return {**plain, "DATA_DIR": str(data), **self.env, **env}

    def _start(
        self, kind: str, env: Mapping[str, str], name: str = ""
    ) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "frontdesk", kind]
        if kind == "engine":
            python = str(ROOT / ".venv-engine" / "bin" / "python")
            port = env["ENGINE_URL"].rsplit(":", 1)[1]
            command = [python, "-m", "engine.serve", "--port", port]
        with (self.folder / f"{name or kind}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._full(self._own(name or kind), env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=end_with_parent(os.getpid()),
            )


@contextlib.contextmanager
def running(
    units: int = 3,
    workers: int = 2,
    console: bool = True,
    env: Mapping[str, str] | None = None,
) -> Iterator[Topology]:
    """Everything, started and in the end stopped."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="frontdesk-scale-")))
        database = stack.enter_context(postgres())
        redis = Redis(folder)
        redis.start()
        stack.callback(redis.stop)
        topology = Topology(folder, database, redis, units, env or {})
        stack.callback(topology.stop)
        topology.start(workers, console)
        yield topology


def is_ready(url: str) -> bool:
    """Whether a patient server would be given visitors."""
    try:
        with urllib.request.urlopen(f"{url}/health/ready", timeout=3) as response:
            return bool(response.status == 200)
    except urllib.error.HTTPError as refused:
        refused.close()
        return False
    except OSError:
        return False


def _environment(postgres: Postgres, redis: Redis, proxy: Proxy) -> dict[str, str]:
    return {
        "DATABASE_URL": postgres.url,
        "REDIS_URL": redis.url,
        "PUBLIC_URL": proxy.url,
        "PORT": str(proxy.port),
        "TRUSTED_PROXIES": "1",
        # This machine may be busy with other tests; what a clinic's may do is measured apart.
        "STORE_SECONDS": "5",
        "TURN_SECONDS": "14",
        **{name: os.environ.get(name) or secrets.token_urlsafe(32) for name in _SECRETS},
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(free_port()),
        "SMTP_TLS": "false",
        "MAIL_FROM": "frontdesk@lakeshore.example",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "local-sink-only",
        "TWILIO_NUMBER": "+13125550100",
        "TWILIO_API_URL": f"http://127.0.0.1:{free_port()}",
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
    }


def main() -> None:
    """Start the topology, print its addresses, and keep it until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tests.scale.topology", description=__doc__)
    parser.add_argument("--units", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    print("Starting ...", flush=True)
    with running(options.units, options.workers) as topology:
        print(f"  All servers, behind nginx   {topology.proxy.url}/")
        for number, unit in enumerate(topology.units):
            print(f"  Patient server {number}            {unit.url}/")
        print(f"  Console                     {topology.console_url}/")
        print(f"  PostgreSQL                  {topology.postgres.url}")
        print(f"  Redis                       {topology.redis.url}")
        print(f"  Logs                        {topology.folder}")
        print("\nPress Ctrl-C to stop.", flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
