"""Whatever fails behind the door, the person is told something true, soon, and nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk import clock
from frontdesk.booking.appointments import Request, book
from frontdesk.booking.links import CalendarLinks
from frontdesk.booking.notices import VisitNotices
from frontdesk.booking.openings import opening_of
from frontdesk.breaker import Breaker
from frontdesk.clinic import Clinic
from frontdesk.door import Door, Inbound
from frontdesk.door.circuit import Circuit
from frontdesk.door.engine import Answer, EngineGone, Reply, TurnRequest
from frontdesk.door.late import Late
from frontdesk.house import House
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, Message
from tests.fakes.engine import FakeEngine, says

Transcript = Callable[[], list[Message]]
REQUEST = TurnRequest("web-1", "msg-1", "hello", None, {})
OPENING = "2026-04-16T10:00:00-05:00|spine_2"


def _responses(transcript: Transcript) -> list[str | None]:
    return [m.response for m in transcript() if m.author == "bot"]


async def test_an_action_that_fails_half_way_is_told_of_beside_what_was_said(
    door: Door, conversation: str, transcript: Transcript, engine: FakeEngine, store: Store
) -> None:
    """The half answer stays; the apology with the number and a case come with it."""
    engine.answer = Answer((Reply("utter_faq/mri_required"),), {}, failed=True)
    await door.handle(Inbound(conversation, "an mri? and book me"))
    assert _responses(transcript) == ["utter_faq/mri_required", "utter_engine_down"]
    with store.read() as session:
        assert session.scalars(select(Case.kind)).all() == ["engine_down"]
        assert session.get_one(Conversation, conversation).engine_stale


async def test_a_fault_of_ours_with_an_answer_is_no_silence(
    door: Door, conversation: str, transcript: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What can not be written is said sorry for, and never tried for ever."""

    def broken(*_given: object) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(door._turns, "_say", broken)
    await door.handle(Inbound(conversation, "do i need an mri"))
    assert _responses(transcript) == ["utter_engine_down"]
    clock.turn("+30s")
    assert await door.recover() == 0


async def test_a_message_that_is_taken_up_again_says_so_to_the_engine(
    door: Door, conversation: str, engine: FakeEngine
) -> None:
    """It may have been answered by a process that died: nothing is done twice for it."""
    await door.receive(Inbound(conversation, "book it"))
    clock.turn("+30s")
    await door.recover()
    await door.handle(Inbound(conversation, "thanks"))
    assert [r.metadata["again"] for r in engine.asked] == [True, False]


async def test_a_message_from_before_the_clock_went_back_is_not_left_for_an_hour(
    door: Door, conversation: str, transcript: Transcript
) -> None:
    """It seems to come from the future."""
    await door.receive(Inbound(conversation, "do i need an mri"))
    clock.turn("-1h")
    assert await door.recover() == 1
    assert _responses(transcript) == ["utter_faq/mri_required"]


async def test_what_somebody_here_is_answering_is_not_taken_up_as_abandoned(
    door: Door, conversation: str, engine: FakeEngine
) -> None:
    """A slow turn is no dead one."""
    received = await door.receive(Inbound(conversation, "hello"))
    engine.hold.clear()
    turn = asyncio.create_task(door.turn(conversation, received.message_id))
    while not engine.asked:
        await asyncio.sleep(0.01)
    clock.turn("+30s")
    assert await door.recover() == 0
    engine.hold.set()
    await turn


