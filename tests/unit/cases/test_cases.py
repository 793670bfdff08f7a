"""Cases: opened once, raised when it gets worse, closed only as they may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.cases.cases import (
    NotResolvable,
    acknowledge,
    open_case,
    raise_alarm,
    resolve,
)
from frontdesk.cases.clocks import clocks
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import add_message, open_conversation
from frontdesk.safety import TIER_OF, Evidence, Finding
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, Message


def _finding(category: str) -> Finding:
    return Finding(category, TIER_OF[category], "rule", (Evidence("x", 0, 0, 1),))


@pytest.fixture
def alarm(store: Store, clinic: Clinic) -> Callable[..., str]:
    """Raise an alarm in one conversation; returns the case's id."""
    with store.begin() as session:
        conversation_id = open_conversation(session, "web", clock.now()).id

    def raised(category: str) -> str:
        with store.begin() as session:
            conversation = session.get_one(Conversation, conversation_id)
            message: Message = add_message(session, conversation, "patient", "xy", clock.now())
            return raise_alarm(
                session, clinic, conversation, message, [_finding(category)], [], clock.now()
            ).id

    return raised


def _case(store: Store, case_id: str) -> Case:
    with store.read() as session:
        return session.get_one(Case, case_id)


def test_a_second_alarm_adds_to_the_case_that_stands(
    store: Store, alarm: Callable[..., str]
) -> None:
    """Never duplicated."""
    assert alarm("stroke_signs") == alarm("chest_pain_heart")
    with store.read() as session:
        assert len(session.scalars(select(Case)).all()) == 1


def test_a_higher_tier_raises_the_case_and_wakes_it_again(
    store: Store, alarm: Callable[..., str]
) -> None:
    """A case once acknowledged must be seen again."""
    case_id = alarm("dvt_signs")
    with store.begin() as session:
        acknowledge(session, session.get_one(Case, case_id), clock.now(), None)
    alarm("breathing_trouble_or_pe")
    case = _case(store, case_id)
    assert (case.tier, case.state) == ("emergency_911_now", "open")
    assert case.due_at - clock.now() <= timedelta(minutes=5)


def test_a_lower_tier_lowers_nothing(store: Store, alarm: Callable[..., str]) -> None:
    """An emergency stays one."""
    case_id = alarm("stroke_signs")
    alarm("dvt_signs")
    assert _case(store, case_id).category == "stroke_signs"


def test_a_crisis_is_not_closed_before_the_person_was_reached(
    store: Store, alarm: Callable[..., str]
) -> None:
    """Or a welfare check was decided."""
    case_id = alarm("suicide_self_harm")
    with store.begin() as session, pytest.raises(NotResolvable):
        resolve(session, session.get_one(Case, case_id), clock.now(), None, "not_needed")
    with store.begin() as session:
        resolve(session, session.get_one(Case, case_id), clock.now(), None, "reached")
    assert _case(store, case_id).state == "resolved"


def test_the_same_kind_of_case_is_opened_once(store: Store, clinic: Clinic) -> None:
    """Asking for a person twice is one case."""
    with store.begin() as session:
        conversation = open_conversation(session, "web", clock.now())
        first = open_case(session, clinic, conversation, "talk_to_human", clock.now())
        second = open_case(session, clinic, conversation, "talk_to_human", clock.now())
        other = open_case(session, clinic, conversation, "complaint", clock.now())
    assert first.id == second.id != other.id


@pytest.mark.parametrize(
    ("category", "at", "minutes"),
    [
        ("stroke_signs", "2026-04-07T10:00:00-05:00", 5),
        ("stroke_signs", "2026-04-05T03:00:00-05:00", 5),
        ("dvt_signs", "2026-04-07T10:00:00-05:00", 30),
        ("dvt_signs", "2026-04-05T03:00:00-05:00", 60),
        ("spinal_infection_suspected", "2026-04-05T03:00:00-05:00", 30),
    ],
)
def test_the_clock_of_an_alarm_follows_tier_and_hours(
    clinic: Clinic, category: str, at: str, minutes: int
) -> None:
    """In hours and on call."""
    opened = datetime.fromisoformat(at)
    due = clocks().due(clinic, "red_flag", category, opened)
    assert due - opened == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("kind", "due"),
    [
        ("talk_to_human", "2026-04-13T12:30:00-05:00"),
        ("content_gap", "2026-04-13T16:30:00-05:00"),
        ("cost_estimate", "2026-04-15T15:30:00-05:00"),
    ],
)
def test_what_is_no_alarm_is_due_in_open_hours(clinic: Clinic, kind: str, due: str) -> None:
    """Opened on a Friday evening, over the weekend."""
    opened = datetime.fromisoformat("2026-04-10T18:00:00-05:00")
    assert clocks().due(clinic, kind, None, opened) == datetime.fromisoformat(due)


def test_every_category_of_the_taxonomy_has_a_clock() -> None:
    """All thirty that alarm."""
    alarms = {c for c, tier in TIER_OF.items() if tier != "priority_callback"}
    assert set(clocks().human_within) == alarms
