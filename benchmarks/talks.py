"""What is asked of both: replies early and late in a conversation, and many visitors at once."""

from __future__ import annotations

import asyncio
import csv
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from functools import lru_cache
from itertools import count, islice
from typing import Protocol

from frontdesk.clock import now
from frontdesk.safety import Earlier, SafetyInput, assess, load_rules
from frontdesk.settings import ROOT

QUESTIONS = ROOT / "tests" / "nlu" / "questions.tsv"
_SEED = 7
_IN_A_ROW = 40  # questions of one visitor
_READ_BACK = 30  # messages that safety reads with a new one


class Talk(Protocol):
    """One conversation with a bot."""

    async def ask(self, text: str) -> float:
        """Write; returns the seconds until the reply was delivered."""

    async def leave_form(self) -> None:
        """Let go of a form that the last reply asked a detail for, if it did."""


#: opens a conversation
Open = Callable[[], AbstractAsyncContextManager[Talk]]


def questions() -> Iterator[str]:
    """Questions of patients without end, no two alike, in an order that is always the same.

    What was read a moment ago is not read again: a question asked twice would tell nothing. From
    the second round on each ends with the number of the round.
    """
    for number in count(1):
        yield from (text if number == 1 else f"{text} {number}" for text in _harmless())


@lru_cache(maxsize=1)
def _harmless() -> tuple[str, ...]:
    """Those that raise no alarm, also one after the other: under an alarm nobody is answered."""
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        texts = [row["text"] for row in rows if row["label"].startswith("faq/")]
    random.Random(_SEED).shuffle(texts)
    rules, at, kept = load_rules(), now(), list[str]()
    for text in texts:
        earlier = tuple(Earlier(before, at) for before in kept[-_READ_BACK:])
        if not assess(SafetyInput(text, at, earlier), rules).findings:
            kept.append(text)
    return tuple(kept)


async def early(open_talk: Open, conversations: int, texts: Iterator[str]) -> list[float]:
    """Seconds of the second to the sixth reply in conversations one after the other."""
    waits = []
    for _ in range(conversations):
        async with open_talk() as talk:
            await talk.ask("hello")
            waits += [await talk.ask(next(texts)) for _ in range(5)]
    return waits


async def long(open_talk: Open, turns: int, texts: Iterator[str]) -> list[float]:
    """Seconds of every reply of one conversation, in order.

    A question that is taken for a wish to be called begins a form. Whoever has only questions lets
    go of it; a thousand answers that each end with "What is your name?" are no conversation.
    """
    waits = []
    async with open_talk() as talk:
        for text in islice(texts, turns):
            waits.append(await talk.ask(text))
            await talk.leave_form()
    return waits


async def crowd(
    open_talk: Open, visitors: int, seconds: float, texts: Iterator[str]
) -> tuple[float, list[float]]:
    """Replies a second while visitors write, each as soon as it was answered; and their waits."""
    waits: list[float] = []
    began = 0.0

    async def visit(talk: Talk) -> None:
        # In the order in which they are known to raise no alarm.
        for text in list(islice(texts, _IN_A_ROW)):
            if time.monotonic() > began + seconds:
                return
            waits.append(await talk.ask(text))

    async def visits(first: Talk) -> None:
        await visit(first)
        while time.monotonic() < began + seconds:
            async with open_talk() as talk:
                await visit(talk)

    async with AsyncExitStack() as open_talks:
        talks = [await open_talks.enter_async_context(open_talk()) for _ in range(visitors)]
        await asyncio.gather(*(talk.ask("hello") for talk in talks))
        began = time.monotonic()
        await asyncio.gather(*map(visits, talks))
        return round(len(waits) / (time.monotonic() - began), 1), waits


def median(waits: Sequence[float]) -> float:
    """Milliseconds."""
    return round(1000 * statistics.median(waits), 1)


def p95(waits: Sequence[float]) -> float:
    """Milliseconds within which 95 of 100 replies came."""
    return round(1000 * sorted(waits)[int(len(waits) * 0.95) - 1], 1)
