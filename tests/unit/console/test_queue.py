"""The queue, and what staff do to cases."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from frontdesk import clock
from frontdesk.cases.cases import open_case, resolve
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import add_message, locked_conversation, open_conversation
from frontdesk.store import Store
from frontdesk.store.tables import Case, CaseEvent, Message


def _open(
    store: Store,
    clinic: Clinic,
    kind: str,
    tier: str | None = None,
    category: str | None = None,
    minutes: int = 0,
) -> str:
    at = clock.now() - timedelta(minutes=minutes)
    with store.begin() as session:
        conversation = open_conversation(session, "web", at)
        return open_case(session, clinic, conversation, kind, at, tier=tier, category=category).id


def _order(text: str) -> list[str]:
    return re.findall(r'id="(case-\w+)"', text)


async def test_the_queue_is_ordered_by_tier_and_then_by_the_time_that_is_left(
    signed_in: Any, sqlite_store: Store, clinic: Clinic, alarm: Case
) -> None:
    """A new emergency stands before an old question."""
    question = _open(sqlite_store, clinic, "talk_to_human", minutes=60)
    urgent = _open(sqlite_store, clinic, "red_flag", "urgent_same_day", "dvt_signs")
    crisis = _open(sqlite_store, clinic, "red_flag", "crisis_988", "suicide_self_harm")
    gap = _open(sqlite_store, clinic, "content_gap")
    browser = await signed_in("front_desk")
    text = (await browser.get("/")).text
    assert _order(text) == [alarm.id, crisis, urgent, question, gap]
    assert "Numb saddle area" in text and "Wants to talk to a person" in text
    assert "wipe" not in text


async def test_each_filter_holds_its_own_cases(
    signed_in: Any, sqlite_store: Store, clinic: Clinic, alarm: Case
) -> None:
    """New, mine, all, resolved."""
    done = _open(sqlite_store, clinic, "complaint")
    with sqlite_store.begin() as session:
        resolve(session, session.get_one(Case, done), clock.now(), None, "reached")
    other = _open(sqlite_store, clinic, "content_gap")
    browser = await signed_in("front_desk")
    await browser.post(f"/cases/{alarm.id}/acknowledge", {"back": "queue"})
    found = {
        show: _order((await browser.get(f"/?show={show}")).text)
        for show in ("all", "new", "mine", "resolved", "nonsense")
    }
    assert found == {
        "all": [alarm.id, other],
        "new": [other],
        "mine": [alarm.id],
        "resolved": [done],
        "nonsense": [alarm.id, other],
    }


async def test_who_was_answered_by_staff_waits_whatever_was_kept_unsent_after(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """What the assistant computed too late was never seen; the patient's next word ends it."""

    def write(author: str, delivery: str | None) -> None:
        with sqlite_store.begin() as session:
            row = locked_conversation(session, alarm.conversation_id)
            add_message(session, row, author, "hm", clock.now(), data={}, delivery=delivery)

    browser = await signed_in("front_desk")
    write("staff", "waiting")
    write("bot", "unsent")
    assert _order((await browser.get("/?show=waiting")).text) == [alarm.id]
    write("patient", None)
    assert _order((await browser.get("/?show=waiting")).text) == []


async def test_an_empty_queue_says_so(signed_in: Any) -> None:
    """Calmly."""
    browser = await signed_in("front_desk")
    assert "Nothing waits for a person" in (await browser.get("/")).text


async def test_acknowledging_stops_the_ladder(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """The case is seen, and by whom."""
    browser = await signed_in("clinician")
    await browser.post(f"/cases/{alarm.id}/acknowledge")
    with sqlite_store.read() as session:
        case = session.get_one(Case, alarm.id)
        assert case.state == "acknowledged" and case.next_page_at is None and case.owner_id


async def test_a_crisis_is_not_closed_before_the_person_was_reached(
    signed_in: Any, sqlite_store: Store, clinic: Clinic
) -> None:
    """Neither by a form we did not draw."""
    crisis = _open(sqlite_store, clinic, "red_flag", "crisis_988", "suicide_self_harm")
    browser = await signed_in("front_desk")
    answer = await browser.post(f"/cases/{crisis}/resolve", {"outcome": "not_needed"})
    assert answer.headers["location"].endswith("notice=crisis")
    answer = await browser.post(f"/cases/{crisis}/resolve", {"outcome": "nonsense"})
    assert answer.status_code == 400
    with sqlite_store.read() as session:
        assert session.get_one(Case, crisis).state == "open"
    await browser.post(f"/cases/{crisis}/resolve", {"outcome": "reached"})
    with sqlite_store.read() as session:
        assert session.get_one(Case, crisis).outcome == "reached"


async def test_an_alarm_that_a_screen_has_shown_counts_as_paged_once(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """The patient is told one second line, not one for each tab."""
    browser = await signed_in("front_desk")
    headers = {"X-CSRF-Token": browser.csrf, "Origin": str(browser.client.base_url)}
    for _ in range(2):
        answer = await browser.client.post(
            "/cases/shown", json={"cases": [alarm.id, "case-none"]}, headers=headers
        )
        assert answer.status_code == 200
    with sqlite_store.read() as session:
        said = session.scalars(select(Message.response).where(Message.author == "system")).all()
        assert said == ["utter_alerted"]
        assert session.get_one(Case, alarm.id).told == "paged"
        kinds = session.scalars(select(CaseEvent.kind)).all()
        assert kinds == ["opened", "page_accepted", "told"]


async def test_what_is_no_list_of_cases_is_refused(signed_in: Any) -> None:
    """Without breaking anything."""
    browser = await signed_in("front_desk")
    headers = {
        "X-CSRF-Token": browser.csrf,
        "Origin": str(browser.client.base_url),
        "Content-Type": "application/json",
    }
    for body in (b"[]", b"{", b"null", b'{"cases": 5}'):
        answer = await browser.client.post("/cases/shown", content=body, headers=headers)
        assert answer.status_code == 400


async def test_the_history_of_a_case_tells_who_did_what(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """In the view of its conversation."""
    browser = await signed_in("clinician")
    await browser.post(f"/cases/{alarm.id}/acknowledge")
    text = (await browser.get(f"/conversations/{alarm.conversation_id}")).text
    assert "Acknowledged by Clinician" in text
    with sqlite_store.read() as session:
        assert session.scalars(select(CaseEvent.kind)).all() == ["opened", "acknowledged"]
