"""A morning at the clinic: conversations, cases, visits and notes, written straight to a store.

Fictional people only, numbers 555-01xx.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from frontdesk.booking import appointments as booking
from frontdesk.booking.openings import openings
from frontdesk.cases.cases import open_case, raise_alarm, resolve
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import add_message, open_conversation
from frontdesk.safety.model import Evidence, Finding
from frontdesk.staff.accounts import add_staff, by_email, change_password
from frontdesk.store.ids import new_id
from frontdesk.store.tables import CannedReply, Conversation, Message, Note, Staff

PASSWORD = "a long sentence to keep 7"
NUMB = "since this morning i cant feel when i wipe and my legs are weak"


def people(session: Session, at: datetime) -> dict[str, Staff]:
    """role -> somebody of it; each signs in with `PASSWORD`."""
    names = {
        "front_desk": "Maria Lopez",
        "clinician": "Dana Okafor",
        "manager": "Ruth Adler",
        "auditor": "Ivo Brandt",
    }
    found = {}
    for role, name in names.items():
        email = f"{role}@lakeshore.example"
        first = add_staff(session, email, role, at, name)
        staff = by_email(session, email)
        assert staff is not None
        change_password(session, staff, first, PASSWORD)
        found[role] = staff
    return found


def morning(session: Session, clinic: Clinic, staff: dict[str, Staff], at: datetime) -> str:
    """Everything; returns the id of the conversation with the alarm."""
    alarm = _alarm(session, clinic, at - timedelta(minutes=2))
    _question(session, at - timedelta(minutes=50), "Do I need an MRI first?", "mri_required")
    _wants_a_person(session, clinic, at - timedelta(hours=4))
    _handled(session, clinic, staff["front_desk"], at - timedelta(days=1, hours=2))
    _unclear(session, at - timedelta(hours=5))
    _booked(session, clinic, at)
    session.add(
        CannedReply(
            id=new_id("canned"),
            title="Bring the disc",
            text="Please bring the disc with your MRI pictures. A copy is fine.",
            staff_id=staff["manager"].id,
            at=at,
        )
    )
    for n in range(24):
        _question(session, at - timedelta(days=n, hours=3), "how much is it", "cost",
                  "sms" if n % 3 == 0 else "web")
    session.flush()
    return alarm


def _web(session: Session, at: datetime, channel: str = "web") -> Conversation:
    more = {"address": "+13125550147"} if channel == "sms" else {}
    return open_conversation(session, channel, at, **more)


def _said(session: Session, conversation: Conversation, text: str, at: datetime) -> Message:
    return add_message(session, conversation, "patient", text, at)


def _answered(
    session: Session, conversation: Conversation, message: Message, key: str, text: str,
    **more: object,
) -> Message:
    message.turn = "answered"
    return add_message(
        session, conversation, "bot", text, message.at + timedelta(seconds=2), response=key,
        reply_to=message.id, delivery="delivered",
        data={"source_line": "our spine page, Common questions", **more},
    )


def _alarm(session: Session, clinic: Clinic, at: datetime) -> str:
    conversation = _web(session, at - timedelta(minutes=6))
    conversation.contact_name, conversation.contact_phone = "Lena Hart", "+13125550133"
    first = _said(session, conversation, "hi, is a herniated disc something you treat?",
                  at - timedelta(minutes=6))
    first.understanding = {"intent": "faq/herniated_disc", "confidence": 0.93}
    _answered(session, conversation, first, "utter_faq/herniated_disc",
              "Yes. Our page lists a herniated disc among what we look at. An MRI comes first.")
    message = _said(session, conversation, NUMB, at)
    message.turn = "flagged"
    start = NUMB.index("cant")
    end = NUMB.index(" and")
    evidence = Evidence(NUMB[start:end], 0, start, end)
    finding = Finding("cauda_equina_signs", "emergency_911_now", "test", (evidence,))
    case = raise_alarm(session, clinic, conversation, message, [finding], [], at)
    case.paged_at, case.told = at + timedelta(seconds=9), "paged"
    conversation.locked_by = case.id
    add_message(
        session, conversation, "bot",
        "This can be an emergency. Call 911 now, or have someone drive you to the nearest ER.",
        at, response="utter_red_flag/cauda_equina_signs", delivery="delivered",
        data={"tier": "emergency_911_now", "case": case.id},
    )
    return conversation.id


def _question(
    session: Session, at: datetime, text: str, key: str, channel: str = "web"
) -> None:
    conversation = _web(session, at, channel)
    message = _said(session, conversation, text, at)
    message.understanding = {"intent": f"faq/{key}", "confidence": 0.88}
    _answered(session, conversation, message, f"utter_faq/{key}", "Here is what our page says.",
              feedback="up" if key == "mri_required" else "")


def _wants_a_person(session: Session, clinic: Clinic, at: datetime) -> None:
    conversation = _web(session, at, "sms")
    message = _said(session, conversation, "can i talk to a real person please", at)
    message.understanding = {"intent": "talk_to_human", "confidence": 0.97}
    open_case(session, clinic, conversation, "talk_to_human", at)
    conversation.contact_name = "Peter Novak"


def _handled(session: Session, clinic: Clinic, staff: Staff, at: datetime) -> None:
    conversation = _web(session, at)
    conversation.contact_name, conversation.contact_phone = "Joan Fisk", "+13125550155"
    _said(session, conversation, "I want to complain about the wait last week", at)
    case = open_case(session, clinic, conversation, "complaint", at)
    later = at + timedelta(minutes=20)
    add_message(session, conversation, "staff", "I am sorry. I will call you today.", later,
                staff_id=staff.id, data={"author_name": staff.name}, delivery="delivered")
    case.first_reply_at = later
    session.add(Note(id=new_id("note"), conversation_id=conversation.id, staff_id=staff.id,
                     at=later, text="Called at noon, will come back on Friday."))
    resolve(session, case, later + timedelta(hours=1), staff.id, "reached")


def _unclear(session: Session, at: datetime) -> None:
    conversation = _web(session, at)
    for text, key in (
        ("do you have a wheelchair ramp at the side door", "utter_not_understood"),
        ("can my dog come along", "utter_out_of_scope"),
    ):
        message = _said(session, conversation, text, at)
        message.understanding = {"intent": None, "confidence": 0.2}
        _answered(session, conversation, message, key, "I am not sure I understood.",
                  feedback="down")


def _booked(session: Session, clinic: Clinic, at: datetime) -> None:
    for n, (name, phone) in enumerate((("Ana Ruiz", "+13125550142"), ("Tom Berg", "+13125550143"))):
        conversation = _web(session, at - timedelta(minutes=30 + n))
        message = _said(session, conversation, "book me please", at - timedelta(minutes=30 + n))
        message.understanding = {"intent": "book_consultation", "confidence": 0.99}
        free = openings(session, clinic, at)
        request = booking.Request(
            conversation_id=conversation.id, opening=free[n * 2], name=name, phone=phone,
            reason="lower back pain", mri="yes", channel="web", key=f"seed-{n}",
        )
        booking.book(session, clinic, request, at)
