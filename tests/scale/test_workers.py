"""Several workers: each thing is sent once, and some rounds are made by one of them at a time.

Size by `CLAIMED` (100 in `make test`, more in `make trials`).
"""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from frontdesk import clock
from frontdesk.clinic import Clinic
from frontdesk.house import House
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.tables import OutboxRow
from frontdesk.worker.alone import alone
from frontdesk.worker.outbox import Outbox
from tests.scale.report import report

_CLAIMED = int(os.environ.get("CLAIMED", "100"))
_WORKERS = 4


def test_what_one_worker_has_claimed_no_other_gets(
    store: Store, clinic: Clinic, house: House
) -> None:
    """Four workers take from one outbox at once; each row is somebody's, and only theirs."""
    with store.begin() as session:
        session.add_all(_mail(n) for n in range(_CLAIMED))
    at = clock.now()

    def work(_worker: int) -> list[str]:
        outbox = Outbox(store, house.ladder, {}, clinic)
        claimed: list[str] = []
        while rows := outbox.claim(at, ways=("email",)):
            claimed += [row.key for row in rows]
        return claimed

    with ThreadPoolExecutor(_WORKERS) as workers:
        taken = Counter(key for keys in workers.map(work, range(_WORKERS)) for key in keys)
    # A worker that finds every row locked by others goes home early; the next round comes anyway.
    taken.update(work(0))
    assert set(taken.values()) == {1} and len(taken) == _CLAIMED
    report(f"outbox on {store.engine.dialect.name}", {"rows": _CLAIMED, "claimed twice": 0})


def test_a_round_for_one_worker_is_made_by_one_at_a_time(store: Store) -> None:
    """Another finds it taken, and free again when it is over."""
    with alone(store, "visits") as ours, alone(store, "visits") as others:
        assert ours
        assert others == store.is_sqlite  # one machine has one worker
        with alone(store, "retention") as another:
            assert another
    with alone(store, "visits") as again:
        assert again


def test_a_round_that_failed_is_free_for_the_next_worker(store: Store) -> None:
    """Whatever was raised in it."""
    try:
        with alone(store, "visits"):
            raise LookupError
    except LookupError:
        pass
    with alone(store, "visits") as ours:
        assert ours


def _mail(number: int) -> OutboxRow:
    at = clock.now()
    return OutboxRow(
        id=new_id("out"), key=f"k{number}", transport="email", purpose="confirmation",
        address="ana@lakeshore.example", body={"text": "See you soon."}, created_at=at, next_at=at,
    )  # fmt: skip
