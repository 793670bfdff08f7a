"""What an attacker tries: words that run, forged forms, stolen and planted sessions, guesses."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import String, select
from sqlalchemy.orm import Session

from frontdesk import clock
from frontdesk.clinic import Clinic
from frontdesk.console.routes import ROUTES, Route
from frontdesk.staff import lockout
from frontdesk.staff.accounts import by_email
from frontdesk.staff.roles import PUBLIC
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.tables import (
    AnswerReview,
    Appointment,
    Block,
    CannedReply,
    Case,
    Conversation,
    LegalHold,
    Message,
    Note,
    PersonFact,
    ReviewedExample,
    Staff,
    StaffSession,
)
from tests import seeded

_MANAGER = "manager@lakeshore.example"
EVIL = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>"
MARK = re.compile(r"<img src=x|<script>alert|\"'>")
_NO_PAGES = ("/live", "/static/<name:str>", "/health/live", "/health/ready")
#: free text of people, by table
_WRITTEN: dict[type[Any], tuple[str, ...]] = {
    Conversation: ("contact_name", "contact_phone", "contact_time"),
    Message: ("text",),
    Appointment: ("name", "phone", "reason", "mri", "for_whom"),
    CannedReply: ("title", "text"),
    Note: ("text",),
    PersonFact: ("value",),
    LegalHold: ("reason",),
    ReviewedExample: ("text", "topic"),
    Block: ("note",),
    Staff: ("name",),
    StaffSession: ("device",),
}


@pytest.fixture
def poisoned(sqlite_store: Store, clinic: Clinic, people: dict[str, str]) -> dict[str, str]:
    """A morning in which everybody wrote markup; the ids a route may ask for."""
    at = clock.now()
    with sqlite_store.begin() as session:
        staff = by_email(session, "front_desk@lakeshore.example")
        assert staff is not None
        alarm = seeded.morning(session, clinic, {"front_desk": staff, "manager": staff}, at)
        _more(session, alarm, staff, at)
        for table, fields in _WRITTEN.items():
            for row in session.scalars(select(table)):
                for name in fields:
                    setattr(row, name, EVIL)
        for message in session.scalars(select(Message)):
            message.data = {**message.data, "source_line": EVIL, "buttons": [{"title": EVIL}]}
            if message.understanding:
                message.understanding = {"intent": EVIL, "confidence": 0.5}
        ids = {
            "conversation_id": alarm,
            "message_id": str(session.scalars(select(Message.id)).first()),
        }
    return ids


def _more(session: Session, conversation: str, staff: Staff, at: Any) -> None:
    common = {"conversation_id": conversation, "staff_id": staff.id, "at": at}
    session.add(PersonFact(id=new_id("fact"), name="procedure", value="x", **common))
    session.add(LegalHold(id=new_id("hold"), reason="x", **common))
    session.add(
        ReviewedExample(id=new_id("example"), text="x", topic="x", staff_id=staff.id, at=at)
    )
    session.add(
        AnswerReview(id=new_id("review"), key="utter_faq/cost", wording_hash="x",
                     staff_id=staff.id, at=at, due=date(2027, 1, 1))
    )
    session.add(
        Block(id=new_id("block"), provider_id="spine_1", starts=at, ends=at + timedelta(hours=1),
              note="x", source="staff", staff_id=staff.id)
    )
    visit = session.scalars(select(Appointment)).first()
    assert visit is not None
    visit.state = "requested"


def _filled(route: Route, ids: dict[str, str]) -> str:
    return re.sub(r"<(\w+):str>", lambda m: ids.get(m.group(1), "cost"), route.path)


def test_every_free_text_column_is_poisoned_above() -> None:
    """A new one in these tables has to be added, or be known to hold nobody's words."""
    ours = {
        "id", "channel", "state", "kind", "author", "turn", "delivery", "language", "response",
        "payload", "channel_id", "reply_to", "conversation_id", "staff_id", "owner_id",
        "locked_by", "asks_safety", "origin", "address", "provider_id", "message_id", "intent",
        "email", "role", "password_hash", "totp_key", "csrf", "source",
    }
    for table, fields in _WRITTEN.items():
        texts = {c.name for c in table.__table__.columns if isinstance(c.type, String)}
        assert texts - ours - set(fields) <= {"name"}, table.__name__


async def test_what_people_write_runs_on_no_page(
    signed_in: Any, poisoned: dict[str, str]
) -> None:
    """Each route that answers a page; what staff wrote is as hostile as what patients write."""
    browser = await signed_in("manager")
    shown = 0
    for route in ROUTES:
        if route.method != "GET" or route.path in _NO_PAGES or route.path.endswith(".csv"):
            continue
        text = (await browser.get(_filled(route, poisoned))).text
        if route.path.endswith("/news"):
            parts = json.loads(text)
            text = " ".join([*(m["html"] for m in parts["messages"]), *parts["parts"].values()])
        assert not MARK.search(text), route.path
        shown += "&lt;img src=x" in text
    assert shown >= 8
    found = (await browser.post("/search", {"wanted": "onerror"})).text
    assert "onerror" in found and not MARK.search(found)


