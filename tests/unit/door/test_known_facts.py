"""What staff know of a person changes what a sign means."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.door import Door, Inbound
from frontdesk.people import facts
from frontdesk.people.context import safety_context
from frontdesk.safety import Context
from frontdesk.staff.accounts import add_staff, by_email
from frontdesk.store import Store
from frontdesk.store.tables import FindingRow

CHILLS = "i am shivering with chills"


@pytest.fixture
def note(store: Store, conversation: str):
    """Staff note a fact."""
    with store.begin() as session:
        add_staff(session, "maria@x.example", "clinician", clock.now())
        staff = by_email(session, "maria@x.example")
        assert staff is not None
        staff_id = staff.id

    def keep(name: str, value: str) -> None:
        with store.begin() as session:
            facts.note_fact(session, conversation, name, value, staff_id, clock.now())

    return keep


def _found(store: Store) -> set[str]:
    with store.read() as session:
        return set(session.scalars(select(FindingRow.category)))


def _days_ago(days: int) -> str:
    return (clock.now() - timedelta(days=days)).date().isoformat()


async def test_chills_six_days_after_a_procedure_on_record_raise_infection(
    door: Door, conversation: str, store: Store, note
) -> None:
    """The person need not say that there was one."""
    note("procedure_date", _days_ago(6))
    await door.receive(Inbound(conversation, CHILLS))
    assert "spinal_infection_suspected" in _found(store)


@pytest.mark.parametrize("days", [None, 200, -7])
async def test_chills_without_a_recent_procedure_do_not(
    door: Door, conversation: str, store: Store, note, days: int | None
) -> None:
    """None on record, one long ago, one still to come."""
    if days is not None:
        note("procedure_date", _days_ago(days))
    await door.receive(Inbound(conversation, CHILLS))
    assert "spinal_infection_suspected" not in _found(store)


async def test_a_fact_of_another_conversation_is_another_persons(
    door: Door, conversation: str, store: Store, note
) -> None:
    """Facts hang on the conversation."""
    from frontdesk.conversations.transcript import open_conversation

    note("procedure_date", _days_ago(6))
    with store.begin() as session:
        other = open_conversation(session, "web", clock.now()).id
    await door.receive(Inbound(other, CHILLS))
    assert "spinal_infection_suspected" not in _found(store)


def test_what_is_on_record_reaches_safety_as_it_stands(
    store: Store, conversation: str, note
) -> None:
    """Yes, no, and not known are three things."""
    note("procedure_date", "2026-04-01")
    note("blood_thinner", "yes")
    note("pregnant", "no")
    today = clock.now().date().replace(2026, 4, 7)
    with store.read() as session:
        assert safety_context(session, conversation, today) == Context(
            procedure_days=6, blood_thinner=True, pregnant=False
        )
