"""`make run`: everything a clinic needs on one machine, with addresses at the end."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from frontdesk import clock
from frontdesk.door.texts import require_safety_texts
from frontdesk.house import House
from frontdesk.run.supervisor import Child, Supervisor
from frontdesk.secrets import secret
from frontdesk.settings import ROOT, Settings, settings
from frontdesk.staff import ensure_first_manager
from frontdesk.store.migrate import upgrade

#: bytes below which we do not begin: a full disk loses messages
_LEAST_DISK = 200 * 1024 * 1024
_READY_WITHIN = 180.0


class CanNotStart(RuntimeError):
    """One clear sentence for the person who started us."""


def launch() -> None:
    """Start all processes, print the addresses, and watch until Ctrl-C."""
    has = settings()
    try:
        _check(has)
        house = House(has)
        clock.start()
        # First of all: the clinic is read together with what staff changed of it in the store.
        upgrade(house.store)
        require_safety_texts(house.catalogue, house.clinic)
        with house.store.begin() as session:
            first = ensure_first_manager(session, has, clock.now(), email=has.manager_email)
        supervisor = Supervisor(_children(has), has.data_dir / "log")
    except (CanNotStart, OSError, ValueError) as error:
        raise SystemExit(f"Frontdesk can not start: {error}") from error
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, supervisor.ask_to_stop)
    try:
        supervisor.start()
        if _wait_ready(supervisor, has):
            _print_addresses(has, house, first)
            supervisor.watch()
    finally:
        print("\nStopping ...", flush=True)
        supervisor.stop()
        print("Stopped.", flush=True)


def _check(has: Settings) -> None:
    for name, port in (("PORT", has.port), ("CONSOLE_PORT", has.console_port)):
        if not _free(has.host, port):
            raise CanNotStart(f"port {port} is taken. Choose another: {name}={port + 10} make run")
    has.data_dir.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(has.data_dir).free < _LEAST_DISK:
        raise CanNotStart(f"the disk of {has.data_dir} is full. Make 200 MB of room.")
    if not any((ROOT / "models").glob("*.tar.gz")):
        raise CanNotStart("there is no trained model. Run: make train")


def _children(has: Settings) -> list[Child]:
    ports = _free_ports(5, but=(has.port, has.console_port))
    urls = {
        "ENGINE_URL": f"http://127.0.0.1:{ports[0]}",
        "ACTIONS_URL": f"http://127.0.0.1:{ports[1]}",
        "WORKER_URL": f"http://127.0.0.1:{ports[4]}",
    }
    sinks = _sink_settings(has, ports[2], ports[3])
    env = {
        **urls,
        **sinks,
        "DATA_DIR": str(has.data_dir),
        "ENGINE_TOKEN": secret("ENGINE_TOKEN", has),
        "ACTIONS_TOKEN": secret("ACTIONS_TOKEN", has),
        "TRACKER_SECRET": secret("TRACKER_SECRET", has),
        "PYTHONUNBUFFERED": "1",
    }
    python = sys.executable
    engine = str(ROOT / ".venv-engine" / "bin" / "python")
    children = [
        Child("engine", [engine, "-m", "engine.serve", "--port", str(ports[0])], env),
        *(
            Child(n, [python, "-m", "frontdesk", n], env)
            for n in ("actions", "server", "console", "worker")
        ),
    ]
    if sinks:
        children.insert(0, Child("sinks", [python, "-m", "frontdesk", "sinks"], env))
    return children


def _sink_settings(has: Settings, mail: int, texts: int) -> dict[str, str]:
    """In development, without a mail server or a provider of one's own: local ones."""
    if has.production or has.smtp_host or has.twilio_account_sid:
        return {}
    return {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(mail),
        "SMTP_TLS": "false",
        "MAIL_FROM": "frontdesk@lakeshore.example",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "local-sink-only",
        "TWILIO_NUMBER": "+13125550100",
        "TWILIO_API_URL": f"http://127.0.0.1:{texts}",
    }


def _wait_ready(supervisor: Supervisor, has: Settings) -> bool:
    """Watch until the house answers; False when it was told to stop before."""
    began = time.monotonic()
    print(
        "Starting the engine, the action server, the patient server, the console and the worker",
        end="",
        flush=True,
    )
    stopped = [True]

    def ready() -> bool:
        waited = time.monotonic() - began
        if waited > _READY_WITHIN:
            raise SystemExit(f"\nFrontdesk did not become ready; see {has.data_dir / 'log'}")
        if int(waited * 10) % 10 == 0:
            print(".", end="", flush=True)
        if not (
            _answers(f"http://{_local(has)}:{has.port}/health/ready")
            and _answers(f"http://{_local(has)}:{has.console_port}/health/live")
        ):
            return False
        stopped[0] = False
        return True

    supervisor.watch(until=ready)
    print(f" ready after {time.monotonic() - began:.0f} s." if not stopped[0] else "", flush=True)
    return not stopped[0]


def _print_addresses(has: Settings, house: House, first: tuple[str, str] | None) -> None:
    print(f"\n  The clinic's page with the chat   {has.public_base}/")
    if _sink_settings(has, 0, 0):
        print(f"  A telephone that texts it         {has.public_base}/demo/phone")
    print(f"  The staff console                 {has.console_base}/")
    if first:
        print(f"    sign in as {first[0]} with the one-time password {first[1]}")
    print(f"  Data and logs                     {_short(has.data_dir)}")
    print("\nPress Ctrl-C to stop.", flush=True)


def _free(host: str, port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise CanNotStart(f"can not listen at {host}: {error.strerror}") from error
    return True


def _free_ports(count: int, but: Collection[int]) -> list[int]:
    """Loopback ports that nobody uses now; asked for together, so that they differ.

    `but`: those of processes that have not begun to listen.
    """
    probes = [socket.socket() for _ in range(count + len(but))]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        found = [probe.getsockname()[1] for probe in probes]
        return [port for port in found if port not in but][:count]
    finally:
        for probe in probes:
            probe.close()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=3) as response:
            return bool(response.status == 200)
    except urllib.error.HTTPError as refused:
        refused.close()
        return False
    except OSError:
        return False


def _local(has: Settings) -> str:
    return "127.0.0.1" if has.host in ("0.0.0.0", "::") else has.host


def _short(path: Path) -> str:
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
