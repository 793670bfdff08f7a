"""Staff end texts to a number because they were asked to, and begin them again by consent."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.console.queries.texts import number_key
from frontdesk.conversations import consent
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.store import Store
from frontdesk.store.tables import AuditRow, Case

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
