"""A visitor who waits for a person: told by when, texted when gone, back by the link."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from frontdesk import clock
from frontdesk.cases.cases import open_case
from frontdesk.conversations import ownership
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.house import House
from frontdesk.promises import text_back
from frontdesk.promises.unseen import Unseen
from frontdesk.settings import settings
from frontdesk.staff.accounts import add_staff
from frontdesk.store import Store
from frontdesk.store.tables import Conversation, Message, OutboxRow, Presence, Staff
from tests.unit.channels.web.conftest import Web
from tests.visitor import Visitor


@pytest.fixture(autouse=True)
def texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clinic has a number for texts, and it is Tuesday morning."""
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC-of-the-tests")
    monkeypatch.setenv("TWILIO_NUMBER", "+13125550199")
    settings.cache_clear()
    clock.set_to("2026-04-07T10:15:00-05:00")


def _talk(store: Store) -> str:
    with store.read() as session:
        return session.scalars(select(Conversation.id)).one()


def _promise(web: Web, house: House) -> None:
    with web.store.begin() as session:
        talk = locked_conversation(session, _talk(web.store))
        open_case(session, house.clinic, talk, "talk_to_human", clock.now())


def _staff_takes(web: Web, house: House) -> Staff:
    with web.store.begin() as session:
        add_staff(session, "m.ortiz@example.org", "front_desk", clock.now(), "Maria Ortiz")
        staff = session.scalars(select(Staff)).one()
        ownership.take(session, house.speaker, _talk(web.store), staff, clock.now())
        return staff


def _staff_writes(web: Web, house: House, staff: Staff, text: str) -> None:
    with web.store.begin() as session:
        ownership.reply(session, house.speaker, _talk(web.store), staff, text, clock.now())


def _texted(store: Store, purpose: str, pattern: str) -> str:
    with store.read() as session:
        query = select(OutboxRow.body).where(OutboxRow.purpose == purpose)
        body = session.scalars(query.order_by(OutboxRow.created_at.desc())).first() or {}
    found = re.search(pattern, body.get("text", ""))
    assert found, body
    return found[1]


async def _agree(web: Web, visitor: Visitor) -> None:
    assert (await visitor.ask("text_me", {"phone": "(312) 555-0142"}))["ok"]
    code = _texted(web.store, "code", r"(\d{6})")
    assert (await visitor.ask("text_me_code", {"code": f" {code[:3]} {code[3:]} "}))["ok"]


async def test_who_asked_for_a_person_is_told_by_when(web: Web, house: House) -> None:
    """And that a text can tell of the answer."""
    async with Visitor(web.url) as visitor:
        await visitor.writes_and_hears("can somebody call me", "utter_faq/mri_required")
        assert "waiting" in visitor.status and not visitor.status["waiting"]
        _promise(web, house)
        told = await visitor.is_told(lambda s: s.get("waiting"))
        assert told["reply_by"] == "2:15 pm CT today"
        assert told["text_back"] == {"state": "offered"}
        await _agree(web, visitor)
        await visitor.is_told(lambda s: s["text_back"] == {"state": "agreed", "number": "0142"})
        assert (await visitor.ask("text_me_stop"))["ok"]
        await visitor.is_told(lambda s: s["text_back"] == {"state": "offered"})


async def test_a_member_of_staff_who_writes_is_seen_to_write(web: Web, house: House) -> None:
    """The one who answers; not another who looks on."""
    async with Visitor(web.url) as visitor:
        await visitor.writes_and_hears("hello", "utter_faq/mri_required")
        staff = _staff_takes(web, house)
        await visitor.is_told(lambda s: s["owner"] == "staff")
        with web.store.begin() as session:
            at = clock.now()
            here = {"conversation_id": _talk(web.store), "staff_id": staff.id}
            session.add(Presence(**here, seen_at=at, typed_at=at))
        await visitor.sees_typing("staff")


