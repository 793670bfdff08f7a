"""Staff end texts to a number because they were asked to, and begin them again by consent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.console.queries.texts import number_key
from frontdesk.conversations import consent
from frontdesk.conversations.texting import text_row
from frontdesk.conversations.transcript import (
    add_message,
    locked_conversation,
    open_conversation,
)
from frontdesk.store import Store
from frontdesk.store.tables import AuditRow, Case, Conversation

PHONE = "+13125550142"


@pytest.fixture
def reachable(sqlite_store: Store, alarm: Case) -> str:
    """The conversation of somebody who gave a number and agreed to texts."""
    with sqlite_store.begin() as session:
        locked_conversation(session, alarm.conversation_id).contact_phone = PHONE
        consent.note(session, number_key(PHONE), "given", clock.now(), source="web")
    return f"/conversations/{alarm.conversation_id}"


def _standing(store: Store) -> consent.Standing:
    with store.read() as session:
        return consent.standing(session, number_key(PHONE))


async def test_staff_end_texts_to_a_number_and_the_record_says_who(
    signed_in: Any, sqlite_store: Store, reachable: str
) -> None:
    """However the person said it; everything we text looks at the same record."""
    browser = await signed_in("front_desk")
    assert "texts go out" in (await browser.get(reachable)).text
    page = await browser.post(f"{reachable}/texts/stop", {"asked": "yes"})
    assert page.status_code in (200, 302, 303)
    assert _standing(sqlite_store).stopped == "opted_out"
    text = (await browser.get(reachable)).text
    assert "no texts." in text and "noted by staff" in text
    with sqlite_store.read() as session:
        line = session.scalars(select(AuditRow).where(AuditRow.tag == "texts:stop")).one()
        assert line.staff_id is not None


async def test_nothing_is_ended_or_begun_without_saying_that_they_asked(
    signed_in: Any, sqlite_store: Store, reachable: str
) -> None:
    """A slip of the mouse opts nobody out, and nobody in."""
    browser = await signed_in("front_desk")
    await browser.get(reachable)
    await browser.post(f"{reachable}/texts/stop", {})
    assert _standing(sqlite_store).stopped is None
    await browser.post(f"{reachable}/texts/stop", {"asked": "yes"})
    await browser.post(f"{reachable}/texts/again", {"agreed": "a feeling"})
    assert _standing(sqlite_store).stopped == "opted_out"


async def test_texts_begin_again_as_they_agreed_and_the_proof_says_how(
    signed_in: Any, sqlite_store: Store, reachable: str
) -> None:
    """The undo is a consent of its own."""
    browser = await signed_in("front_desk")
    await browser.get(reachable)
    await browser.post(f"{reachable}/texts/stop", {"asked": "yes"})
    await browser.post(f"{reachable}/texts/again", {"agreed": "call"})
    assert _standing(sqlite_store).stopped is None
    with sqlite_store.read() as session:
        *_, last = consent.record(session, number_key(PHONE))
        assert (last.kind, last.source) == ("opted_in", "staff")
        assert last.wording is not None and last.wording.endswith("call")


async def test_who_opted_out_at_the_carrier_is_reopened_by_nobody_else(
    signed_in: Any, sqlite_store: Store, reachable: str
) -> None:
    """The carrier would refuse it all the same."""
    with sqlite_store.begin() as session:
        consent.note(session, number_key(PHONE), "blocked", clock.now(), source="provider")
    browser = await signed_in("manager")
    assert "Only a START" in (await browser.get(reachable)).text
    await browser.post(f"{reachable}/texts/again", {"agreed": "call"})
    assert _standing(sqlite_store).stopped == "blocked"


async def test_an_auditor_reads_the_state_and_changes_nothing(
    signed_in: Any, sqlite_store: Store, reachable: str
) -> None:
    """Reading is all that the role may do."""
    browser = await signed_in("auditor")
    text = (await browser.get(reachable)).text
    assert "texts go out" in text and "/texts/stop" not in text
    refused = await browser.post(f"{reachable}/texts/stop", {"asked": "yes"})
    assert refused.status_code == 403
    assert _standing(sqlite_store).stopped is None


@pytest.fixture
def texted(sqlite_store: Store) -> Any:
    """Write a text of staff with what its row in the outbox tells; returns where it is read."""

    def write(delivery: str, **row: Any) -> str:
        key, at = number_key(PHONE), clock.now()
        with sqlite_store.begin() as session:
            conversation = session.get(Conversation, f"sms-{key}") or open_conversation(
                session, "sms", at, id=f"sms-{key}", address=PHONE
            )
            said = add_message(session, conversation, "staff", "See you", at, delivery=delivery)
            kept = text_row(conversation, said, "staff", at)
            for name, value in row.items():
                setattr(kept, name, value)
            session.add(kept)
        return f"/conversations/sms-{key}"

    return write


@pytest.mark.parametrize(
    ("delivery", "row", "words"),
    [
        ("failed", {"state": "failed", "error": "twilio_30003"}, "their phone is off"),
        ("unsent", {"state": "unsent", "error": "opted_out"}, "they asked for no more texts"),
        ("waiting", {"error": "twilio_429"}, "we sent too fast and try again"),
        ("failed", {"state": "failed", "error": "twilio_99999"}, "did not take it"),
    ],
)
async def test_staff_see_why_a_text_has_not_arrived(
    signed_in: Any, texted: Any, delivery: str, row: dict[str, Any], words: str
) -> None:
    """In words, never a provider's code."""
    browser = await signed_in("front_desk")
    text = (await browser.get(texted(delivery, **row))).text
    assert words in text and "twilio" not in text.partition("<main")[2].partition("data-state")[0]


async def test_a_text_that_is_held_for_the_morning_says_until_when(
    signed_in: Any, texted: Any
) -> None:
    """It is not "on its way" in the middle of their night."""
    browser = await signed_in("front_desk")
    page = await browser.get(texted("waiting", next_at=clock.now() + timedelta(hours=9)))
    assert "it leaves" in page.text


async def test_who_writes_to_a_number_that_is_stopped_is_told_before(
    signed_in: Any, sqlite_store: Store, texted: Any
) -> None:
    """The words would never leave; a call does."""
    browser, at = await signed_in("front_desk"), texted("delivered")
    await browser.get(at)
    await browser.post(f"{at}/take", {})
    blocked = "data-blocked role=\"status\">"
    assert blocked not in (await browser.get(at)).text
    with sqlite_store.begin() as session:
        consent.note(session, number_key(PHONE), "opted_out", clock.now(), source="text")
    text = (await browser.get(at)).text
    assert blocked in text and "kept and not sent" in text


async def test_staff_see_that_a_picture_came(
    signed_in: Any, sqlite_store: Store, texted: Any
) -> None:
    """A text without words is no empty bubble."""
    browser, at = await signed_in("front_desk"), texted("delivered")
    with sqlite_store.begin() as session:
        row = session.get_one(Conversation, at.rpartition("/")[2])
        data = {"attachments": ["image/jpeg"]}
        add_message(session, row, "patient", "", clock.now(), data=data)
    assert "Came with a picture" in (await browser.get(at)).text
