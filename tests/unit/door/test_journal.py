"""The store is gone: nothing that was promised is lost, and nobody is left without a word."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DataError, OperationalError

from frontdesk import clock
from frontdesk.door import Door, Inbound, NotKept, Received
from frontdesk.door.journal import Journal
from frontdesk.privacy.erase import erase
from frontdesk.store import Store
from frontdesk.store.tables import Case, Message

Transcript = Callable[[], list[Message]]
RED_FLAG = "cant feel when i wipe"


class Outage:
    """Stands before the inbox: refuses, or hangs, until it is over."""

    def __init__(self, door: Door) -> None:
        self._inbox = door._inbox
        self.take = self._inbox.take_in
        self.over = threading.Event()
        self._inbox.take_in = self._refuse  # type: ignore[method-assign]

    def hang(self) -> None:
        """From now on it does not even refuse."""
        self._inbox.take_in = self._hang  # type: ignore[method-assign]

    def end(self, door: Door) -> None:
        """The store is back."""
        self.over.set()
        self._inbox.take_in = self.take  # type: ignore[method-assign]
        door._store_rests_until = 0.0

    def _refuse(self, _inbound: Inbound, _at: datetime) -> Received:
        raise OperationalError("connect", {}, ConnectionRefusedError())

    def _hang(self, inbound: Inbound, at: datetime) -> Received:
        self.over.wait(10)
        return self.take(inbound, at)


async def test_with_the_store_gone_a_red_flag_gets_its_text_and_the_number_to_call(
    door: Door, conversation: str
) -> None:
    """The approved text first, then the line with 911 and the clinic's number."""
    Outage(door)
    received = await door.receive(Inbound(conversation, RED_FLAG, "c1"))
    assert [s.key for s in received.spoken] == ["utter_red_flag/cauda_equina_signs", "last_resort"]
    assert "911" in received.spoken[0].text
    assert "312-555-0100" in received.spoken[1].text and "911" in received.spoken[1].text


async def test_any_other_message_gets_the_line_too_and_no_promise_of_an_answer(
    door: Door, conversation: str
) -> None:
    """Nothing has read it yet but safety."""
    Outage(door)
    received = await door.receive(Inbound(conversation, "do i need an mri", "c1"))
    assert [s.key for s in received.spoken] == ["last_resort"]
    assert not received.wants_turn


async def test_a_store_that_hangs_is_given_up_within_seven_tenths_of_a_second(
    door: Door, conversation: str
) -> None:
    """And left alone for a while: the next one does not wait for it at all."""
    door.store_seconds = 0.7
    outage = Outage(door)
    outage.hang()
    began = time.monotonic()
    first = await door.receive(Inbound(conversation, RED_FLAG, "c1"))
    waited = time.monotonic() - began
    began = time.monotonic()
    await door.receive(Inbound(conversation, "hello?", "c2"))
    assert first.spoken and waited < 1.0 and time.monotonic() - began < 0.5
    outage.end(door)


class Crowd:
    """The store takes message c1 only when told; those that come meanwhile, at once."""

    def __init__(self, door: Door) -> None:
        self._take = door._inbox.take_in
        self.over = threading.Event()
        door._inbox.take_in = self._in_turn  # type: ignore[method-assign]

    def _in_turn(self, inbound: Inbound, at: datetime) -> Received:
        if inbound.channel_id == "c1":
            self.over.wait(10)
        return self._take(inbound, at)


async def test_a_store_that_is_busy_with_others_is_waited_for(
    door: Door, conversation: str, journal: Journal
) -> None:
    """A crowd is not a fault."""
    door.store_seconds = 1.5  # on a busy machine too, the other one is stored within it
    crowd = Crowd(door)
    waiting = asyncio.create_task(door.receive(Inbound(conversation, "do i need an mri", "c1")))
    await asyncio.sleep(0)
    await door.receive(Inbound(conversation, "hello", "c2"))
    await asyncio.wait({waiting}, timeout=2.0)
    assert not waiting.done()
    crowd.over.set()
    received = await waiting
    assert not received.spoken and received.wants_turn and not journal.pending


async def test_a_danger_sign_does_not_wait_behind_a_crowd(door: Door, conversation: str) -> None:
    """Its text goes out after the same seven tenths of a second."""
    door.store_seconds = 0.3
    crowd = Crowd(door)
    waiting = asyncio.create_task(door.receive(Inbound(conversation, RED_FLAG, "c1")))
    await asyncio.sleep(0)
    await door.receive(Inbound(conversation, "hello", "c2"))
    assert (await waiting).spoken
    crowd.over.set()


async def test_what_the_journal_holds_is_stored_once_each_when_the_store_is_back(
    door: Door, conversation: str, transcript: Transcript, store: Store, journal: Journal
) -> None:
    """In order, under the ids that were given out, with the alarm it contains."""
    outage = Outage(door)
    told = [
        await door.receive(Inbound(conversation, text, f"c{n}"))
        for n, text in enumerate(["hello", RED_FLAG, "please hurry"])
    ]
    outage.end(door)
    await door.recover()
    await door.recover()
    patient = [m for m in transcript() if m.author == "patient"]
    assert [m.id for m in patient] == [r.message_id for r in told]
    assert [m.text for m in patient] == ["hello", RED_FLAG, "please hurry"]
    assert not journal.pending
    with store.read() as session:
        assert session.scalars(select(Case)).one().category == "cauda_equina_signs"


