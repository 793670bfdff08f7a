"""What is asked of both: replies early and late in a conversation, and many visitors at once."""

from __future__ import annotations

import asyncio
import csv
import random
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from itertools import cycle
from typing import Protocol

from frontdesk.settings import ROOT

QUESTIONS = ROOT / "tests" / "nlu" / "questions.tsv"
_SEED = 7


class Talk(Protocol):
    """One conversation with a bot."""

    async def ask(self, text: str) -> float:
        """Write; returns the seconds until the reply was delivered."""


#: opens a conversation
Open = Callable[[], AbstractAsyncContextManager[Talk]]


def questions() -> list[str]:
    """Questions of patients, none of them twice, in an order that is always the same."""
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        texts = [row["text"] for row in rows if row["label"].startswith("faq/")]
    random.Random(_SEED).shuffle(texts)
    return texts


async def early(open_talk: Open, conversations: int, texts: Sequence[str]) -> list[float]:
    """Seconds of the second to the sixth reply in conversations one after the other."""
    waits, given = [], iter(texts)
    for _ in range(conversations):
        async with open_talk() as talk:
            await talk.ask("hello")
            waits += [await talk.ask(next(given)) for _ in range(5)]
    return waits


async def long(open_talk: Open, turns: int, texts: Sequence[str]) -> list[float]:
    """Seconds of every reply of one conversation, in order."""
    async with open_talk() as talk:
        return [await talk.ask(texts[turn % len(texts)]) for turn in range(turns)]


async def crowd(
    open_talk: Open, visitors: int, seconds: float, texts: Sequence[str]
) -> tuple[float, list[float]]:
    """Replies a second while visitors write, each as soon as it was answered; and their waits."""
    waits: list[float] = []
    given = cycle(texts)
    async with AsyncExitStack() as open_talks:
        talks = [await open_talks.enter_async_context(open_talk()) for _ in range(visitors)]
        await asyncio.gather(*(talk.ask("hello") for talk in talks))
        began = time.monotonic()

        async def visit(talk: Talk) -> None:
            while time.monotonic() < began + seconds:
                waits.append(await talk.ask(next(given)))

        await asyncio.gather(*map(visit, talks))
        return round(len(waits) / (time.monotonic() - began), 1), waits


def median(waits: Sequence[float]) -> float:
    """Milliseconds."""
    return round(1000 * statistics.median(waits), 1)


def p95(waits: Sequence[float]) -> float:
    """Milliseconds within which 95 of 100 replies came."""
    return round(1000 * sorted(waits)[int(len(waits) * 0.95) - 1], 1)