async def test_who_left_comes_back_by_the_link_on_another_device(web: Web, house: House) -> None:
    """With the whole conversation; the link then opens nothing more."""
    async with Visitor(web.url) as visitor:
        await visitor.writes_and_hears("hello", "utter_faq/mri_required")
        staff = _staff_takes(web, house)
        await _agree(web, visitor)
    _staff_writes(web, house, staff, "Yes, bring the old scan.")
    clock.turn("+3m")
    assert Unseen(web.store, house.speaker, web.url).round(clock.now()) == 1
    token = _texted(web.store, "text_back", r"#resume=([\w-]+)")
    phone = Visitor(web.url, link=token)
    await phone.connect()
    lines = (await phone.ask("history", {"after": 0}))["messages"]
    assert lines[-1]["text"] == "Yes, bring the old scan."
    await phone.ask("seen", {"seq": lines[-1]["seq"]})
    with web.store.read() as session:
        newest = select(Message).where(Message.author == "staff")
        assert session.scalars(newest).one().delivery == "delivered"
    stranger = Visitor(web.url, link=token)
    await stranger.connect()
    assert stranger.receipt["error"]["code"] == "link_used" and stranger.token is None
    assert (await stranger.ask("history", {"after": 0}))["ok"] is False
    for client in (phone, stranger):
        await client.disconnect()


async def test_what_is_no_link_opens_nothing(web: Web) -> None:
    """It is refused; no new chat begins unasked either."""
    async with Visitor(web.url) as visitor:
        odd = {"token": "\ud83d" * 22, "browser": "b" * 22}
        for resume in ("x", 7, [], {"token": "x" * 22}, {"token": "x" * 22, "browser": {}}, odd):
            told = await visitor.ask("session_request", {"resume": resume})
            assert told["error"]["code"] == "link_used", resume


async def test_what_is_no_number_is_refused_in_words(web: Web) -> None:
    """And nothing is texted."""
    async with Visitor(web.url) as visitor:
        for data in (None, 7, {"phone": 7}, {"phone": "1" * 41}, {"phone": "hello"}):
            refused = await visitor.ask("text_me", data)
            assert refused["ok"] is False and refused["error"]["message"], data
    with web.store.read() as session:
        assert session.scalars(select(OutboxRow)).all() == []


@pytest.mark.parametrize(
    "number", ["+7 999 123 45 67", "+44 7911 123456", "876-555-0142", "1-900-234-5678"]
)
async def test_no_code_goes_abroad_or_to_a_number_of_premium_rate(web: Web, number: str) -> None:
    """Somebody would earn by each."""
    async with Visitor(web.url) as visitor:
        refused = await visitor.ask("text_me", {"phone": number})
        assert refused["error"]["code"] == "too_many_codes"
    with web.store.read() as session:
        assert session.scalars(select(OutboxRow)).all() == []


async def test_one_address_and_all_of_them_get_so_many_codes_and_no_more(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many chats are begun for it, and whatever numbers they name."""
    monkeypatch.setattr(text_back, "CODES_OF_ALL", 3)
    told = []
    for n in range(22):
        async with Visitor(web.url) as visitor:
            asked = await visitor.ask("text_me", {"phone": f"312-555-01{n:02d}"})
            told.append(asked["ok"])
    assert told == [True] * 3 + [False] * 19
    with web.store.begin() as session:
        session.execute(update(OutboxRow).values(created_at=clock.now() - timedelta(hours=2)))
    async with Visitor(web.url) as visitor:
        refused = await visitor.ask("text_me", {"phone": "312-555-0180"})
    assert refused["error"]["code"] == "too_many_codes"


async def test_clearing_the_chat_ends_the_texts_and_the_links(web: Web, house: House) -> None:
    """Whoever had the number has nothing more of it."""
    async with Visitor(web.url) as visitor:
        await visitor.writes_and_hears("hello", "utter_faq/mri_required")
        staff = _staff_takes(web, house)
        await _agree(web, visitor)
        _staff_writes(web, house, staff, "Hello.")
        clock.turn("+3m")
        Unseen(web.store, house.speaker, web.url).round(clock.now())
        token = _texted(web.store, "text_back", r"#resume=([\w-]+)")
        await visitor.ask("clear")
    with web.store.read() as session:
        row = session.scalars(select(OutboxRow).where(OutboxRow.purpose == "text_back")).one()
        assert row.state == "unsent"
    late = Visitor(web.url, link=token)
    await late.connect()
    assert late.receipt["error"]["code"] == "link_used"
    await late.disconnect()