async def test_a_message_after_the_outage_does_not_overtake_those_of_it(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """What waits goes first."""
    outage = Outage(door)
    await door.receive(Inbound(conversation, "first", "c1"))
    outage.end(door)
    await door.receive(Inbound(conversation, "second", "c2"))
    assert [m.text for m in transcript() if m.author == "patient"] == ["first", "second"]


async def test_a_client_that_sends_again_during_the_outage_is_one_message(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """The same receipt, one line in the journal."""
    outage = Outage(door)
    first = await door.receive(Inbound(conversation, "hello", "c1"))
    again = await door.receive(Inbound(conversation, "hello", "c1"))
    assert (again.message_id, again.repeated) == (first.message_id, True)
    outage.end(door)
    later = await door.receive(Inbound(conversation, "hello", "c1"))
    assert (later.message_id, later.repeated) == (first.message_id, True)
    assert len([m for m in transcript() if m.author == "patient"]) == 1


async def test_a_store_that_took_it_too_late_and_the_journal_make_one_message(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """The thread that hung commits after all; the journal's copy is a repeat."""
    door.store_seconds = 0.05
    outage = Outage(door)
    outage.hang()
    await door.receive(Inbound(conversation, "hello", "c1"))
    outage.end(door)
    door.store_seconds = 10.0
    await door.recover()
    await door.recover()
    assert len([m for m in transcript() if m.author == "patient"]) == 1


async def test_a_message_that_nobody_could_keep_is_refused(
    door: Door, conversation: str, journal: Journal, data_dir: Path
) -> None:
    """Its sender is told that it was not sent."""
    Outage(door)
    (data_dir / "journal").write_text("a file where the folder should be")
    with pytest.raises(NotKept):
        await door.receive(Inbound(conversation, "hello", "c1"))


def test_half_a_line_is_left_out_and_the_rest_is_read(journal: Journal, data_dir: Path) -> None:
    """A process that died while writing had promised nothing."""
    at = datetime.fromisoformat("2026-04-07T10:15:00-05:00")
    journal.keep(Inbound("web-1", "hello", "c1", message_id="msg-1"), at)
    with (data_dir / "journal" / "door.jsonl").open("a") as file:
        file.write('{"at": "2026-04-07T10:')
    taken: list[str] = []
    assert journal.replay(lambda inbound, when: taken.append(inbound.text)) == 1
    assert taken == ["hello"]


def test_what_fails_while_it_is_replayed_stays_in_order(journal: Journal) -> None:
    """The store went again half way."""
    at = datetime.fromisoformat("2026-04-07T10:15:00-05:00")
    for n in range(3):
        journal.keep(Inbound("web-1", f"m{n}", f"c{n}", message_id=f"msg-{n}"), at)
    taken: list[str] = []

    def take(inbound: Inbound, _at: datetime) -> None:
        if len(taken) == 1:
            raise OperationalError("insert", {}, ConnectionRefusedError())
        taken.append(inbound.text)

    with pytest.raises(OperationalError):
        journal.replay(take)
    rest: list[str] = []
    journal.replay(lambda inbound, when: rest.append(inbound.text))
    assert (taken, rest) == (["m0"], ["m1", "m2"])


@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "\ud83d", "\udc00x"])
async def test_no_id_that_a_client_makes_up_looks_like_a_store_that_is_gone(
    door: Door, conversation: str, journal: Journal, transcript: Transcript, odd: str
) -> None:
    """One visitor would silence the chat of all others."""
    first = await door.receive(Inbound(conversation, "hello", odd))
    again = await door.receive(Inbound(conversation, "hello", odd))
    assert (first.seq, again.repeated) == (1, True)
    assert not journal.pending
    assert [m.author for m in transcript()].count("patient") == 1


def test_what_the_store_refuses_for_what_it_holds_holds_up_no_other(
    journal: Journal, data_dir: Path
) -> None:
    """It is set aside, whole, and told of; what came after it goes on."""
    for n in range(3):
        journal.keep(Inbound("web-1", f"message {n}", f"c{n}"), datetime.fromtimestamp(n))
    taken = []

    def take(inbound: Inbound, _at: datetime) -> None:
        if inbound.channel_id == "c1":
            raise DataError("insert", {}, Exception("a value that it can not keep"))
        taken.append(inbound.channel_id)

    assert journal.replay(take) == 3
    assert taken == ["c0", "c2"] and not journal.pending
    assert "message 1" in (data_dir / "journal" / "door.aside").read_text()


async def test_what_was_set_aside_goes_with_the_erasure_of_its_conversation(
    door: Door, journal: Journal, store: Store, conversation: str, data_dir: Path
) -> None:
    """What others wrote stays, and so does what the same person writes after it."""
    at = clock.now()
    for n, (whose, when) in enumerate(
        [(conversation, at), ("web-2", at), (conversation, at + timedelta(hours=1))]
    ):
        journal.keep(Inbound(whose, f"message {n}", f"c{n}"), when)

    def refuse(_inbound: Inbound, _at: datetime) -> None:
        raise DataError("insert", {}, Exception("a value that it can not keep"))

    journal.replay(refuse)
    await door.recover()
    assert len(journal.aside) == 3
    with store.begin() as session:
        erase(session, conversation, "request", None, at)
    await door.recover()
    assert [inbound.text for inbound, _ in journal.aside] == ["message 1", "message 2"]
    assert "message 0" not in (data_dir / "journal" / "door.aside").read_text()
