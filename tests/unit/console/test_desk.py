"""Beside a conversation: notes, canned replies, facts, who is here, views of the queue."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from frontdesk import clock
from frontdesk.clinic import Clinic
from frontdesk.console.wording import problems
from frontdesk.conversations.transcript import add_message, locked_conversation
from frontdesk.people.facts import values
from frontdesk.store import Store
from frontdesk.store.tables import CannedReply, Case, Incident, Message, Note

SCRIPT = "<script>alert(1)</script>"


async def test_a_note_is_shown_to_staff_and_is_no_message(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """Patients never see it, and it is text."""
    browser = await signed_in("clinician")
    page = f"/conversations/{alarm.conversation_id}"
    await browser.get(page)
    await browser.post(f"{page}/note", {"note": f"called {SCRIPT}"})
    shown = (await browser.get(page)).text
    assert "called &lt;script&gt;" in shown and SCRIPT not in shown
    with sqlite_store.read() as session:
        assert session.scalars(select(Note)).one().text == f"called {SCRIPT}"
        assert len(session.scalars(select(Message)).all()) == 1


async def test_two_members_of_staff_see_each_other_look_and_type(
    signed_in: Any, alarm: Case
) -> None:
    """Until a while after the last sign of life."""
    maria, dana = await signed_in("front_desk"), await signed_in("clinician")
    here = f"/conversations/{alarm.conversation_id}/here"
    live = {"headers": {"X-Live": "1"}}
    await maria.post(here, {"typing": ""}, **live)
    assert (await dana.post(here, {}, **live)).json()["here"] == [
        {"name": "Front Desk", "typing": False}
    ]
    await maria.post(here, {"typing": "1"}, **live)
    assert (await dana.post(here, {}, **live)).json()["here"][0]["typing"] is True
    clock.turn("+30s")
    assert (await dana.post(here, {}, **live)).json()["here"] == []


async def test_an_auditor_who_looks_is_seen_but_never_types(signed_in: Any, alarm: Case) -> None:
    """They may not write."""
    ivo, dana = await signed_in("auditor"), await signed_in("clinician")
    here = f"/conversations/{alarm.conversation_id}/here"
    await ivo.post(here, {"typing": "1"}, headers={"X-Live": "1"})
    seen = (await dana.post(here, {}, headers={"X-Live": "1"})).json()["here"]
    assert seen == [{"name": "Auditor", "typing": False}]


async def test_a_canned_reply_is_kept_only_when_its_wording_is_sound(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """It can then be chosen in every conversation."""
    browser = await signed_in("front_desk")
    await browser.get("/canned")
    refused = await browser.post("/canned", {"title": "Cure", "text": "We guarantee a cure."})
    assert refused.status_code == 400 and "We guarantee a cure." in refused.text
    kept = await browser.post("/canned", {"title": "Disc", "text": "Please bring the disc."})
    assert kept.headers["location"].endswith("notice=canned_kept")
    page = f"/conversations/{alarm.conversation_id}"
    assert "Please bring the disc." in (await browser.get(page)).text
    with sqlite_store.read() as session:
        row = session.scalars(select(CannedReply)).one()
    await browser.post(f"/canned/{row.id}/retire")
    assert "Please bring the disc." not in (await browser.get(page)).text


def test_wording_that_an_answer_may_not_hold_a_canned_reply_may_not_hold(clinic: Clinic) -> None:
    """Claims, verdicts, hard words, braces."""
    for text in ("", "We guarantee it works.", "Call {clinic_phone}.", "x" * 700):
        assert problems(clinic, text), text
    assert problems(clinic, "I am sorry. I will call you today.") == []


async def test_a_fact_is_kept_and_a_wrong_one_is_refused(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """An empty value takes it away."""
    browser = await signed_in("clinician")
    page = f"/conversations/{alarm.conversation_id}"
    for name, value, notice in (
        ("blood_thinner", "yes", "fact_kept"),
        ("blood_thinner", "perhaps", "bad_fact"),
        ("procedure_date", "2026-04-01", "fact_kept"),
    ):
        answer = await browser.post(f"{page}/fact", {"name": name, "value": value})
        assert answer.headers["location"].endswith(f"notice={notice}")
    await browser.post(f"{page}/fact", {"name": "procedure_date", "value": ""})
    with sqlite_store.read() as session:
        assert values(session, alarm.conversation_id) == {"blood_thinner": "yes"}


async def test_a_message_to_the_wrong_person_opens_an_incident_the_manager_closes(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """With the list of who has read it."""
    maria, ruth = await signed_in("front_desk"), await signed_in("manager")
    page = f"/conversations/{alarm.conversation_id}"
    await maria.get(page)
    with sqlite_store.read() as session:
        message = session.scalars(select(Message)).one()
    await maria.post(f"{page}/wrong-person", {"message": message.id})
    shown = (await ruth.get("/privacy")).text
    assert "Front Desk" in shown and "Tell those concerned by" in shown
    with sqlite_store.read() as session:
        incident = session.scalars(select(Incident)).one()
    await ruth.post(f"/incidents/{incident.id}/close")
    assert "No incident is open" in (await ruth.get("/privacy")).text


async def test_a_case_waits_for_the_patient_while_staff_wrote_last(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """Until the patient writes again."""
    browser = await signed_in("front_desk")
    with sqlite_store.begin() as session:
        conversation = locked_conversation(session, alarm.conversation_id)
        add_message(session, conversation, "staff", "how are you now?", clock.now())
    assert alarm.id in (await browser.get("/?show=waiting")).text
    with sqlite_store.begin() as session:
        conversation = locked_conversation(session, alarm.conversation_id)
        add_message(session, conversation, "patient", "better", clock.now())
    assert alarm.id not in (await browser.get("/?show=waiting")).text


async def test_the_queue_is_narrowed_by_tier_channel_and_kind(
    signed_in: Any, alarm: Case
) -> None:
    """And a choice that fits nothing says so."""
    browser = await signed_in("front_desk")
    for query in ("tier=emergency_911_now", "channel=web", "kind=red_flag&show=new"):
        assert alarm.id in (await browser.get(f"/?{query}")).text
        assert alarm.id in (await browser.get(f"/queue?{query}", **{"X-Live": "1"})).text
    for query in ("tier=routine", "channel=sms", "kind=complaint"):
        answer = await browser.get(f"/?{query}")
        assert alarm.id not in answer.text and "Nothing of that kind" in answer.text


async def test_a_reply_is_measured_as_the_promise_kept(
    signed_in: Any, sqlite_store: Store, alarm: Case
) -> None:
    """The first one, and only that."""
    browser = await signed_in("clinician")
    page = f"/conversations/{alarm.conversation_id}"
    await browser.post(f"{page}/take")
    await browser.post(f"{page}/reply", {"text": "I am calling you now."})
    with sqlite_store.read() as session:
        first = session.get_one(Case, alarm.id).first_reply_at
    clock.turn("+5m")
    await browser.post(f"{page}/reply", {"text": "Please pick up."})
    with sqlite_store.read() as session:
        assert session.get_one(Case, alarm.id).first_reply_at == first is not None
