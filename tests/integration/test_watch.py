"""What the running house tells of itself: one id all the way, measures, and nothing of anybody."""

from __future__ import annotations

import json
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.running import RunningHouse
from tests.visitor import Visitor

#: words, a name and a number that are in no file of ours
CANARY = ("zanzibarcanary", "Quillfeather", "312-555-0177", "3125550177")
RED_FLAG = f"{CANARY[0]} i cant feel when i wipe, i am {CANARY[1]}, call {CANARY[2]}"
_LISTENS = "0A"


def _get(url: str, token: str = "") -> tuple[int, str]:
    asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, ""


def _given_to(running: RunningHouse, process: str, name: str) -> str:
    """What the launcher gave a process in its environment."""
    environ = Path(f"/proc/{running.pids()[process]}/environ").read_bytes().split(b"\0")
    return next(e.split(b"=", 1)[1].decode() for e in environ if e.startswith(name.encode()))


def _pages(running: RunningHouse) -> dict[str, str]:
    """The measures of every process."""
    _get(f"{running.url}/metrics")  # in development the token is made when it is first asked for
    token = (running.data_dir / "secrets" / "metrics_token").read_text()
    addresses = {
        "server": running.url,
        "console": running.console_url,
        "worker": _given_to(running, "worker", "WORKER_URL="),
        "actions": _given_to(running, "server", "ACTIONS_URL="),
        "engine": _given_to(running, "server", "ENGINE_URL="),
    }
    told = {}
    for name, address in addresses.items():
        status, told[name] = _get(f"{address}/metrics", token)
        assert status == 200, name
    return told


def _until(found: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(0.1)
    raise AssertionError("it was never there")


def _logged(running: RunningHouse, process: str, correlation: str) -> list[str]:
    """The events of a process that belong to a message."""
    lines = (running.data_dir / "log" / f"{process}.log").read_text().splitlines()
    told = [json.loads(line) for line in lines if line.startswith("{")]
    return [row["event"] for row in told if row.get("correlation") == correlation]


async def test_one_id_leads_from_a_message_to_its_page_and_its_case(running: RunningHouse) -> None:
    """The message's own: in the logs of server and worker, in the outbox and with the case."""
    async with Visitor(running.url) as visitor:
        receipt = await visitor.write(RED_FLAG)
        await visitor.hears(lambda m: m["metadata"].get("tier") == "emergency_911_now")
    message = receipt["id"]
    assert "door.taken_in" in _logged(running, "server", message)
    _until(lambda: "outbox.accepted" in _logged(running, "worker", message))
    store = sqlite3.connect(running.data_dir / "frontdesk.sqlite")
    try:
        for table in ("cases", "outbox"):
            query = f"SELECT count(*) FROM {table} WHERE correlation = ?"  # noqa: S608
            assert store.execute(query, (message,)).fetchone()[0], table
    finally:
        store.close()


async def test_what_an_action_does_carries_the_id_of_its_message(running: RunningHouse) -> None:
    """From the door through the engine to the action server, by a header of each call."""
    async with Visitor(running.url) as visitor:
        receipt = await visitor.write("i want to talk to a person")
        await visitor.hears(lambda m: m["metadata"]["author"] == "bot")
    store = sqlite3.connect(running.data_dir / "frontdesk.sqlite")
    try:
        query = "SELECT kind FROM cases WHERE correlation = ?"
        kinds = [k for (k,) in store.execute(query, (receipt["id"],))]
    finally:
        store.close()
    assert kinds == ["talk_to_human"]


def test_every_process_tells_its_measures(running: RunningHouse) -> None:
    """What was counted above is there; the worker lives, the store answers."""
    told = _pages(running)
    assert 'frontdesk_messages_total{channel="web",outcome="flagged"}' in told["server"]
    assert "frontdesk_turn_seconds_bucket" in told["server"]
    assert 'frontdesk_sends_total{outcome="accepted",transport="email"}' in told["worker"]
    assert 'frontdesk_engine_requests_total{verb="turn",status="200"}' in told["engine"]
    for process in ("server", "console", "worker", "actions"):
        assert "frontdesk_store_up 1.0" in told[process]
        assert "frontdesk_worker_heartbeat_seconds" in told[process]


def test_every_process_says_that_it_lives_and_is_ready(running: RunningHouse) -> None:
    """Patient server, console, action server, worker."""
    for address in (
        running.url,
        running.console_url,
        _given_to(running, "server", "ACTIONS_URL="),
        _given_to(running, "worker", "WORKER_URL="),
    ):
        assert _get(f"{address}/health/live")[0] == 200
        assert _get(f"{address}/health/ready")[0] == 200


def test_measures_are_not_for_visitors(running: RunningHouse) -> None:
    """Without the token the public servers have no such page."""
    for address in (running.url, running.console_url):
        for token in ("", "guess", "é"):
            asked = token.encode("utf-8").decode("latin-1")
            assert _get(f"{address}/metrics", asked)[0] == 404


def test_no_log_and_no_measure_holds_a_word_a_name_or_a_number(running: RunningHouse) -> None:
    """Of what the visitors above wrote, in any process."""
    told = dict(_pages(running))
    for path in (running.data_dir / "log").glob("*.log"):
        told[path.name] = path.read_text(errors="replace")
    assert len(told) >= 10 and all("zanzibar" not in name for name in told)
    for place, text in told.items():
        for canary in CANARY:
            assert canary.lower() not in text.lower(), place


def test_only_the_patient_server_and_the_console_listen_beyond_loopback(
    running: RunningHouse,
) -> None:
    """Every listening socket of every process, as the kernel lists them."""
    beyond = set()
    listening = dict(_listening())
    assert listening
    for process, pid in running.pids().items():
        for inode in _sockets_of(pid) & set(listening):
            address, port = listening[inode]
            if not address.startswith("127."):
                beyond.add((process, port))
    assert beyond == {("server", running.port), ("console", running.console_port)}


def _sockets_of(pid: int) -> set[str]:
    found = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(link.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            found.add(target[8:-1])
    return found


def _listening() -> Iterator[tuple[str, tuple[str, int]]]:
    """(inode, (address, port)) of all sockets that listen, TCP of both families and UDP."""
    for name in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            fields = line.split()
            if name.startswith("udp") or fields[3] == _LISTENS:
                address, port = fields[1].split(":")
                yield fields[9], (_dotted(address), int(port, 16))


def _dotted(address: str) -> str:
    """As people write it; of an IPv6 address that holds an IPv4 one, the latter."""
    if len(address) == 32 and not address.startswith("0000000000000000FFFF0000"):
        is_loopback = address == "00000000000000000000000001000000"
        return "127.0.0.1 (::1)" if is_loopback else f"[{address}]"
    octets = bytes.fromhex(address[-8:])[::-1]
    return ".".join(str(o) for o in octets)
