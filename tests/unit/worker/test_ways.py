"""Mail and texts fail for an hour and are back: everything arrives, once, and soon."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.breaker import Breaker
from frontdesk.cases.ladder import Ladder
from frontdesk.channels.sms.provider import Refused
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import open_conversation
from frontdesk.door.alarm import Alarms
from frontdesk.door.inbound import Inbound
from frontdesk.door.inbox import Inbox
from frontdesk.house import House
from frontdesk.settings import settings
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.tables import OutboxRow
from frontdesk.worker.outbox import Outbox
from frontdesk.worker.throughput import Throughput
from frontdesk.worker.transports import Sent
from frontdesk.worker.ways import Way
from tests.history import Notes, records_of, violations

RED_FLAG = "cant feel when i wipe"


@dataclass
class Provider:
    """Takes everything, or hangs up on everybody."""

    gone: bool = False
    asked: int = 0
    arrived: Counter[str] = field(default_factory=Counter)

    async def send(self, row: OutboxRow) -> Sent:
        """Take it, or not."""
        self.asked += 1
        if self.gone:
            raise Refused("unreachable")
        self.arrived[row.id] += 1
        return Sent("one")


class Desk:
    """The worker's outbox over two ways that may be gone, and a door that takes red flags."""

    def __init__(self, store: Store, clinic: Clinic, house: House) -> None:
        has = settings().model_copy(
            update={
                "smtp_host": "127.0.0.1", "twilio_account_sid": "AC1",
                "twilio_number": "+13125550100",
            }
        )
        self.store = store
        self.ladder = Ladder(clinic, has, "key", house.speaker)
        self.inbox = Inbox(
            store, house.rules, house.speaker, Alarms(clinic, house.speaker, self.ladder)
        )
        self.providers = {"email": Provider(), "sms": Provider()}
        self.ways = {
            name: Way(name, store, one, Breaker(3, (10.0,), lambda: clock.now().timestamp()))
            for name, one in self.providers.items()
        }
        self.outbox = Outbox(store, self.ladder, dict(self.ways), clinic, Throughput(1e6))
        self.notes = Notes()

    def red_flag(self, name: str) -> None:
        """Somebody writes one."""
        at = clock.now()
        with self.store.begin() as session:
            conversation = open_conversation(session, "web", at).id
        self.notes.sending(name, name, RED_FLAG)
        taken = self.inbox.take_in(Inbound(conversation, RED_FLAG, name), at)
        self.notes.acknowledged(name, taken.message_id)

    def text(self, key: str) -> None:
        """A reply by text."""
        at = clock.now()
        with self.store.begin() as session:
            session.add(
                OutboxRow(
                    id=new_id("out"), key=key, transport="sms", purpose="code",
                    address="+13125550123", body={"text": "hi"}, created_at=at, next_at=at,
                )
            )

    async def round(self) -> None:
        """What the worker does every third of a second."""
        for name, way in self.ways.items():
            if room := way.room(clock.now()):
                for row in self.outbox.claim(clock.now(), room, ways=(name,)):
                    await self.outbox.send(row, clock.now())
            way.left_off()

    def gone(self, are: bool) -> None:
        """Both fail from now on, or none."""
        for provider in self.providers.values():
            provider.gone = are


@pytest.fixture
async def desk(store: Store, clinic: Clinic, house: House) -> AsyncIterator[Desk]:
    """On an empty store, on a Tuesday morning."""
    clock.set_to("2026-04-07T10:15:00-05:00")
    yield Desk(store, clinic, house)


async def test_after_an_hour_without_mail_and_texts_everything_arrives_once_and_at_once(
    desk: Desk,
) -> None:
    """The first round after the rest sends one; the next sends all the others."""
    desk.gone(True)
    for minute in range(60):
        if minute % 25 == 0:
            desk.red_flag(f"p{minute}")
            desk.text(f"t{minute}")
        await desk.round()
        clock.turn("+1m")
    # One row after each rest: neither hammered nor forgotten.
    assert 50 < desk.providers["email"].asked <= 3 + 60
    desk.gone(False)
    clock.turn("+10s")
    for _ in range(3):
        await desk.round()
    with desk.store.read() as session:
        left = session.scalars(select(OutboxRow).where(OutboxRow.state == "waiting")).all()
    assert [r.key for r in left] == []
    arrived = sum((p.arrived for p in desk.providers.values()), Counter())
    assert set(arrived.values()) == {1}
    found = violations(desk.notes, records_of(desk.store, arrived))
    # The last alarm's page waits for its minute; what was told is looked at elsewhere.
    assert {v.kind for v in found} <= {"the truth about a page was not told once"}


async def test_a_way_that_rests_is_not_asked_at_all(desk: Desk) -> None:
    """Nobody's attempts are used up by it."""
    desk.gone(True)
    for n in range(5):
        desk.red_flag(f"p{n}")
    await desk.round()
    asked = desk.providers["email"].asked
    for _ in range(5):
        await desk.round()
    assert desk.providers["email"].asked == asked


async def test_a_number_that_is_refused_for_good_is_no_outage(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever says so is there."""

    async def refused(row: OutboxRow) -> Sent:
        raise Refused("twilio_21211", final=True)

    monkeypatch.setattr(desk.providers["sms"], "send", refused)
    for n in range(6):
        desk.text(f"t{n}")
        await desk.round()
    assert desk.ways["sms"].room(clock.now()) > 1
