"""What law and carriers ask of a texting programme, where no other test holds it already.

Stops in any wording: `test_keywords`. Proof, HELP, START, first contact: `test_customs`. Consent,
quiet hours, blocked numbers: `test_sending`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.booking.proof import Proofs
from frontdesk.channels.sms.leave import number_key
from frontdesk.channels.sms.numbers import may_text_now, next_time
from frontdesk.clinic.model import DAYS
from frontdesk.conversations import consent
from frontdesk.conversations.transcript import add_message, open_conversation
from frontdesk.house import House
from frontdesk.secrets import secret
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Appointment, Case, Conversation, OutboxRow, TextBack
from tests.fakes.twilio import Telephone

ANA = "+13125550123"
MRI = "do i need an mri"


def _unasked(house: House, purpose: str, text: str, author: str = "bot") -> None:
    """A text nobody asked for, to a number whose owner agreed a month ago."""
    key, then = number_key(ANA), clock.now() - timedelta(days=30)
    with house.store.begin() as session:
        row = session.get(Conversation, f"sms-{key}")
        if row is None:
            row = open_conversation(session, "sms", then, id=f"sms-{key}", address=ANA)
            consent.note(session, key, "given", then, source="web", wording="May we text?")
        said = add_message(session, row, author, text, clock.now(), data={}, delivery="waiting")
        house.speaker.post(session, row, said, purpose, clock.now())


async def test_nothing_of_marketing_leaves_whatever_a_number_agreed_to(
    texting: House, worker: Any, post: Any, rows: Callable[[], list[OutboxRow]]
) -> None:
    """A consent to be texted about one's care is none to be sold to (47 CFR 64.1200(a)(2))."""
    _unasked(texting, "marketing", "Ten percent off this week.")
    await worker()
    assert post.sent == []
    assert [(r.state, r.error) for r in rows()] == [("unsent", "no_consent")]


async def test_a_text_out_of_the_blue_begins_with_the_clinics_name(
    texting: House, worker: Any, post: Any
) -> None:
    """After a day of silence; what follows within the day needs it no more."""
    name = texting.clinic.clinic.name
    _unasked(texting, "staff", "Your form is ready.", "staff")
    await worker()
    _unasked(texting, "staff", "Bring it along.", "staff")
    await worker()
    clock.turn("+30h")
    _unasked(texting, "staff", f"{name} again.", "staff")
    await worker()
    said = [text for _, text in post.sent]
    assert said == [f"{name}: Your form is ready.", "Bring it along.", f"{name} again."]


async def test_an_answer_needs_no_name_before_it(
    phone: Telephone, texting: House, worker: Any, post: Any
) -> None:
    """Who asks knows whom."""
    await phone.text(MRI)
    _unasked(texting, "staff", "This is Ana.", "staff")
    await worker()
    assert [text for _, text in post.sent] == ["This is Ana."]


def test_the_hours_for_unasked_texts_lie_within_the_strictest_of_the_states(
    texting: House,
) -> None:
    """8 to 8 in Florida, Oklahoma, Maryland; from 9 in Connecticut; Sunday from noon in Texas."""
    for day in DAYS:
        earliest = time(12) if day == "sunday" else time(9)
        for span in texting.clinic.texting.hours.get(day, ()):
            assert earliest <= span.starts and span.ends <= time(20)


@pytest.mark.parametrize(
    ("at", "address", "leaves"),
    [
        # the night the clocks go back
        ("2026-10-31T23:00:00-05:00", ANA, "2026-11-01T12:00:00-06:00"),
        # Phoenix keeps its clocks: 7 am there is 9 am in Chicago in summer, 8 am in winter
        ("2026-07-07T09:00:00-05:00", "+16025550123", "2026-07-07T09:00:00-07:00"),
        ("2026-12-08T09:00:00-06:00", "+16025550123", "2026-12-08T09:00:00-07:00"),
        # Honolulu's evening is the clinic's night
        ("2026-04-07T23:30:00-05:00", "+18085550123", "2026-04-07T18:30:00-10:00"),
        # an area code of two zones: it must be day in both
        ("2026-04-07T09:00:00-05:00", "+12085550123", "2026-04-07T09:00:00-07:00"),
    ],
)
def test_quiet_hours_follow_the_clocks_of_the_numbers_own_place(
    texting: House, at: str, address: str, leaves: str
) -> None:
    """Through the nights the clocks change, and where they never do."""
    found = next_time(texting.clinic, address, datetime.fromisoformat(at))
    assert found == datetime.fromisoformat(leaves)
    assert may_text_now(texting.clinic, address, found)


def _book(house: House, conversation_id: str, name: str = "Ana Ruiz") -> str:
    starts = clock.now() + timedelta(days=3)
    with house.store.begin() as session:
        visit = Appointment(
            id=new_id("appt"),
            conversation_id=conversation_id,
            provider_id="spine_1",
            kind="first_consultation",
            starts=starts,
            ends=starts + timedelta(minutes=90),
            name=name,
            phone=ANA,
            channel="sms",
            booked_at=clock.now(),
        )
        session.add(visit)
        return visit.id


async def test_a_numbers_new_owner_is_told_nothing_of_the_former_one(
    phone: Telephone,
    texting: House,
    conversation: Callable[[], Conversation],
    cases: Callable[[], list[Case]],
) -> None:
    """Their visits stand, wait for staff's look, and are tied to the number no more."""
    await phone.text(MRI)
    here = conversation().id
    by_text = _book(texting, here)
    with texting.store.begin() as session:
        on_the_web = open_conversation(session, "web", clock.now()).id
        session.add(
            TextBack(
                conversation_id=on_the_web, phone=ANA, asked_at=clock.now(), codes=1, tries=0,
                code_hash="", code_until=clock.now(), agreed_at=clock.now(), told_seq=0,
            )
        )  # fmt: skip
    by_web = _book(texting, on_the_web)
    await phone.text("wrong number")
    await phone.text("START")
    proofs = Proofs(secret("LOOKUP_SECRET", texting.settings))
    with texting.store.read() as session:
        assert proofs.appointments(session, here, clock.now()) == []
        visits = session.scalars(select(Appointment)).all()
        assert {v.id for v in visits} == {by_text, by_web}
        assert all(v.phone is None and v.review and v.state == "booked" for v in visits)
        assert session.get_one(TextBack, on_the_web).agreed_at is None
    (case,) = cases()
    assert case.kind == "wrong_number"


def test_nobody_is_told_to_text_911(texting: House) -> None:
    """It can be called everywhere, texted only in places (FCC)."""
    said = " ".join(w.text for e in texting.catalogue.values() for w in e.wordings)
    wrong = re.findall(r".{20}\b(?:text|texting|mande|textee)\w*(?: \w+)? 911.{10}", said, re.I)
    assert wrong == []


async def test_the_record_of_a_number_outlives_its_conversation(
    phone: Telephone, texting: House, conversation: Callable[[], Conversation]
) -> None:
    """Texts may be disputed for four years (28 USC 1658), also after an erasure."""
    from frontdesk.privacy.erase import erase

    await phone.text(MRI)
    await phone.text("STOP")
    conversation_id = conversation().id
    key = consent.number_key_of(conversation())
    with texting.store.begin() as session:
        erase(session, conversation_id, "request", None, clock.now())
    with texting.store.read() as session:
        kinds = [line.kind for line in consent.record(session, key)]
    assert kinds == ["texted_us", "told", "opted_out", "erased"]
    assert await phone.text(MRI) == []
