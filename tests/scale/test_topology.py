"""Several patient servers on one store, started as `python -m tests.scale.topology` starts them.

Sizes by `UNITS` (2 in `make test`; with three come two workers), `MOVED` (conversations a server
dies under), `STORE_RESTARTS` and `CLAIMED` (mails).
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.conversations import ownership
from frontdesk.house import House
from frontdesk.settings import Settings
from frontdesk.staff.accounts import add_staff, by_email
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Conversation, Message, OutboxRow, Presence
from tests.scale.people import Person
from tests.scale.report import report
from tests.scale.topology import Topology, running
from tests.visitor import Visitor

_UNITS = int(os.environ.get("UNITS", "2"))
_MOVED = int(os.environ.get("MOVED", "4"))
_MAILS = int(os.environ.get("CLAIMED", "30"))
_RESTARTS = int(os.environ.get("STORE_RESTARTS", "1"))
_LONG = 120.0

pytestmark = pytest.mark.timeout(900 + 20 * _MOVED + 60 * _RESTARTS)


@pytest.fixture(scope="module")
def topology(request: pytest.FixtureRequest) -> Iterator[Topology]:
    """Everything, once for all tests of this file; a server is killed by the last of them."""
    failed = request.session.testsfailed
    with running(_UNITS, workers=_UNITS - 1, console=False) as started:
        yield started
        if request.session.testsfailed > failed:
            print("\n".join(started.last_words(started.processes())))


@pytest.fixture
def house(topology: Topology) -> Iterator[House]:
    """The rooms of one more process on the same store: as a console has them."""
    folder = topology.folder / "another"
    rooms = House(Settings(database_url=topology.postgres.url, data_dir=folder))
    yield rooms
    rooms.store.close()


async def test_what_is_written_through_one_server_is_seen_at_another(topology: Topology) -> None:
    """Two windows of one visitor, each at a server of its own; the talk goes on at either."""
    here, there = topology.units[0], topology.units[-1]
    async with Visitor(here.url) as first:
        await first.writes_and_hears("I want to book a consultation", _asks, _LONG)
        second = Visitor(there.url)
        second.token = first.token
        async with second:
            first.typing.clear()
            await second.write("Ana Ruiz")
            answer = await second.hears(_asks, _LONG)
            assert await first.hears(lambda m: _id(m) == _id(answer), _LONG)
            # Redis carries what is in no store.
            await first.sees_typing("bot", _LONG)
    for heard in (first.heard, second.heard):
        ids = [_id(m) for m in heard]
        assert len(ids) == len(set(ids))


async def test_a_reply_of_staff_and_who_answers_reach_the_visitor_wherever_they_are(
    topology: Topology, house: House
) -> None:
    """The console is another process again."""
    store, speaker = house.store, house.speaker
    async with Visitor(topology.units[-1].url) as visitor:
        await visitor.writes_and_hears("do i need an mri", "utter_faq/mri_required", _LONG)
        with store.begin() as session:
            at = clock.now()
            add_staff(session, "dana@lakeshore.example", "clinician", at, "Dana Okafor")
            dana = by_email(session, "dana@lakeshore.example")
            assert dana
            id_ = session.scalars(select(Conversation.id).order_by(Conversation.last_at)).all()[-1]
            ownership.take(session, speaker, id_, dana, at)
            session.add(Presence(conversation_id=id_, staff_id=dana.id, seen_at=at, typed_at=at))
        await visitor.is_told(lambda status: status.get("staff_name") == "Dana Okafor", _LONG)
        await visitor.sees_typing("staff", _LONG)
        with store.begin() as session:
            ownership.reply(session, speaker, id_, dana, "Hello, this is Dana.", clock.now())
        said = await visitor.hears(lambda m: m["metadata"]["author"] == "staff", _LONG)
        assert said["text"] == "Hello, this is Dana."


async def test_each_mail_leaves_once_whichever_worker_sends_it(
    topology: Topology, house: House
) -> None:
    """What is written into the outbox arrives at a real mail server, each with its key."""
    at = clock.now()
    with house.store.begin() as session:
        session.add_all(_mail(number, at) for number in range(_MAILS))
    deadline = time.monotonic() + _LONG + _MAILS / 20
    while len(_arrived(topology)) < _MAILS:
        assert time.monotonic() < deadline, len(_arrived(topology))
        await asyncio.sleep(0.1)
    with house.store.read() as session:
        assert set(session.scalars(select(OutboxRow.attempts))) == {1}
    assert set(_arrived(topology).values()) == {1}


async def test_without_redis_everything_is_still_answered(topology: Topology) -> None:
    """Counters and signs of typing stay at home; when Redis is back, so are they."""
    here, there = topology.units[0], topology.units[-1]
    async with Visitor(here.url) as first:
        second = Visitor(there.url)
        second.token = first.token
        async with second:
            topology.redis.stop()
            try:
                await first.writes_and_hears("do i need an mri", "utter_faq/mri_required", _LONG)
                await second.hears("utter_faq/mri_required", _LONG)
            finally:
                topology.redis.start()
            await _typing_crosses(first, second)
    again = Visitor(there.url)
    again.token = first.token
    async with again:
        lines = (await again.ask("history", {"after": 0}))["messages"]
        assert "utter_faq/mri_required" in [m["metadata"].get("response") for m in lines]


async def _typing_crosses(first: Visitor, second: Visitor) -> None:
    """Write until the other server shows that somebody types.

    Nothing tells when a server has found Redis again, and a visitor may not write at will: a
    refusal for that is no failure here, only a moment to wait.
    """
    deadline = time.monotonic() + _LONG
    while "bot" not in second.typing:
        assert time.monotonic() < deadline
        await first.write("how many sessions")
        await asyncio.sleep(1)


async def test_a_store_that_crashes_under_load_loses_nothing(
    topology: Topology, house: House
) -> None:
    """`pg_ctl stop -m immediate` while people write: what was accepted is stored and answered."""
    people = [Person(topology.proxy.url) for _ in range(4)]
    done = asyncio.Event()
    writers = [asyncio.create_task(_write_until(p, done)) for p in people]
    slowest = 0.0
    for _ in range(_RESTARTS):
        await _accepted_more(people, 4)
        await asyncio.to_thread(topology.postgres.restart)
        began = time.monotonic()
        await _stored(topology.proxy.url)
        slowest = max(slowest, time.monotonic() - began)
    done.set()
    await asyncio.gather(*writers)
    for person in people:
        await _settled(house.store, person, ("answered", "failed"))
    report(
        "the store crashes",
        {
            "crashes": _RESTARTS,
            "messages accepted": sum(len(p.accepted) for p in people),
            "lost or doubled": 0,
            "stores again after, at most": f"{slowest:.1f} s",
        },
    )


async def test_when_a_server_dies_its_conversations_go_on_at_another(
    topology: Topology, house: House
) -> None:
    """A machine is gone in the middle of turns: nothing is lost, nothing doubled."""
    people = [Person(topology.proxy.url) for _ in range(_MOVED)]
    for person in people:
        await person.write("do i need an mri", "first")
    asking = [asyncio.create_task(p.write("how many sessions", "second")) for p in people]
    await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
    topology.kill(topology.units[0])
    began = time.monotonic()
    await asyncio.gather(*asking)
    for person in people:
        await person.write("how much is it", "third")
        await _settled(house.store, person, ("answered",))
    report(
        "a server dies",
        {
            "conversations": _MOVED,
            "messages": 3 * _MOVED,
            "lost or doubled": 0,
            "all answered elsewhere after": f"{time.monotonic() - began:.1f} s",
        },
    )


async def _write_until(person: Person, done: asyncio.Event) -> None:
    number = 0
    while not done.is_set() or not person.accepted:
        number += 1
        await person.write("do i need an mri", f"c{number}")


async def _accepted_more(people: list[Person], count: int) -> None:
    before = sum(len(p.accepted) for p in people)
    deadline = time.monotonic() + _LONG
    while sum(len(p.accepted) for p in people) < before + count:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


async def _stored(url: str) -> None:
    """Wait until a new message gets a place in the transcript again, not in a journal."""
    person, number = Person(url), 0
    while not await person.write("do i need an mri", f"after{number}"):
        number += 1


async def _settled(store: Store, person: Person, turns: tuple[str, ...]) -> None:
    """Every accepted message stands once, and has its answer once; an error was told as one."""
    deadline = time.monotonic() + _LONG
    while True:
        said = await asyncio.to_thread(_transcript, store, person)
        asked = {m.id: m.turn for m in said if m.author == "patient"}
        stored = set(person.accepted) <= set(asked)
        if stored and "waiting" not in asked.values():
            break
        assert time.monotonic() < deadline, asked
        await asyncio.sleep(0.2)
    clients = [m.channel_id for m in said if m.author == "patient"]
    assert len(clients) == len(set(clients)) and set(asked.values()) <= set(turns)
    replies = Counter((m.reply_to, m.response) for m in said if m.author == "bot")
    assert {message for message, _ in replies} == set(asked)
    assert set(replies.values()) == {1}


def _transcript(store: Store, person: Person) -> Sequence[Message]:
    whose = select(Message.conversation_id).where(Message.id.in_(person.accepted))
    with store.read() as session:
        query = select(Message).where(Message.conversation_id.in_(whose)).order_by(Message.seq)
        return session.scalars(query).all()


def _mail(number: int, at: datetime) -> OutboxRow:
    return OutboxRow(
        id=new_id("out"), key=f"mail-{number}", transport="email", purpose="confirmation",
        address="ana@lakeshore.example", body={"text": "See you soon."}, created_at=at, next_at=at,
    )  # fmt: skip


def _arrived(topology: Topology) -> Counter[str]:
    """How often each mail is there, by the id it was given."""
    mails = (path.read_text() for path in topology.data.glob("mail/*.eml"))
    ids = (re.search(r"^Message-ID: (\S+)", mail, re.MULTILINE) for mail in mails)
    return Counter(found[1] for found in ids if found)


def _asks(message: dict[str, Any]) -> bool:
    return bool(message["metadata"].get("asks_for"))


def _id(message: dict[str, Any]) -> str:
    return str(message["metadata"]["id"])
