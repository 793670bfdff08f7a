"""The console's lists stay quick when years of conversations lie behind them.

Sizes: CONSOLE_CASES (300; the bar is 10,000) and CONSOLE_MESSAGES (20,000; the bar 1,000,000).
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from sqlalchemy import insert, text

from frontdesk import clock
from frontdesk.console.queries import cases, conversations, search
from frontdesk.safety.tiers import TIERS
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, Message

CASES = int(os.environ.get("CONSOLE_CASES", "300"))
MESSAGES = int(os.environ.get("CONSOLE_MESSAGES", "20000"))
#: seconds
BARS = {"queue": 0.2, "counts": 0.2, "search": 0.2, "transcript": 0.15}
_SAID = (
    "back pain leg numb disc herniated mri insurance medicare cost booking tuesday injection "
    "surgery walk sleep years doctor scan nerve sciatica neck shoulder week month visit call"
)
_WORDS = _SAID.split()
_RARE = ("quetzal", "marimba", "saxifrage")
_SEARCHES = ("back", "mri insur", "quetzal", "numb leg week", "saxif", "nothingatall")


def _filled(store: Store, at: datetime) -> None:
    chance = random.Random(7)
    many = max(CASES, MESSAGES // 60)
    per = MESSAGES // many
    for first in range(0, many, 500):
        rows: dict[Any, list[dict[str, Any]]] = {Conversation: [], Message: [], Case: []}
        for n in range(first, min(many, first + 500)):
            _conversation(rows, chance, n, per, at - timedelta(minutes=n))
        with store.begin() as session:
            for table, content in rows.items():
                if content:
                    session.execute(insert(table), content)
    with store.begin() as session:
        session.execute(text("ANALYZE"))


def _conversation(
    rows: dict[Any, list[dict[str, Any]]], chance: random.Random, n: int, per: int, at: datetime
) -> None:
    conversation = f"web-{n:032x}"
    rows[Conversation].append(
        {"id": conversation, "channel": "web" if n % 3 else "sms", "opened_at": at,
         "last_at": at, "last_seq": per, "contact_name": f"Person {n}",
         "contact_phone": f"+1312555{n % 10000:04d}"}
    )
    for seq in range(1, per + 1):
        words = chance.choices(_WORDS, k=9)
        if chance.random() < 0.0005:
            words[0] = chance.choice(_RARE)
        rows[Message].append(
            {"id": f"msg-{n}-{seq}", "conversation_id": conversation, "seq": seq, "at": at,
             "author": "patient" if seq % 2 else "bot", "text": " ".join(words), "data": {}}
        )
    if n < CASES:
        rows[Case].append(
            {"id": f"case-{n}", "conversation_id": conversation, "kind": "red_flag",
             "tier": chance.choice((*TIERS, None)), "category": "dvt_signs",
             "state": ("open", "acknowledged", "resolved")[n % 3], "opened_at": at,
             "due_at": at + timedelta(hours=1), "rung": 0, "drill": False}
        )


@pytest.fixture
def crowded(store: Store, clock_at: Callable[[str], None]) -> Iterator[Store]:
    """Years of a busy clinic."""
    clock_at("2026-04-07T10:15:00-05:00")
    _filled(store, clock.now())
    yield store


def _seconds(store: Store, work: Callable[[Any], object], times: int = 7) -> float:
    took = []
    for _ in range(times):
        with store.read() as session:
            began = time.perf_counter()
            work(session)
            took.append(time.perf_counter() - began)
    return median(took)


@pytest.mark.timeout(3600)
def test_queue_search_and_transcript_stay_quick(crowded: Store) -> None:
    """Medians of seven, the slowest of several searches; on both databases."""
    one = f"web-{3:032x}"
    took = {
        "queue": _seconds(crowded, lambda s: cases.queue(s, cases.Wanted(), "staff-1")),
        "counts": _seconds(crowded, lambda s: cases.counts(s, "staff-1")),
        "search": max(
            _seconds(crowded, lambda s, w=words: search.search(s, w)) for words in _SEARCHES
        ),
        "transcript": _seconds(crowded, lambda s: conversations.last_stretch(s, one)),
    }
    _write_down(crowded, took)
    assert {name: t for name, t in took.items() if t > BARS[name]} == {}


def _write_down(store: Store, took: dict[str, float]) -> None:
    folder = os.environ.get("TRIALS")
    if not folder:
        return
    name = f"console-{'sqlite' if store.is_sqlite else 'postgres'}"
    shown = {k: f"{v * 1000:.0f} ms" for k, v in took.items()}
    sizes = {"cases": CASES, "messages": MESSAGES}
    (Path(folder) / f"{name}.json").write_text(json.dumps({**sizes, **shown}))
