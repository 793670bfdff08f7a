"""Facts staff keep, other conversations of a person, incidents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from frontdesk import audit, clock
from frontdesk.conversations.transcript import add_message, open_conversation
from frontdesk.people import facts
from frontdesk.people.incidents import NoMessage, close, open_incident, standing
from frontdesk.people.same import others
from frontdesk.staff.accounts import add_staff, by_email
from frontdesk.store import Store
from frontdesk.store.tables import Conversation, PersonFact


@pytest.fixture
def desk(store: Store, clock_at: Callable[[str], None]) -> tuple[str, str]:
    """(conversation, member of staff)."""
    clock_at("2026-04-07T10:15:00-05:00")
    with store.begin() as session:
        add_staff(session, "maria@x.example", "front_desk", clock.now())
        staff = by_email(session, "maria@x.example")
        assert staff is not None
        return open_conversation(session, "web", clock.now()).id, staff.id


def test_a_fact_replaces_the_one_before_and_both_stay_on_file(
    store: Store, desk: tuple[str, str]
) -> None:
    """What holds is the newest."""
    conversation_id, staff_id = desk
    with store.begin() as session:
        for value in ("no", "yes"):
            facts.note_fact(session, conversation_id, "blood_thinner", value, staff_id, clock.now())
        assert facts.values(session, conversation_id) == {"blood_thinner": "yes"}
        assert session.query(PersonFact).count() == 2
        assert facts.remove_fact(session, conversation_id, "blood_thinner", clock.now())
        assert facts.values(session, conversation_id) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [("blood_thinner", "maybe"), ("procedure_date", "last week"), ("weight", "80"),
     ("language", "")],
)
def test_a_fact_that_is_none_is_refused(
    store: Store, desk: tuple[str, str], name: str, value: str
) -> None:
    """Safety and booking read them: a wrong value would be believed."""
    with pytest.raises(facts.BadFact), store.begin() as session:
        facts.note_fact(session, desk[0], name, value, desk[1], clock.now())


def test_a_number_typed_on_the_website_proves_nothing(store: Store, desk: tuple[str, str]) -> None:
    """It is shown as the same number, and as not proved."""
    with store.begin() as session:
        typed = open_conversation(session, "web", clock.now(), contact_phone="+13125550147")
        texted = open_conversation(session, "sms", clock.now(), address="+13125550147")
        open_conversation(session, "web", clock.now(), contact_phone="+13125550199")
        found = others(session, texted)
        assert [(o.conversation.id, o.proved) for o in found] == [(typed.id, False)]
        unknown = open_conversation(session, "web", clock.now())
        assert others(session, unknown) == []


def test_an_incident_lists_who_has_seen_it_since_and_opens_once(
    store: Store, desk: tuple[str, str]
) -> None:
    """Whoever read the conversation before the message is not among them."""
    conversation_id, staff_id = desk
    with store.begin() as session:
        add_staff(session, "early@x.example", "clinician", clock.now())
        early = by_email(session, "early@x.example")
        assert early is not None
        audit.record(session, early.id, "conversation:read", conversation_id,
                     clock.now() - timedelta(hours=1))
        conversation = session.get_one(Conversation, conversation_id)
        message = add_message(session, conversation, "staff", "wrong words", clock.now())
        audit.record(session, staff_id, "conversation:read", conversation_id, clock.now())
        first = open_incident(session, conversation_id, message.id, staff_id, clock.now())
        again = open_incident(session, conversation_id, message.id, staff_id, clock.now())
        assert first.id == again.id and first.seen_by == [staff_id]
        with pytest.raises(NoMessage):
            open_incident(session, conversation_id, "msg-nobody", staff_id, clock.now())
        close(session, first.id, staff_id, clock.now())
        assert standing(session) == []
