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
from itertools import islice
from pathlib import Path

import httpx

from benchmarks import talks
from benchmarks.machine import plain_loop
from tests.fakes.twilio import TOKEN, Telephone
from tests.running import RunningHouse

_ROUNDS = 3


def main() -> None:
    """Measure and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--url", default="")
    options = parser.parse_args()
    with _house(options.url) as url:
        print(json.dumps(asyncio.run(measure(url, options.people, talks.questions()))))


async def measure(url: str, people: int, words: Iterator[str]) -> dict[str, float | int]:
    """`people` text at the same moment, three times; waits in seconds."""
    client = httpx.AsyncClient(
        timeout=30, trust_env=False, limits=httpx.Limits(max_connections=people)
    )
    phones = [Telephone(url, f"+1{312 + n // 100}55501{n % 100:02d}", TOKEN) for n in range(people)]
    for phone in phones:
        await phone.client.aclose()
        phone.client = client
    await phones[0].text("hello")
    waits: list[float] = []
    unanswered = at_a_loss = 0
    given = [list(islice(words, _ROUNDS)) for _ in phones]
    for said in zip(*given, strict=True):
        for wait, texts in await asyncio.gather(*map(_timed, phones, said)):
            waits.append(wait)
            unanswered += not texts
            at_a_loss += any("could not read your message" in t for t in texts)
    await client.aclose()
    waits.sort()
    return {
        "people": people,
        "texts": len(waits),
        "unanswered_at_once": unanswered,
        "told_that_the_store_is_gone": at_a_loss,
        "median_s": round(statistics.median(waits), 3),
        "p95_s": round(waits[int(len(waits) * 0.95) - 1], 3),
        "slowest_s": round(waits[-1], 3),
        "plain_loop_s": plain_loop(),
    }


async def _timed(phone: Telephone, words: str) -> tuple[float, list[str]]:
    began = time.monotonic()
    texts = await phone.text(words)
    return time.monotonic() - began, texts


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
