"""Going out: when, to whom, how fast, and what became of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from frontdesk import clock
from frontdesk.cases.second_line import SECOND_LINES
from frontdesk.channels.sms.leave import number_key
from frontdesk.channels.sms.numbers import address_of, may_text_now, next_time
from frontdesk.channels.sms.provider import Receipt, Refused
from frontdesk.channels.sms.receipts import Receipts
from frontdesk.conversations import consent
from frontdesk.conversations.transcript import add_message, open_conversation
from frontdesk.house import House
from frontdesk.store.ids import new_id, sms_conversation_id
from frontdesk.store.tables import Case, Conversation, Message, OutboxRow
from frontdesk.worker.outbox import Outbox
from frontdesk.worker.throughput import Throughput
from tests.fakes.twilio import Telephone

ANA = "+13125550123"
MRI = "do i need an mri"


def _open(house: House, address: str = ANA, agreed: bool = True) -> str:
    """A conversation by text whose person last wrote long ago."""
    key = number_key(address)
    with house.store.begin() as session:
        made = open_conversation(
            session, "sms", clock.now(), id=f"sms-{key}", address=address, disclosed_at=clock.now()
        )
        if agreed:
            consent.note(session, key, "given", clock.now(), source="web", wording="May we text?")
        return made.id


def _say(
    house: House, conversation_id: str, purpose: str = "reminder", text: str = "Hello."
) -> str:
    with house.store.begin() as session:
        row = session.get_one(Conversation, conversation_id)
        said = add_message(session, row, "bot", text, clock.now(), data={}, delivery="waiting")
        house.speaker.post(session, row, said, purpose, clock.now())
        return said.id


def _row(house: House, message_id: str) -> OutboxRow:
    with house.store.read() as session:
        return session.query(OutboxRow).filter_by(message_id=message_id).one()


def _delivery(house: House, message_id: str) -> str | None:
    with house.store.read() as session:
        return session.get_one(Message, message_id).delivery


async def test_nothing_goes_to_a_number_that_never_agreed(
    texting: House, worker: Any, post: Any
) -> None:
    """A number from a booking is texted only with its owner's consent."""
    with texting.store.begin() as session:
        web = open_conversation(session, "web", clock.now())
        session.add(
            OutboxRow(
                id=new_id("out"),
                key="confirmation",
                transport="sms",
                purpose="confirmation",
                conversation_id=web.id,
                address=ANA,
                body={"text": "Booked."},
                created_at=clock.now(),
                next_at=clock.now(),
            )
        )
    await worker()
    assert post.sent == []
    with texting.store.read() as session:
        row = session.query(OutboxRow).one()
        assert (row.state, row.error) == ("unsent", "no_consent")


async def test_a_consent_given_on_the_web_is_enough(texting: House, worker: Any, post: Any) -> None:
    """Its wording and version are the proof."""
    _say(texting, _open(texting))
    await worker()
    assert [to for to, _ in post.sent] == [ANA]


@pytest.mark.parametrize(
    ("at", "address", "leaves"),
    [
        ("2026-04-07T10:00:00-05:00", ANA, "2026-04-07T10:00:00-05:00"),
        ("2026-04-07T21:30:00-05:00", ANA, "2026-04-08T09:00:00-05:00"),
        # 10 am at the clinic is 8 am in Seattle
        ("2026-04-07T10:00:00-05:00", "+12065550111", "2026-04-07T09:00:00-07:00"),
        # Sunday, not before noon
        ("2026-04-05T09:30:00-05:00", ANA, "2026-04-05T12:00:00-05:00"),
        # the night the clocks go forward
        ("2026-03-07T22:00:00-06:00", ANA, "2026-03-08T12:00:00-05:00"),
        # a toll-free number tells nothing: the clinic's zone
        ("2026-04-07T06:00:00-05:00", "+18005550123", "2026-04-07T09:00:00-05:00"),
    ],
)
def test_quiet_hours_are_those_of_the_numbers_own_zone(
    texting: House, at: str, address: str, leaves: str
) -> None:
    """What nobody asked for waits for the morning there."""
    found = next_time(texting.clinic, address, datetime.fromisoformat(at))
    assert found == datetime.fromisoformat(leaves)
    assert may_text_now(texting.clinic, address, found)


