"""The clock goes back: whatever waits for a time waits as long as it would have."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk import clock
from frontdesk.cases.cases import open_case
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import open_conversation
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, OutboxRow
from frontdesk.worker.heartbeat import beat
from frontdesk.worker.set_back import follow


@pytest.mark.parametrize("back", ["-1h", "-1d"])
def test_an_alarm_climbs_and_a_text_is_tried_again_as_soon_as_before(
    store: Store, clinic: Clinic, back: str
) -> None:
    """Five minutes stay five minutes."""
    at, soon = clock.now(), clock.now() + timedelta(minutes=5)
    with store.begin() as session:
        conversation = open_conversation(session, "web", at, silence_at=soon)
        case = open_case(session, clinic, conversation, "red_flag", at, tier="urgent_same_day",
                         category="fracture_risk")
        case.next_page_at = soon
        row = OutboxRow(
            id="out-1", key="k", transport="sms", purpose="page", address="+13125550110",
            body={"text": "x"}, created_at=at, next_at=soon, error="unreachable",
        )
        session.add(row)
    beat(store, "worker", at)
    now = clock.turn(back)
    went = follow(store, "worker", now)
    assert went is not None and abs(went - (at - now)) < timedelta(seconds=1)
    with store.read() as session:
        times = (
            session.get_one(Case, case.id).next_page_at,
            session.get_one(Conversation, conversation.id).silence_at,
            session.get_one(OutboxRow, "out-1").next_at,
        )
    assert all(t and timedelta(minutes=4) < t - now < timedelta(minutes=6) for t in times)


def test_clocks_that_differ_a_little_change_nothing(store: Store) -> None:
    """Two machines never agree to the second."""
    at = clock.now()
    beat(store, "worker", at)
    assert follow(store, "worker", at - timedelta(seconds=30)) is None
    assert follow(store, "nobody", at - timedelta(days=1)) is None
