"""A database of the form before this one, in the middle of its work, is brought to the newest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from frontdesk import clock
from frontdesk.booking import appointments, waiting
from frontdesk.booking.appointments import Request
from frontdesk.booking.holds import OpeningTaken, held_by, hold
from frontdesk.booking.openings import opening_of
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import add_message, open_conversation
from frontdesk.people.same import others
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.migrate import downgrade, upgrade
from frontdesk.store.tables import Conversation, OutboxRow, TextBack

NUMBER, NAME = "+13125550142", "Ana Ruiz"
OPENING = "2026-04-08T09:00:00-05:00|spine_1"
_BEFORE = "0006"


@pytest.fixture
def half_way(bare: Store, clinic: Clinic, clock_at: Callable[[str], None]) -> str:
    """Someone has told name and number and holds an opening; the database is of the older form."""
    clock_at("2026-04-07T10:15:00-05:00")
    at = clock.now()
    upgrade(bare)
    with bare.begin() as session:
        talk = open_conversation(session, "web", at, contact_name=NAME, contact_phone=NUMBER)
        add_message(session, talk, "patient", "nine would be good", at)
        hold(session, clinic, talk.id, opening_of(clinic, OPENING), at)
        waiting.wait(session, clinic, talk.id, {"person_name": NAME, "phone": NUMBER}, None, at)
        session.add(TextBack(
            conversation_id=talk.id, phone=NUMBER, asked_at=at, codes=1, tries=0, code_hash="x",
            code_until=at, agreed_at=at, told_seq=0,
        ))
        session.add(OutboxRow(
            id=new_id("out"), key="unsent", transport="sms", purpose="staff", address=NUMBER,
            conversation_id=talk.id, body={"text": "See you then."}, created_at=at, next_at=at,
        ))
    downgrade(bare, _BEFORE)
    with bare.read() as session:
        plain = session.execute(text("SELECT contact_name, contact_phone FROM conversations")).one()
    assert tuple(plain) == (NAME, NUMBER)
    return talk.id


def test_a_booking_begun_before_the_upgrade_is_ended_after_it(
    bare: Store, clinic: Clinic, half_way: str
) -> None:
    """The hold stands against others, and becomes the appointment of whoever has it."""
    upgrade(bare)
    opening, at = opening_of(clinic, OPENING), clock.now() + timedelta(minutes=2)
    with bare.begin() as session:
        other = open_conversation(session, "web", at)
        assert held_by(session, half_way) is not None
    with pytest.raises(OpeningTaken), bare.begin() as session:
        hold(session, clinic, other.id, opening, at)
    with bare.begin() as session:
        talk = session.get_one(Conversation, half_way)
        assert (talk.contact_name, talk.contact_phone) == (NAME, NUMBER)
        made = appointments.book(
            session, clinic,
            Request(half_way, opening, str(talk.contact_name), talk.contact_phone, "back pain",
                    "yes", "web", key="turn-1"), at,
        )
        assert held_by(session, half_way) is None
    with bare.read() as session:
        raw = session.execute(text("SELECT name, phone FROM appointments")).one()
    assert made.name == NAME and not {NAME, NUMBER} & set(raw)


def test_what_waited_before_the_upgrade_goes_out_after_it(
    bare: Store, clinic: Clinic, half_way: str
) -> None:
    """A text, a place on the waiting list, a number to text back, and who else has that number."""
    upgrade(bare)
    with bare.begin() as session:
        row = session.scalars(select(OutboxRow).where(OutboxRow.address == NUMBER)).one()
        assert (row.state, row.body) == ("waiting", {"text": "See you then."})
        place = waiting.standing(session, half_way)
        assert place is not None and place.draft["person_name"] == NAME
        assert session.scalars(select(TextBack).where(TextBack.phone == NUMBER)).one().agreed_at
        texts = open_conversation(session, "sms", clock.now(), address=NUMBER)
        found = others(session, texts)
        assert [o.conversation.id for o in found] == [half_way]