class Unwell(FakeEngine):
    """It is there, and lets every turn fail."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why

    async def turn(self, request: TurnRequest) -> Answer:
        """Fail."""
        self.asked.append(request)
        raise EngineGone(self.why)


async def test_an_engine_that_is_there_but_fails_is_left_alone_for_a_while() -> None:
    """Two turns found out; the third is told at once; after the rest one tries."""
    now = [0.0]
    engine = Unwell("timeout")
    circuit = Circuit(engine, Breaker(1, (0.0, 5.0), lambda: now[0]))
    for _ in range(5):
        with pytest.raises(EngineGone):
            await circuit.turn(REQUEST)
    assert len(engine.asked) == 2
    now[0] = 6.0
    for _ in range(3):
        with pytest.raises(EngineGone):
            await circuit.turn(REQUEST)
    assert len(engine.asked) == 3


async def test_an_engine_that_answers_that_it_can_not_is_asked_again() -> None:
    """An action that failed for one person is no reason to refuse the others."""
    engine = Unwell("status_502")
    circuit = Circuit(engine, Breaker(1, (5.0,)))
    for _ in range(5):
        with pytest.raises(EngineGone):
            await circuit.turn(REQUEST)
    assert len(engine.asked) == 5


@pytest.fixture
def notices(clinic: Clinic, house: House) -> VisitNotices:
    """Who tells of visits."""
    links = CalendarLinks("a key", "https://desk.example")
    return VisitNotices(clinic, house.speaker, links, "a key", texts=True, mails=True)


@pytest.fixture
def telling(door: Door, notices: VisitNotices) -> Door:
    """A door that knows of visits."""
    door._turns._late = Late(notices)
    return door


@pytest.fixture
def books(
    store: Store, clinic: Clinic, notices: VisitNotices, conversation: str
) -> Callable[[], None]:
    """What the dialogue does before its answer is lost."""

    def made(session: Session) -> None:
        now = clock.now().replace(microsecond=0)
        request = Request(
            conversation_id=conversation, opening=opening_of(clinic, OPENING), name="Ana Ruiz",
            phone="+13125550142", reason="sciatica", mri="no", channel="web", key="msg:book",
        )
        notices.booked(session, book(session, clinic, request, now), now, told=conversation)

    def run() -> None:
        with store.begin() as session:
            made(session)

    return run


@pytest.fixture(autouse=True)
def tuesday(clock_at: Callable[[str], None]) -> None:
    """A Tuesday morning, when there are openings."""
    clock_at("2026-04-07T10:15:00-05:00")


async def test_a_booking_whose_answer_was_lost_is_told_instead_of_an_apology(
    telling: Door, conversation: str, transcript: Transcript, engine: FakeEngine,
    books: Callable[[], None],
) -> None:
    """The engine died after the visit was booked."""

    def die() -> None:
        books()
        raise EngineGone("unreachable")

    engine.meanwhile = die
    await telling.handle(Inbound(conversation, "yes"))
    said = [m.response for m in transcript() if m.author in ("bot", "system")]
    assert said[-1] == "utter_visit_confirmation" and "utter_engine_down" not in said


async def test_a_booking_that_stands_after_the_apology_is_told_once(
    telling: Door, conversation: str, transcript: Transcript, engine: FakeEngine,
    books: Callable[[], None],
) -> None:
    """The engine was given up, and finished all the same."""
    engine.gone = True
    await telling.handle(Inbound(conversation, "yes"))
    books()
    for _ in range(3):
        await telling.recover()
    said = [m.response for m in transcript() if m.author in ("bot", "system")]
    assert said[-2:] == ["utter_engine_down", "utter_visit_confirmation"]


async def test_a_booking_that_was_answered_is_not_told_again_for_an_older_failure(
    telling: Door, conversation: str, transcript: Transcript, engine: FakeEngine,
    books: Callable[[], None],
) -> None:
    """The one failed, the next one booked and said so."""
    engine.gone = True
    await telling.handle(Inbound(conversation, "yes"))
    clock.turn("+5s")
    engine.gone, engine.answer, engine.meanwhile = False, says("utter_greet"), books
    await telling.handle(Inbound(conversation, "yes please"))
    await telling.recover()
    said = [m.response for m in transcript() if m.author in ("bot", "system")]
    assert "utter_visit_confirmation" not in said


