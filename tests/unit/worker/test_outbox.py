"""The outbox: at least once, with the truth written down."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import cast

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.cases.cases import open_case
from frontdesk.cases.ladder import Ladder
from frontdesk.channels.sms.provider import Outgoing, Provider
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import messages_after, open_conversation
from frontdesk.house import House
from frontdesk.settings import settings
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Case, CaseEvent, OutboxRow
from frontdesk.worker.outbox import Outbox
from frontdesk.worker.transports import Refused, Sent, Texts


class Post:
    """A transport that keeps what it is given, or refuses as told."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.refuse: Refused | None = None

    async def send(self, row: OutboxRow) -> Sent:
        """Take it, or refuse."""
        if self.refuse:
            raise self.refuse
        self.sent.append(row.key)
        return Sent("provider-1")


@pytest.fixture
def post() -> Post:
    """A transport."""
    return Post()


@pytest.fixture
def ladder(clinic: Clinic, house: House) -> Ladder:
    """Pages by mail."""
    return Ladder(
        clinic, settings().model_copy(update={"smtp_host": "127.0.0.1"}), "key", house.speaker
    )


@pytest.fixture
def outbox(store: Store, clinic: Clinic, ladder: Ladder, post: Post) -> Iterator[Outbox]:
    """An outbox with one way out."""
    yield Outbox(store, ladder, {"email": post}, clinic)


@pytest.fixture
def case(store: Store, clinic: Clinic, ladder: Ladder) -> Case:
    """An emergency whose first page is written."""
    at = clock.now()
    with store.begin() as session:
        conversation = open_conversation(session, "web", at)
        made = open_case(
            session,
            clinic,
            conversation,
            "red_flag",
            at,
            tier="emergency_911_now",
            category="stroke_signs",
        )
        ladder.page_due(session, made, at)
        return made


async def _send_all(outbox: Outbox) -> None:
    for row in outbox.claim(clock.now()):
        await outbox.send(row, clock.now())


def _row(store: Store) -> OutboxRow:
    with store.read() as session:
        return session.scalars(select(OutboxRow)).one()


async def test_an_accepted_page_makes_it_true_that_staff_were_paged(
    outbox: Outbox, store: Store, case: Case, post: Post
) -> None:
    """Only then the person is told."""
    await _send_all(outbox)
    assert len(post.sent) == 1
    with store.read() as session:
        assert session.get_one(Case, case.id).paged_at is not None
        said = [m.response for m in messages_after(session, case.conversation_id)]
    assert said in (["utter_paged"], ["utter_alerted"])


async def test_a_refused_page_is_tried_again_later(
    outbox: Outbox, store: Store, case: Case, post: Post
) -> None:
    """With a pause that grows; nothing is said meanwhile."""
    post.refuse = Refused("smtp_down")
    await _send_all(outbox)
    assert (_row(store).state, _row(store).error) == ("waiting", "smtp_down")
    assert outbox.claim(clock.now()) == []
    post.refuse = None
    clock.turn("+1m")
    await _send_all(outbox)
    assert _row(store).state == "accepted"


async def test_when_nothing_is_accepted_in_time_the_person_is_told_that(
    ladder: Ladder, store: Store, case: Case
) -> None:
    """After sixty seconds."""
    with store.begin() as session:
        assert list(ladder.untold(session, clock.now())) == []
        clock.turn("+61s")
        assert list(ladder.untold(session, clock.now())) == [case.id]
        ladder.tell_unreached(session, session.get_one(Case, case.id), clock.now())
    with store.read() as session:
        said = [m.response for m in messages_after(session, case.conversation_id)]
        assert said == ["utter_not_paged"]
        assert list(ladder.untold(session, clock.now())) == []


async def test_a_row_whose_sender_died_is_sent_by_another(
    outbox: Outbox, case: Case, post: Post
) -> None:
    """The lease runs out."""
    assert len(outbox.claim(clock.now())) == 1
    assert outbox.claim(clock.now()) == []
    clock.turn("+2m")
    await _send_all(outbox)
    assert len(post.sent) == 1


async def test_the_ladder_climbs_until_somebody_acknowledges(
    ladder: Ladder, store: Store, case: Case
) -> None:
    """Second contact after five minutes, the manager after ten, each once."""
    addresses = []
    for _ in range(4):
        with store.begin() as session:
            ladder.page_due(session, session.get_one(Case, case.id), clock.now())
        with store.read() as session:
            addresses.append(
                len(session.scalars(select(OutboxRow).where(OutboxRow.case_id == case.id)).all())
            )
        clock.turn("+5m")
    assert addresses == [1, 2, 3, 3]


async def test_a_reply_is_not_sent_when_staff_took_over_meanwhile(
    outbox: Outbox, store: Store, case: Case, post: Post
) -> None:
    """Owner, lock and opt-out are looked at when it is sent."""
    with store.begin() as session:
        conversation = open_conversation(
            session, "sms", clock.now(), address="+13125550123", locked_by=case.id
        )
        row = OutboxRow(
            id=new_id("out"),
            key="reply-1",
            transport="email",
            purpose="reply",
            conversation_id=conversation.id,
            address="+13125550123",
            body={"text": "hi"},
            created_at=clock.now(),
            next_at=clock.now(),
        )
        session.add(row)
    await _send_all(outbox)
    assert "reply-1" not in post.sent
    with store.read() as session:
        assert session.get_one(OutboxRow, row.id).state == "unsent"


async def test_every_attempt_is_in_the_cases_history(
    outbox: Outbox, store: Store, case: Case
) -> None:
    """Opened, paged, accepted, told."""
    await _send_all(outbox)
    with store.read() as session:
        kinds = session.scalars(select(CaseEvent.kind).order_by(CaseEvent.id)).all()
    assert list(kinds) == ["opened", "paged", "page_accepted", "told"]


async def test_a_way_out_that_hangs_delays_no_other(
    outbox: Outbox, store: Store, case: Case
) -> None:
    """Texts, mail and webhooks are claimed apart: each has a round of its own."""
    assert outbox.claim(clock.now(), ways=("sms", "webhook")) == []
    assert [r.transport for r in outbox.claim(clock.now(), ways=("email",))] == ["email"]


async def test_texts_to_a_provider_that_hangs_go_at_the_same_time() -> None:
    """One that takes its whole time does not hold up the next sixteen."""
    all_there = threading.Barrier(12, timeout=20)

    class Slow:
        def send(self, text: Outgoing) -> str:
            all_there.wait()
            return "SM1"

    texts = Texts(cast(Provider, Slow()), "http://x")
    row = OutboxRow(id="out-1", address="+13125550123", body={"text": "hi"})
    sent = await asyncio.gather(*(texts.send(row) for _ in range(12)))
    assert len(sent) == 12


async def test_a_fault_of_a_way_is_tried_again_later_and_not_for_ever(
    store: Store, outbox: Outbox, post: Post, case: Case
) -> None:
    """What is no refusal, but an error that nobody thought of."""

    async def broken(_row: OutboxRow) -> Sent:
        raise AttributeError("of a library")

    post.send = broken  # type: ignore[method-assign]
    (row,) = outbox.claim(clock.now())
    await outbox.send(row, clock.now())
    with store.read() as session:
        kept = session.get_one(OutboxRow, row.id)
    assert (kept.state, kept.error) == ("waiting", "fault_AttributeError")
    assert kept.next_at > clock.now()
