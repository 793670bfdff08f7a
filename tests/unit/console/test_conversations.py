"""A conversation: its transcript, taking it over, writing in it, handing it back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from frontdesk import audit, clock
from frontdesk.conversations.transcript import add_message, locked_conversation
from frontdesk.staff.accounts import by_email
from frontdesk.store import Store
from frontdesk.store.tables import AuditRow, Case, Conversation, Message

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(1)> {{ 1234567*7654321 }} &amp;'


def _write(store: Store, case: Case, author: str, text: str, **fields: Any) -> Message:
    with store.begin() as session:
        conversation = locked_conversation(session, case.conversation_id)
        return add_message(session, conversation, author, text, clock.now(), **fields)


async def test_the_transcript_shows_both_sides_with_times_and_what_was_not_sent(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """Every word, in the clinic's zone."""
    understood = {"intent": "faq/mri_required", "confidence": 0.94}
    _write(sqlite_store, alarm, "patient", "do i need an mri", understanding=understood)
    _write(
        sqlite_store,
        alarm,
        "bot",
        "Yes, a recent one.",
        response="utter_faq/mri_required",
        delivery="unsent",
        data={"source_line": "our spine page"},
    )
    browser = await signed_in("front_desk")
    text = (await browser.get(f"/conversations/{alarm.conversation_id}")).text
    for said in (
        "do i need an mri",
        "Yes, a recent one.",
        "10:13 am",
        "10:15 am",
        "Not sent",
        "MRI required, 94% sure",
        "from our spine page",
    ):
        assert said in text, said