async def test_a_reminder_waits_for_the_morning_and_a_safety_text_does_not(
    texting: House, worker: Any, post: Any
) -> None:
    """Quiet hours keep back what was not asked for, and nothing else is held up by it."""
    clock.set_to("2026-04-07T22:00:00-05:00")
    here = _open(texting)
    reminder = _say(texting, here, "reminder", "See you tomorrow.")
    _say(texting, here, "safety", "Call 911 now.")
    await worker()
    assert [t for _, t in post.sent] == ["Call 911 now."]
    assert _row(texting, reminder).state == "waiting"
    clock.set_to("2026-04-08T09:00:30-05:00")
    await worker()
    assert [t for _, t in post.sent][1:] == ["See you tomorrow."]


async def test_somebody_in_the_middle_of_a_talk_is_answered_at_night(
    phone: Telephone, texting: House, worker: Any, post: Any
) -> None:
    """They wrote a moment ago."""
    clock.set_to("2026-04-07T23:00:00-05:00")
    await phone.text(MRI)
    _say(texting, sms_conversation_id(ANA, _lookup(texting)), "staff", "This is Ana.")
    await worker()
    assert [t for _, t in post.sent] == ["This is Ana."]


def _lookup(house: House) -> str:
    from frontdesk.secrets import secret

    return secret("LOOKUP_SECRET", house.settings)


async def test_what_a_person_is_told_keeps_its_order_when_one_is_refused(
    texting: House, worker: Any, post: Any
) -> None:
    """The second waits for the first; a text to another number does not."""
    here, there = _open(texting), _open(texting, "+13125550124")
    _say(texting, here, text="one")
    post.refuse = Refused("twilio_429")
    await worker()
    post.refuse = None
    _say(texting, here, text="two")
    _say(texting, there, text="other")
    await worker()
    clinic = texting.clinic.clinic.name
    assert [t for _, t in post.sent] == [f"{clinic}: other"]
    clock.turn("+5s")
    await worker()
    assert [t for _, t in post.sent][1:] == [f"{clinic}: one", "two"]


async def test_a_number_the_provider_blocks_is_stopped_and_staff_are_told(
    texting: House, worker: Any, post: Any, cases: Callable[[], list[Case]]
) -> None:
    """21610: its owner opted out at the provider; the next text is not even tried."""
    here = _open(texting)
    said = _say(texting, here)
    post.refuse = Refused("twilio_21610", final=True, stops="blocked")
    await worker()
    assert (_row(texting, said).state, _delivery(texting, said)) == ("failed", "failed")
    assert [c.kind for c in cases()] == ["cant_be_texted"]
    post.refuse = None
    again = _say(texting, here)
    await worker()
    assert post.sent == [] and _row(texting, again).error == "blocked"


async def test_a_safety_text_that_is_blocked_pages_at_once(
    texting: House, worker: Any, post: Any, phone: Telephone, cases: Callable[[], list[Case]]
) -> None:
    """Only a call can reach the person now."""
    await phone.text("cant feel when i wipe")
    (case,) = cases()
    with texting.store.begin() as session:
        for row in session.query(OutboxRow).filter_by(purpose="safety"):
            row.state, row.leased_until, row.next_at = "waiting", None, clock.now()
    before = _pages(texting)
    post.refuse = Refused("twilio_21610", final=True, stops="blocked")
    await worker()
    assert _pages(texting) > before
    with texting.store.read() as session:
        from frontdesk.store.tables import CaseEvent

        kinds = [e.kind for e in session.query(CaseEvent).filter_by(case_id=case.id)]
    assert "text_blocked" in kinds


async def test_a_page_whose_sender_died_counts_once_the_provider_tells_of_it(
    texting: House, phone: Telephone, cases: Callable[[], list[Case]]
) -> None:
    """The worker was killed between the provider's yes and its own note; the person is told."""
    await phone.text("cant feel when i wipe")
    (case,) = cases()
    with texting.store.begin() as session:
        page = session.query(OutboxRow).filter_by(purpose="page", transport="sms").first()
        page.state = "leased"
        row = page.id
    receipts = Receipts(texting.store, texting.clinic, texting.ladder)
    for state in ("failed", "sent", "delivered"):
        refused = Refused("twilio_30003", final=True) if state == "failed" else None
        receipts.note(Receipt(row, "SM1", state, refused), clock.now())
        with texting.store.read() as session:
            paged = session.get_one(Case, case.id).paged_at
        assert (paged is None) == (state == "failed")
        if state == "failed":
            with texting.store.begin() as session:
                session.get_one(OutboxRow, row).state = "leased"
    said = [m.response for m in _said(texting, case.conversation_id)]
    assert sum(response in SECOND_LINES for response in said) == 1


def _said(house: House, conversation_id: str) -> list[Message]:
    with house.store.read() as session:
        return session.query(Message).filter_by(conversation_id=conversation_id).all()


