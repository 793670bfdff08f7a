"""Holds: nobody else can have what is held, for as long as it is held."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from frontdesk.booking.cells import cells_between
from frontdesk.booking.holds import OpeningTaken, SelfBookingClosed, hold, release, sweep
from frontdesk.booking.openings import opening_of
from frontdesk.clinic import Clinic
from frontdesk.conversations import consent
from frontdesk.store import Store
from frontdesk.store.tables import Cell, Conversation, Hold

NINE = "2026-04-08T09:00:00-05:00|spine_1"
HALF_PAST_NINE = "2026-04-08T09:30:00-05:00|spine_1"
ELEVEN = "2026-04-08T11:00:00-05:00|spine_1"


def _hold(store: Store, clinic: Clinic, who: str, what: str, now: datetime) -> str:
    with store.begin() as session:
        return hold(session, clinic, who, opening_of(clinic, what), now).id


def _counted(store: Store, table: type) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_hundred_claim_one_opening_and_one_has_it(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """The others are told the nearest other times, and nothing of theirs stays behind."""
    people, ready = [talk(store) for _ in range(100)], Barrier(100)

    def claim(who: str) -> str:
        ready.wait()
        try:
            _hold(store, clinic, who, NINE, now)
        except OpeningTaken as taken:
            return taken.next_openings[0].id
        return "won"

    with ThreadPoolExecutor(ready.parties) as pool:
        ended = list(pool.map(claim, people))
    assert ended.count("won") == 1
    assert set(ended) == {"won", ELEVEN}
    assert _counted(store, Hold) == 1


def test_overlap_of_unequal_lengths_is_refused_by_the_database_itself(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """Two that share a single cell: the key stands in the way, whatever code is used."""
    mine, other = talk(store), talk(store)
    held = _hold(store, clinic, mine, NINE, now)
    starts = opening_of(clinic, NINE).starts
    shared = cells_between(clinic, starts, starts + timedelta(minutes=20))[-1]
    with pytest.raises(IntegrityError), store.begin() as session:
        session.execute(insert(Cell), [{"provider_id": "spine_1", "cell": shared,
                                        "hold_id": held}])
    with pytest.raises(OpeningTaken):
        _hold(store, clinic, other, HALF_PAST_NINE, now)


def test_a_new_hold_takes_the_place_of_the_old(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """Also where the two overlap; what is given up is free for others."""
    mine, other = talk(store), talk(store)
    first = _hold(store, clinic, mine, NINE, now)
    assert _hold(store, clinic, mine, HALF_PAST_NINE, now) == first
    assert _counted(store, Cell) == len(range(21))
    _hold(store, clinic, mine, ELEVEN, now)
    _hold(store, clinic, other, NINE, now)


def test_losing_a_new_opening_keeps_the_old_hold(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """Whoever fails to get a better time still has the one they had."""
    mine, other = talk(store), talk(store)
    _hold(store, clinic, other, ELEVEN, now)
    _hold(store, clinic, mine, NINE, now)
    with pytest.raises(OpeningTaken):
        _hold(store, clinic, mine, ELEVEN, now)
    with pytest.raises(OpeningTaken):
        _hold(store, clinic, other, NINE, now)


def test_an_expired_hold_is_claimed_by_the_next(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """A minute before its end it stands, at its end it is gone, without any sweeper."""
    mine, other = talk(store), talk(store)
    _hold(store, clinic, mine, NINE, now)
    with pytest.raises(OpeningTaken):
        _hold(store, clinic, other, HALF_PAST_NINE, now + timedelta(minutes=9))
    _hold(store, clinic, other, HALF_PAST_NINE, now + timedelta(minutes=10))
    assert _counted(store, Hold) == 1


def test_holding_again_keeps_it_longer(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """The ten minutes begin anew."""
    mine, other = talk(store), talk(store)
    _hold(store, clinic, mine, NINE, now)
    _hold(store, clinic, mine, NINE, now + timedelta(minutes=8))
    with pytest.raises(OpeningTaken):
        _hold(store, clinic, other, NINE, now + timedelta(minutes=17))


def test_release_and_sweep_leave_nothing(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """Released: free at once. Swept: only what has expired."""
    mine, other = talk(store), talk(store)
    _hold(store, clinic, mine, NINE, now)
    with store.begin() as session:
        assert release(session, mine)
        assert not release(session, mine)
    _hold(store, clinic, mine, NINE, now)
    _hold(store, clinic, other, ELEVEN, now + timedelta(minutes=5))
    with store.begin() as session:
        assert sweep(session, now + timedelta(minutes=10)) == 1
    assert _counted(store, Cell) == 21


@pytest.mark.parametrize(
    "what",
    ["2026-04-08T09:10:00-05:00|spine_1", "2026-04-07T15:00:00-05:00|spine_1",
     "2026-04-11T09:00:00-05:00|spine_1", "2026-09-08T09:00:00-05:00|spine_1"],
    ids=["off the grid", "too soon", "a Saturday", "beyond the horizon"],
)
def test_a_time_the_clinic_does_not_offer_can_not_be_held(
    sqlite_store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str], what: str
) -> None:
    """A button that was forged or is too old gets the nearest real openings."""
    with pytest.raises(OpeningTaken) as caught:
        _hold(sqlite_store, clinic, talk(sqlite_store), what, now)
    assert len(caught.value.next_openings) == 5


def test_a_locked_conversation_holds_nothing(
    store: Store, clinic: Clinic, now: datetime, talk: Callable[..., str]
) -> None:
    """After an alarm self-booking is closed."""
    mine = talk(store)
    with store.begin() as session:
        session.get_one(Conversation, mine).locked_by = "case-1"
    with pytest.raises(SelfBookingClosed):
        _hold(store, clinic, mine, NINE, now)
    assert _counted(store, Hold) == 0


def test_a_stop_of_texts_gives_up_the_hold(
    sqlite_store: Store, clinic: Clinic, now: datetime
) -> None:
    """Whoever wants no more texts keeps no time from others."""
    with sqlite_store.begin() as session:
        session.add(Conversation(id="sms-1", channel="sms", opened_at=now, last_at=now,
                                 address="+13125550155"))
    _hold(sqlite_store, clinic, "sms-1", NINE, now)
    with sqlite_store.begin() as session:
        consent.note(session, "1", "opted_out", now, source="text")
    assert _counted(sqlite_store, Hold) == _counted(sqlite_store, Cell) == 0
