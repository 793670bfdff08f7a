"""Search over everything said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from frontdesk import clock
from frontdesk.clinic import Clinic
from frontdesk.console.queries import search as queries
from frontdesk.console.queries.search import excerpt, search, search_people
from frontdesk.conversations.transcript import add_message, open_conversation
from frontdesk.store import Store
from frontdesk.store.tables import AuditRow, Case, Message


@pytest.fixture
def said(store: Store, clock_at: Callable[[str], None]) -> Store:
    """Three messages on two channels."""
    clock_at("2026-04-07T10:15:00-05:00")
    with store.begin() as session:
        web = open_conversation(
            session, "web", clock.now(), contact_name="Ana Ruiz", contact_phone="+13125550142"
        )
        sms = open_conversation(session, "sms", clock.now(), address="+13125550147")
        for n, (conversation, text) in enumerate((
            (web, "My insurance is Medicare, what about numb legs?"),
            (sms, "numbness in the left LEG since monday"),
            (web, "¿aceptan mi seguro médico?"),
        )):
            add_message(session, conversation, "patient", text, clock.now() + timedelta(minutes=n))
    return store


def _found(store: Store, wanted: str, channel: str = "") -> list[str]:
    with store.read() as session:
        hits = search(session, wanted, channel)
        return ["".join(p.text for p in h.pieces)[:12] for h in hits]


def test_every_word_must_begin_a_word_of_the_message_in_any_order(said: Store) -> None:
    """The newest first, capitals aside; the same on both databases."""
    assert _found(said, "leg numb") == ["numbness in ", "My insurance"]
    assert _found(said, "insur") == ["My insurance"]
    assert _found(said, "surance") == []
    assert _found(said, "numb médico") == []
    assert _found(said, "médico seg") == ["¿aceptan mi "]
    assert _found(said, "numb", "sms") == ["numbness in "]


@pytest.mark.parametrize(
    "hostile", ["", "   ", '"', "numb OR", "a*b", "NEAR(", "') --", "& | !", "x" * 5000, "_", "%"]
)
def test_nothing_that_is_typed_breaks_the_search(said: Store, hostile: str) -> None:
    """Quotes, operators, wildcards."""
    _found(said, hostile)
    with said.read() as session:
        assert len(search_people(session, hostile).found) <= 50


def test_what_was_erased_or_changed_is_found_no_more(said: Store) -> None:
    """The index follows the messages."""
    with said.begin() as session:
        changed = session.scalars(select(Message).where(Message.text.like("My%"))).one()
        changed.text = "redacted"
        session.flush()
        session.execute(delete(Message).where(Message.text.like("numbness%")))
    assert _found(said, "numb") == [] and _found(said, "redac") == ["redacted"]


def test_people_are_found_by_name_and_by_a_piece_of_their_number(said: Store) -> None:
    """Not by two digits: that would be half the book."""
    def found(wanted: str) -> list[str | None]:
        with said.read() as session:
            people = search_people(session, wanted)
        assert people.further == 0
        return [c.contact_name or c.address for c in people.found]

    assert found("ruiz") == found("RUÍZ") == found("(312) 555-0142") == ["Ana Ruiz"]
    assert found("555-0147") == ["+13125550147"]
    assert found("12") == []


def test_who_wrote_long_ago_is_found_by_looking_further_back(
    said: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not looked through is told, not passed over."""
    monkeypatch.setattr(queries, "PEOPLE", 2)
    with said.begin() as session:
        for n in range(3):
            later = clock.now() + timedelta(days=1 + n)
            open_conversation(session, "web", later, contact_name=f"Tom {n}")
    with said.read() as session:
        first = search_people(session, "ruiz")
        assert (first.found, first.further) == ([], 2)
        second = search_people(session, "ruiz", skip=first.further)
        assert [c.contact_name for c in second.found] == ["Ana Ruiz"]
        assert search_people(session, "ruiz", skip=second.further).further == 0


async def test_the_page_says_how_far_back_it_looked(
    signed_in: Any, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And offers to look further."""
    monkeypatch.setattr(queries, "PEOPLE", 1)
    with sqlite_store.begin() as session:
        for n, name in enumerate(("Ana Ruiz", "Tom Reed")):
            open_conversation(session, "web", clock.now() + timedelta(n), contact_name=name)
    browser = await signed_in("front_desk")
    await browser.get("/search")
    answer = await browser.post("/search", {"wanted": "ruiz", "channel": ""})
    assert "newest 1 conversations" in answer.text and "Ana Ruiz" not in answer.text
    answer = await browser.post("/search", {"wanted": "ruiz", "channel": "", "skip": "1"})
    assert "Ana Ruiz" in answer.text
    for odd in ("-1", "x", "9" * 30, "²"):
        answer = await browser.post("/search", {"wanted": "reed", "channel": "", "skip": odd})
        assert answer.status_code == 200


def test_an_excerpt_begins_near_the_first_hit_and_marks_each() -> None:
    """Of a long message only what matters is shown."""
    pieces = excerpt("so " * 60 + "my leg is numb " + "and so on " * 60, ["numb", "leg"])
    assert [p.text for p in pieces if p.hit] == ["leg", "numb"]
    assert pieces[0].text.startswith("…") and pieces[-1].text.endswith("…")


async def test_searching_is_on_record_but_not_for_what_and_markup_stays_text(
    signed_in: Any, sqlite_store: Store, alarm: Case, clinic: Clinic
) -> None:
    """By POST, so that it is in no address."""
    with sqlite_store.begin() as session:
        message = session.scalars(select(Message)).one()
        message.text = "wipe <img src=x onerror=alert(1)>"
    browser = await signed_in("front_desk")
    await browser.get("/search")
    answer = await browser.post("/search", {"wanted": "wipe", "channel": ""})
    assert answer.status_code == 200 and "<mark>wipe</mark>" in answer.text
    assert "<img" not in answer.text
    with sqlite_store.read() as session:
        lines = session.scalars(select(AuditRow).where(AuditRow.tag == "conversation:search")).all()
    assert len(lines) == 1 and "wipe" not in str((lines[0].subject, lines[0].data))