def _pages(house: House) -> int:
    with house.store.read() as session:
        return session.query(OutboxRow).filter_by(purpose="page").count()


@pytest.mark.parametrize("why", ["twilio_429", "twilio_20500", "twilio_unreachable"])
async def test_what_passes_is_tried_again(texting: House, worker: Any, post: Any, why: str) -> None:
    """With a pause that grows."""
    said = _say(texting, _open(texting))
    post.refuse = Refused(why)
    await worker()
    assert (_row(texting, said).state, _row(texting, said).error) == ("waiting", why)
    post.refuse = None
    clock.turn("+10s")
    await worker()
    assert len(post.sent) == 1


async def test_statuses_are_tracked_and_may_come_out_of_order(
    phone: Telephone, texting: House, worker: Any
) -> None:
    """Delivered stays delivered when "sent" comes after it."""
    said = _say(texting, _open(texting))
    await worker()
    path = f"/webhooks/sms/status?row={_row(texting, said).id}"
    for status in ("delivered", "sent", "queued"):
        form = {"MessageSid": "SM1", "MessageStatus": status}
        assert (await phone.post(form, path)).status_code == 204
    assert _delivery(texting, said) == "delivered"
    assert (await phone.post({"MessageStatus": "failed"}, path, signature="x")).status_code == 403


async def test_a_failed_status_with_a_permanent_error_stops_the_number(
    phone: Telephone, texting: House, worker: Any, cases: Callable[[], list[Case]]
) -> None:
    """A landline is not texted again, until a text comes from it."""
    said = _say(texting, _open(texting))
    await worker()
    path = f"/webhooks/sms/status?row={_row(texting, said).id}"
    await phone.post(
        {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30006"}, path
    )
    assert _delivery(texting, said) == "failed"
    assert [c.kind for c in cases()] == ["cant_be_texted"]
    assert await phone.text(MRI)


async def test_a_status_of_nobodys_text_is_no_fault(phone: Telephone) -> None:
    """Nothing to keep."""
    form = {"MessageSid": "SM9", "MessageStatus": "delivered"}
    assert (await phone.post(form, "/webhooks/sms/status?row=nothing")).status_code == 204
    assert (await phone.post(form, "/webhooks/sms/status")).status_code == 204


def test_a_number_sends_no_faster_than_its_carrier_allows() -> None:
    """Parts count; what is urgent goes at once and the others wait for it."""
    now = [0.0]
    flow = Throughput(1.0, lambda: now[0])
    assert flow.take(2) and not flow.take(2)
    assert flow.take(2, urgent=True)
    now[0] = 2.0
    assert not flow.take(2)
    now[0] = 4.0
    assert flow.take(2)


def test_a_text_of_many_parts_leaves_too() -> None:
    """A long reply of staff is not kept for ever because a slow number can not send it at once."""
    now = [0.0]
    flow = Throughput(1.0, lambda: now[0])
    assert flow.take(1) and not flow.take(14)
    now[0] = 1.0
    assert flow.take(14) and not flow.take(1)
    now[0] = 13.0
    assert flow.take(1)


async def test_a_backlog_of_texts_does_not_hold_up_a_safety_text(texting: House, post: Any) -> None:
    """Two hundred reminders wait; the alarm is in the first round."""
    for n in range(200):
        _say(texting, _open(texting, f"+1312556{n:04d}"), text="Reminder. " * 20)
    _say(texting, _open(texting), "safety", "Call 911 now.")
    outbox = Outbox(texting.store, texting.ladder, {"sms": post}, texting.clinic, Throughput(1.0))
    rows = outbox.claim(clock.now())
    assert rows[0].body["text"] == "Call 911 now." and len(rows) <= 3


async def test_whoever_waits_for_an_answer_gets_it_before_what_nobody_asked_for(
    texting: House, post: Any
) -> None:
    """Fifty reminders are due, and one person has just asked."""
    for n in range(50):
        _say(texting, _open(texting, f"+1312556{n:04d}"), text="Reminder. " * 20)
    _say(texting, _open(texting), "reply", "Yes, an MRI comes first.")
    outbox = Outbox(texting.store, texting.ladder, {"sms": post}, texting.clinic, Throughput(1.0))
    assert outbox.claim(clock.now())[0].body["text"] == "Yes, an MRI comes first."


def test_who_can_be_answered() -> None:
    """A number in any form; no name, no short code."""
    assert address_of("(312) 555-0123") == ANA
    assert address_of("whatsapp:+13125550123") == f"whatsapp:{ANA}"
    assert [address_of(s) for s in ("AMAZON", "729725", "", "+1")] == [None] * 4
