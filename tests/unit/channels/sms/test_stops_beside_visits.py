"""A stop, and a visit beside it: one that stands, one that is given up, one that is wished for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from frontdesk import clock
from frontdesk.conversations import segments
from frontdesk.house import House
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Appointment, Case, Conversation
from tests.fakes.twilio import Telephone

MRI = "do i need an mri"


async def test_cancel_with_a_visit_standing_is_a_stop_and_a_case(
    phone: Telephone,
    texting: House,
    cases: Callable[[], list[Case]],
    conversation: Callable[[], Conversation],
) -> None:
    """Nobody is left believing that the visit is cancelled."""
    await phone.text(MRI)
    starts = clock.now() + timedelta(days=3)
    with texting.store.begin() as session:
        session.add(
            Appointment(
                id=new_id("appt"),
                conversation_id=conversation().id,
                provider_id="spine_1",
                kind="first_consultation",
                starts=starts,
                ends=starts + timedelta(minutes=90),
                name="Ana Ruiz",
                phone=phone.sender,
                channel="sms",
                booked_at=clock.now(),
            )
        )
    (said,) = await phone.text("Cancel")
    assert "still stands" in said and "opted out" in said and segments.count(said) <= 2
    assert [c.kind for c in cases()] == ["cancel_appointment"]
    assert conversation().opted_out_at is not None


async def test_a_stop_that_gives_up_a_visit_too_is_a_stop_and_a_case(
    phone: Telephone, cases: Callable[[], list[Case]], conversation: Callable[[], Conversation]
) -> None:
    """The texts end at once; the visit is for staff."""
    (said,) = await phone.text("cancel my appointment and stop texting me")
    assert "opted out" in said and conversation().opted_out_at is not None
    assert [c.kind for c in cases()] == ["cancel_appointment"]


@pytest.mark.parametrize("text", [
    "Book me for Tuesday at 10 am. Please no texts.",
    "Thursday after 2 works, but stop texting me",
    "I need an appointment for my back, do not text me, call",
])
async def test_a_stop_beside_a_wish_for_a_visit_is_a_stop_and_the_wish_is_kept(
    phone: Telephone, cases: Callable[[], list[Case]], conversation: Callable[[], Conversation],
    text: str,
) -> None:
    """Any clear wish to end texts is honoured (47 CFR 64.1200(a)(10)); staff see to the visit."""
    (said,) = await phone.text(text)
    assert "opted out" in said and conversation().opted_out_at is not None
    assert [c.kind for c in cases()] == ["booking_help"]


@pytest.mark.parametrize("text", ["stop", "stop texting me at night", "no more texts on sundays"])
async def test_a_stop_that_names_an_hour_asks_for_no_visit(
    phone: Telephone, cases: Callable[[], list[Case]], text: str
) -> None:
    """When they were texted is no time they would come."""
    await phone.text(text)
    assert not cases()
