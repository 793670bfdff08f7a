"""Promises: when they are broken people are told, and somebody is paged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.cases.cases import acknowledge, open_case
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import add_message, open_conversation
from frontdesk.house import House
from frontdesk.promises.kept import kept, note_reply
from frontdesk.promises.late import KEY, LEFT, Late
from frontdesk.settings import Settings
from frontdesk.staff.accounts import add_staff, by_email
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, Message, OutboxRow


@pytest.fixture
def late(store: Store, clinic: Clinic, house: House, clock_at: Callable[[str], None]) -> Late:
    """With a mail server, so that a page can go out."""
    clock_at("2026-04-07T10:15:00-05:00")
    settings = Settings(smtp_host="127.0.0.1")
    ladder = Ladder(clinic, settings, "key-of-the-tests", house.speaker)
    return Late(store, clinic, house.speaker, ladder)


@pytest.fixture
def case(store: Store, clinic: Clinic, late: Late) -> str:
    """Somebody asked for a person."""
    with store.begin() as session:
        conversation = open_conversation(session, "web", clock.now())
        return open_case(session, clinic, conversation, "talk_to_human", clock.now()).id


def _after_due(store: Store, case: str) -> None:
    with store.read() as session:
        due = session.get_one(Case, case).due_at
    clock.set_to((due + timedelta(seconds=5)).isoformat())


def _told(store: Store) -> list[str | None]:
    with store.read() as session:
        return list(session.scalars(select(Message.response).where(Message.author == "system")))


def test_somebody_left_waiting_is_told_once_and_staff_are_paged_again(
    store: Store, late: Late, case: str
) -> None:
    """Not before the promised time, and not twice."""
    assert late.round(clock.now()) == 0
    _after_due(store, case)
    assert late.round(clock.now()) == 1
    assert late.round(clock.now()) == 0
    assert _told(store) == [KEY]
    with store.read() as session:
        assert session.get_one(Case, case).late_told_at is not None
        pages = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "page")).all()
    assert len(pages) == 1 and "555" not in pages[0].body["text"]


def test_a_case_seen_but_not_answered_stands_open_again(
    store: Store, late: Late, case: str
) -> None:
    """Acknowledging is no answer."""
    with store.begin() as session:
        acknowledge(session, session.get_one(Case, case), clock.now(), None)
    _after_due(store, case)
    late.round(clock.now())
    with store.read() as session:
        assert session.get_one(Case, case).state == "open"


def test_a_promise_that_was_kept_disturbs_nobody(store: Store, late: Late, case: str) -> None:
    """Staff wrote in time."""
    with store.begin() as session:
        note_reply(session, session.get_one(Case, case).conversation_id, clock.now())
    _after_due(store, case)
    assert late.round(clock.now()) == 0 and _told(store) == []
    with store.read() as session:
        assert kept(session.get_one(Case, case), clock.now()) is True


def test_nothing_is_written_to_who_asked_not_to_be_written_to(
    store: Store, late: Late, case: str
) -> None:
    """The case is paged all the same."""
    with store.begin() as session:
        found = session.get_one(Case, case)
        session.get_one(Conversation, found.conversation_id).silent = True
    _after_due(store, case)
    assert late.round(clock.now()) == 1 and _told(store) == []


def test_a_patient_whom_the_owner_leaves_waiting_gets_a_case(store: Store, late: Late) -> None:
    """A quarter of an hour without a word of the person who took the conversation."""
    with store.begin() as session:
        add_staff(session, "maria@x.example", "front_desk", clock.now())
        staff = by_email(session, "maria@x.example")
        assert staff is not None
        conversation = open_conversation(session, "web", clock.now(), owner_id=staff.id)
        add_message(session, conversation, "patient", "hello?", clock.now())
        # The assistant's answer to an earlier message came late, and was not sent.
        add_message(session, conversation, "bot", "Yes.", clock.now(), delivery="unsent")
    assert late.round(clock.now() + timedelta(minutes=14)) == 0
    late.round(clock.now() + timedelta(minutes=16))
    late.round(clock.now() + timedelta(minutes=17))
    with store.read() as session:
        found = session.scalars(select(Case).where(Case.kind == LEFT)).all()
    assert len(found) == 1 and _told(store) == [KEY]


def test_a_promise_without_an_answer_counts_as_broken_only_when_its_time_is_over(
    store: Store, case: str
) -> None:
    """Until then nobody knows."""
    with store.read() as session:
        found = session.get_one(Case, case)
    assert kept(found, clock.now()) is None
    assert kept(found, found.due_at + timedelta(seconds=1)) is False
