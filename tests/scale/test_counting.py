"""What several servers count together, and what becomes of it when Redis is gone."""

from __future__ import annotations

import asyncio
import socket

import socketio
from limits import parse

from frontdesk.channels.web.bus import ServerBus
from frontdesk.channels.web.window import SharedWindow
from frontdesk.staff.limits import RateLimit
from frontdesk.staff.shared_limits import SharedRateLimit
from frontdesk.worker.shared_throughput import SharedThroughput
from tests.scale.servers import Redis

_RATE = parse("5/hour")
_NUMBER = "+13125550100"


async def test_a_visitor_may_not_send_more_by_going_to_another_server(redis: Redis) -> None:
    """Two servers, one count."""
    servers = [SharedWindow(redis.url), SharedWindow(redis.url)]
    allowed = [await servers[n % 2].hit(_RATE, "m", "web-1") for n in range(8)]
    assert allowed == [True] * 5 + [False] * 3
    assert await servers[0].hit(_RATE, "m", "web-2")
    for server in servers:
        await server.close()


async def test_without_redis_a_server_counts_by_itself(redis: Redis) -> None:
    """Nobody is turned away because a counter is gone, and a flood still ends."""
    window = SharedWindow(redis.url)
    redis.stop()
    allowed = [await window.hit(_RATE, "m", "web-1") for _ in range(7)]
    assert allowed == [True] * 5 + [False] * 2
    await window.close()


async def test_no_event_waits_for_a_redis_that_hangs() -> None:
    """A machine that takes connections and says nothing holds nobody up."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        bus = ServerBus(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        io = socketio.AsyncServer(async_mode="asgi", client_manager=bus)
        for _ in range(2000):
            await asyncio.wait_for(io.emit("typing", {"author": "bot"}, room="web-1"), 1.0)
        await bus.close()


def test_two_workers_send_no_faster_than_their_one_number_may(redis: Redis) -> None:
    """Three parts in three seconds, whoever sends them; what is urgent goes all the same."""
    workers = [SharedThroughput(1.0, _NUMBER, redis.url) for _ in range(2)]
    assert workers[0].take(2) and workers[1].take(1)
    assert not workers[0].take(1) and not workers[1].take(1)
    assert workers[1].take(1, urgent=True)
    another = SharedThroughput(1.0, "+13125550111", redis.url)
    assert another.take(9)
    redis.stop()
    assert workers[0].take(2) and not workers[0].take(2)


def test_wrong_passwords_count_together_at_every_console(redis: Redis) -> None:
    """Five tries from an address are five tries, however many consoles there are."""
    consoles: list[RateLimit] = [SharedRateLimit("tries", 5, 300, redis.url) for _ in range(2)]
    for n in range(5):
        assert consoles[0].wait("203.0.113.7") == 0
        consoles[n % 2].failed("203.0.113.7")
    assert 0 < consoles[0].wait("203.0.113.7") <= 300
    assert 0 < consoles[1].wait("203.0.113.7") <= 300
    assert consoles[1].wait("203.0.113.8") == 0
    consoles[0].forgive("203.0.113.7")
    assert consoles[1].wait("203.0.113.7") == 0
    redis.stop()
    for _ in range(5):
        consoles[0].failed("203.0.113.7")
    assert consoles[0].wait("203.0.113.7") > 0