async def test_the_page_names_what_leads_to_the_lines_of_the_log(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """The conversation, and of each case the message that opened it."""
    with sqlite_store.begin() as session:
        session.get_one(Case, alarm.id).correlation = "msg-0123456789"
    browser = await signed_in("front_desk")
    text = (await browser.get(f"/conversations/{alarm.conversation_id}")).text
    assert "<code>msg-0123456789</code>" in text
    assert f"<code>{alarm.conversation_id}</code>" in text


async def test_the_evidence_of_a_finding_is_marked_in_the_text(signed_in: Any, alarm: Case) -> None:
    """Exactly the words, and what they are a sign of."""
    browser = await signed_in("clinician")
    text = (await browser.get(f"/conversations/{alarm.conversation_id}")).text
    assert ">cant feel when i wipe</mark>" in text
    assert "Danger sign: Numb saddle area, bladder or bowel" in text


async def test_what_a_patient_writes_is_only_ever_text(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """In the transcript, in the news, in the name and in the brief."""
    _write(sqlite_store, alarm, "patient", HOSTILE)
    with sqlite_store.begin() as session:
        session.get_one(Conversation, alarm.conversation_id).contact_name = HOSTILE
    browser = await signed_in("front_desk")
    page = f"/conversations/{alarm.conversation_id}"
    news = (await browser.get(f"{page}/news?after=0")).json()
    drawn = "".join(m["html"] for m in news["messages"]) + "".join(news["parts"].values())
    for text in (
        (await browser.get(page)).text,
        drawn,
        (await browser.get("/")).text,
        (await browser.get("/conversations")).text,
    ):
        assert "<script>alert" not in text and "<img" not in text and "9449772114007" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


async def test_taking_over_acknowledges_and_only_the_owner_writes(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """The second person is told who has it, and can neither take nor write."""
    first, second = await signed_in("clinician"), await signed_in("front_desk")
    page = f"/conversations/{alarm.conversation_id}"
    assert (await first.post(f"{page}/take")).headers["location"].endswith("notice=taken")
    assert (await second.post(f"{page}/take")).headers["location"].endswith("notice=owned")
    answer = await second.post(f"{page}/reply", {"text": "mine"})
    assert answer.headers["location"].endswith("notice=not_owner")
    assert (await first.post(f"{page}/reply", {"text": " We call you. "})).status_code == 302
    shown = (await second.get(page)).text
    assert "Clinician</strong> has this conversation" in shown and "Take over</button>" not in shown
    with sqlite_store.read() as session:
        assert session.get_one(Case, alarm.id).state == "acknowledged"
        texts = session.scalars(select(Message.text).where(Message.author == "staff")).all()
        assert texts == ["We call you."]


async def test_handing_back_unlocks_and_lets_the_assistant_answer(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """Only the owner can; a marker stays in the transcript."""
    browser, other = await signed_in("clinician"), await signed_in("front_desk")
    page = f"/conversations/{alarm.conversation_id}"
    await browser.post(f"{page}/take")
    assert "notice=not_owner" in (await other.post(f"{page}/hand-back")).headers["location"]
    await browser.post(f"{page}/hand-back")
    with sqlite_store.read() as session:
        conversation = session.get_one(Conversation, alarm.conversation_id)
        assert conversation.owner_id is None and conversation.locked_by is None
        said = session.scalars(select(Message.response).order_by(Message.seq)).all()
    assert said[-1] == "utter_staff_left"


async def test_nothing_is_sent_to_who_asked_not_to_be_written_to(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """At home with an abuser an answer can do harm."""
    with sqlite_store.begin() as session:
        session.get_one(Conversation, alarm.conversation_id).silent = True
    browser = await signed_in("clinician")
    page = f"/conversations/{alarm.conversation_id}"
    await browser.post(f"{page}/take")
    answer = await browser.post(f"{page}/reply", {"text": "are you safe?"})
    assert answer.headers["location"].endswith("notice=silent")
    assert 'name="text"' not in (await browser.get(page)).text
    with sqlite_store.read() as session:
        assert session.scalars(select(Message.author)).all() == ["patient"]


async def test_an_empty_reply_is_not_sent(signed_in: Any, sqlite_store: Store, alarm: Case) -> None:
    """Blanks alone are nothing."""
    browser = await signed_in("clinician")
    page = f"/conversations/{alarm.conversation_id}"
    await browser.post(f"{page}/take")
    assert (
        "notice=empty" in (await browser.post(f"{page}/reply", {"text": "  "})).headers["location"]
    )


async def test_the_news_hold_what_an_open_page_lacks(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """New messages come in order, and the last ones again, for their delivery may have changed."""
    for n in range(30):
        _write(sqlite_store, alarm, "patient", f"word {n}")
    browser = await signed_in("front_desk")
    news = (await browser.get(f"/conversations/{alarm.conversation_id}/news?after=29")).json()
    assert [m["seq"] for m in news["messages"]] == list(range(9, 32))
    assert set(news["parts"]) == {"head", "side", "reply"}


async def test_a_long_transcript_is_read_in_stretches(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """The newest first, with a way to the beginning."""
    with sqlite_store.begin() as session:
        conversation = locked_conversation(session, alarm.conversation_id)
        for n in range(220):
            add_message(session, conversation, "patient", f"word-{n:03}.", clock.now())
    browser = await signed_in("front_desk")
    page = f"/conversations/{alarm.conversation_id}"
    text = (await browser.get(page)).text
    assert "word-219." in text and "word-010." not in text and "?before=22" in text
    earlier = (await browser.get(f"{page}?before=22")).text
    assert "word-010." in earlier and "word-030." not in earlier


async def test_the_list_pages_through_all_conversations(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """Each once, the newest first, without a word of what was said."""
    from frontdesk.conversations.transcript import open_conversation

    with sqlite_store.begin() as session:
        for n in range(120):
            open_conversation(session, "web", clock.now(), contact_name=f"Person-{n:03}")
    browser = await signed_in("auditor")
    path, seen = "/conversations", []
    for _ in range(5):
        text = (await browser.get(path)).text
        assert "wipe" not in text
        seen += [part[:10] for part in text.split('">Person-')[1:]]
        if "Earlier</a>" not in text:
            break
        path = text.rsplit("Earlier</a>")[0].rsplit('href="', 1)[1].split('"')[0]
    assert len(seen) == len(set(seen)) == 120


async def test_a_conversation_that_is_not_there_is_missing(signed_in: Any) -> None:
    """With a page of ours and no internals."""
    browser = await signed_in("manager")
    answer = await browser.get("/conversations/web-none")
    assert answer.status_code == 404 and "Traceback" not in answer.text


async def test_reading_and_writing_are_on_record_with_ids_only(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """Who looked at what; the chain is whole; nothing that was said."""
    browser = await signed_in("clinician")
    page = f"/conversations/{alarm.conversation_id}"
    await browser.get(page)
    await browser.post(f"{page}/take")
    await browser.post(f"{page}/reply", {"text": "secret words"})
    with sqlite_store.read() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
        staff = by_email(session, "clinician@lakeshore.example")
        assert audit.verify(session) is None
    held = [(r.staff_id, r.tag, r.subject) for r in rows]
    for tag in ("conversation:read", "conversation:take", "conversation:reply"):
        assert (staff and staff.id, tag, alarm.conversation_id) in held
    assert "secret" not in str([r.data for r in rows])


@pytest.mark.parametrize("after", ["", "x", "-1", "1e9", "99999999999999999999", "²"])
async def test_a_number_that_is_none_is_taken_as_the_beginning(
    signed_in: Any, alarm: Case, after: str
) -> None:
    """Nothing a browser sends breaks the view."""
    browser = await signed_in("front_desk")
    page = f"/conversations/{alarm.conversation_id}"
    assert (await browser.get(f"{page}/news?after={after}")).status_code == 200
