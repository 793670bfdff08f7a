"""Many people text at once: how long each waits for the webhook's response.

`python -m benchmarks.texting [--people 50] [--url http://127.0.0.1:8080]`. Without an address a
house of its own is started. Each person sends three texts, one after the other, no two of anybody
alike. Beside it stands the time of a plain loop of the same moment, which tells how busy the
machine was.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from benchmarks import talks
from benchmarks.machine import plain_loop
from tests.fakes.twilio import TOKEN, form_of, signature_of
from tests.running import RunningHouse

_ROUNDS = 3
_PATH = "/webhooks/sms"


def main() -> None:
    """Measure and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--url", default="")
    options = parser.parse_args()
    with _house(options.url) as url:
        print(json.dumps(asyncio.run(measure(url, options.people, talks.questions()))))


@dataclass(frozen=True)
class Webhook:
    """A text as the provider posts it, signed before the clock runs."""

    path: str
    body: str
    headers: dict[str, str]

    @staticmethod
    def of(url: str, sender: str, words: str) -> Webhook:
        """What `sender` texts."""
        form = form_of(sender, words)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": signature_of(url + _PATH, form, TOKEN),
        }
        return Webhook(url + _PATH, urlencode(form), headers)


async def measure(url: str, people: int, words: Iterator[str]) -> dict[str, float | int]:
    """`people` text at the same moment, three times; waits in seconds."""
    senders = [f"+1{312 + n // 100}55501{n % 100:02d}" for n in range(people)]
    waits: list[float] = []
    bodies: list[str] = []
    connector = aiohttp.TCPConnector(limit=people)
    async with aiohttp.ClientSession(connector=connector) as client:
        await _timed(client, Webhook.of(url, senders[0], "hello"))
        for _ in range(_ROUNDS):
            hooks = [Webhook.of(url, sender, next(words)) for sender in senders]
            for wait, body in await asyncio.gather(*(_timed(client, hook) for hook in hooks)):
                waits.append(wait)
                bodies.append(body)
    waits.sort()
    return {
        "people": people,
        "texts": len(waits),
        "unanswered_at_once": sum("<Message" not in body for body in bodies),
        "told_that_the_store_is_gone": sum("could not read your message" in b for b in bodies),
        "median_s": round(statistics.median(waits), 3),
        "p95_s": round(waits[int(len(waits) * 0.95) - 1], 3),
        "slowest_s": round(waits[-1], 3),
        "plain_loop_s": plain_loop(),
    }


async def _timed(client: aiohttp.ClientSession, hook: Webhook) -> tuple[float, str]:
    began = time.monotonic()
    async with client.post(hook.path, data=hook.body, headers=hook.headers) as response:
        response.raise_for_status()
        body = await response.text()
    return time.monotonic() - began, body


@contextmanager
def _house(url: str) -> Iterator[str]:
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        house = RunningHouse(Path(folder)).start()
        try:
            yield house.url
        finally:
            house.stop()


if __name__ == "__main__":
    main()