async def test_no_form_is_taken_without_the_token_of_its_page(
    signed_in: Any, open_browser: Callable[[], Any], alarm: Case
) -> None:
    """Every route that changes something, also those before one is signed in."""
    ids = {"case_id": alarm.id, "conversation_id": alarm.conversation_id}
    manager, nobody = await signed_in("manager"), open_browser()
    for route in (r for r in ROUTES if r.method == "POST"):
        browser = nobody if route.permission == PUBLIC else manager
        for token in ("", "x" * 32):
            browser.csrf = token
            answer = await browser.post(_filled(route, ids))
            assert answer.status_code == 403, route.path


async def test_a_session_planted_before_signing_in_is_worth_nothing(
    open_browser: Callable[[], Any], people: dict[str, str]
) -> None:
    """Signing in gives a new one; the planted one stays nobody's."""
    victim, attacker = open_browser(), open_browser()
    for browser in (victim, attacker):
        browser.client.cookies.set("frontdesk_session", "planted")
    await victim.sign_in("front_desk@lakeshore.example", people["front_desk"])
    kept = [c.value for c in victim.client.cookies.jar if c.name == "frontdesk_session"]
    assert any(value != "planted" for value in kept)
    assert (await attacker.get("/")).headers["location"] == "/sign-in"


@pytest.mark.parametrize(
    "place", ["https://evil.example", "//evil.example", "/\\evil.example", "/\tx", "javascript:x"]
)
async def test_a_code_leads_to_no_other_site(signed_in: Any, place: str) -> None:
    """Where to go after the code is ours, or the queue."""
    browser = await signed_in("front_desk")
    page = await browser.get("/code")
    assert page.headers.get("location", "/") == "/"
    answer = await browser.post("/code", {"code": "000000", "next": place})
    assert place not in answer.text and "evil" not in answer.headers.get("location", "")


async def test_guessing_a_password_while_signed_in_ends_the_session(
    signed_in: Any, sqlite_store: Store
) -> None:
    """Whoever finds an open browser gets ten guesses; then the account rests."""
    browser = await signed_in("front_desk")
    new = {"new": "a quite new passphrase", "again": "a quite new passphrase"}
    for n in range(10):
        answer = await browser.post("/password", {"old": f"guess {n}", **new})
        assert answer.status_code == 400
    assert (await browser.get("/")).headers["location"] == "/sign-in"
    with sqlite_store.read() as session:
        staff = by_email(session, "front_desk@lakeshore.example")
        assert staff is not None and staff.locked_until is not None


async def test_guessing_to_take_the_code_off_ends_the_session_too(signed_in: Any) -> None:
    """The other form that asks for the password."""
    browser = await signed_in("front_desk")
    for n in range(10):
        await browser.post("/second-factor/remove", {"password": f"guess {n}"})
    assert (await browser.get("/")).headers["location"] == "/sign-in"


async def test_a_name_that_a_spreadsheet_would_run_is_only_text_in_the_record(
    signed_in: Any, sqlite_store: Store
) -> None:
    """Nothing of the file begins with a sign of a formula."""
    browser = await signed_in("manager")
    with sqlite_store.begin() as session:
        staff = by_email(session, "manager@lakeshore.example")
        assert staff is not None
        staff.name = '=cmd|"/c calc"!A1'
    await browser.get("/clinic")
    text = (await browser.get("/record.csv")).text
    assert "'=cmd" in text
    assert not re.search(r'(^|,)"?[=+@]', text, re.MULTILINE)


async def test_cookies_and_tokens_of_any_bytes_open_nothing_and_break_nothing(
    address: str,
) -> None:
    """What is no text is no session; nobody sees a fault of ours."""
    odd = b"\xff\xfe\x80"
    async with httpx.AsyncClient(base_url=address) as client:
        for name in (b"frontdesk_session=", b"frontdesk_form="):
            headers = {b"Cookie": name + odd, b"X-CSRF-Token": odd, b"Authorization": odd}
            assert (await client.get("/", headers=headers)).status_code == 302
            assert (await client.get("/metrics", headers=headers)).status_code == 404
            answer = await client.post("/sign-in", headers=headers, data={"email": "a@b.c"})
            assert answer.status_code in (401, 403)


async def test_a_hundred_passwords_at_once_are_no_more_tries_than_one_after_the_other(
    open_browser: Callable[[], Any], people: dict[str, str], sqlite_store: Store
) -> None:
    """Five are compared; after them the right one opens nothing either."""
    browser = open_browser()
    await browser.get("/sign-in")
    forms = [{"email": _MANAGER, "password": f"wrong password {n}"} for n in range(60)]
    answers = await asyncio.gather(*(browser.post("/sign-in", form) for form in forms))
    codes = [answer.status_code for answer in answers]
    assert codes.count(401) == 5 and codes.count(429) == 55
    right = {"email": _MANAGER, "password": people["manager"]}
    assert (await browser.post("/sign-in", right)).status_code == 429


async def test_guessing_the_password_again_all_at_once_ends_the_session_too(
    signed_in: Any, people: dict[str, str], sqlite_store: Store
) -> None:
    """At an open browser that somebody left; the right one comes too late then."""
    browser = await signed_in("front_desk")
    new = {"new": "a quite new passphrase 7", "again": "a quite new passphrase 7"}
    forms = [{"old": f"wrong {n}", **new} for n in range(30)]
    answers = await asyncio.gather(*(browser.post("/password", form) for form in forms))
    assert [a.status_code for a in answers].count(401) == 30 - lockout.MOST
    late = await browser.post("/password", {"old": people["front_desk"], **new})
    assert late.status_code == 401
    with sqlite_store.read() as session:
        assert session.scalars(select(StaffSession)).all() == []
