"""Who left is texted once, at a number they showed to be theirs; the link works once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.clinic import Clinic
from frontdesk.conversations import consent, ownership
from frontdesk.conversations.transcript import locked_conversation, open_conversation
from frontdesk.house import House
from frontdesk.privacy.erase import erase
from frontdesk.promises import text_back
from frontdesk.promises.links import make_link, use_link
from frontdesk.promises.text_back import NoNumber, TextBacks, TooManyCodes
from frontdesk.promises.unseen import Unseen
from frontdesk.staff.accounts import add_staff
from frontdesk.store import Store
from frontdesk.store.ids import phone_hash
from frontdesk.store.tables import Message, OutboxRow, ResumeLink, Staff, TextBack

NUMBER, KEY, BASE = "+13125550142", "key-of-the-tests", "https://desk.example"
BROWSER = "a-browser-of-its-own"


@pytest.fixture
def backs(house: House, clock_at: Callable[[str], None]) -> TextBacks:
    """On a Tuesday morning, with texts."""
    clock_at("2026-04-07T10:15:00-05:00")
    return TextBacks(house.speaker, KEY, texts=True)


@pytest.fixture
def talk(store: Store, house: House, backs: TextBacks) -> str:
    """A conversation that staff own."""
    with store.begin() as session:
        talk = open_conversation(session, "web", clock.now())
        add_staff(session, "m.ortiz@example.org", "front_desk", clock.now(), "Maria Ortiz")
        staff = session.scalars(select(Staff)).one()
        ownership.take(session, house.speaker, talk.id, staff, clock.now())
        return talk.id


def _answer(store: Store, house: House, talk: str, text: str = "Dr. Lee says yes.") -> Message:
    with store.begin() as session:
        staff = session.scalars(select(Staff)).one()
        return ownership.reply(session, house.speaker, talk, staff, text, clock.now())


def _texts(store: Store, purpose: str) -> list[OutboxRow]:
    with store.read() as session:
        query = select(OutboxRow).where(OutboxRow.purpose == purpose)
        return list(session.scalars(query.order_by(OutboxRow.created_at)))


def _code(store: Store) -> str:
    found = re.search(r"\b\d{6}\b", _texts(store, "code")[-1].body["text"])
    assert found
    return found[0]


def _agree(store: Store, backs: TextBacks, talk: str) -> None:
    with store.begin() as session:
        backs.ask(session, talk, "312-555-0142", clock.now())
    with store.begin() as session:
        assert backs.prove(session, talk, _code(store), clock.now())


def _later(store: Store, house: House, by: str = "+3m") -> int:
    clock.turn(by)
    return Unseen(store, house.speaker, BASE).round(clock.now())


def _token(row: OutboxRow) -> str:
    found = re.search(r"#resume=([\w-]+)", row.body["text"])
    assert found
    return found[1]


def test_who_left_is_texted_once_with_a_link_and_nothing_of_their_health(
    store: Store, house: House, backs: TextBacks, talk: str
) -> None:
    """However much staff write meanwhile."""
    _agree(store, backs, talk)
    _answer(store, house, talk)
    assert _later(store, house, "+1m") == 0
    _answer(store, house, talk, "And bring your scan.")
    assert _later(store, house) == 1
    _answer(store, house, talk, "Are you there?")
    assert _later(store, house) == 0
    [row] = _texts(store, "text_back")
    assert (row.address, row.transport, row.conversation_id) == (NUMBER, "sms", talk)
    assert f"{BASE}/chat#resume=" in row.body["text"] and "STOP" in row.body["text"]
    assert not re.search(r"Lee|scan|spinal|pain|Ortiz", row.body["text"])


def test_who_saw_the_answer_gets_no_text(
    store: Store, house: House, backs: TextBacks, talk: str
) -> None:
    """And what has not left yet is taken back when they come."""
    _agree(store, backs, talk)
    seen = _answer(store, house, talk)
    with store.begin() as session:
        session.get_one(Message, seen.id).delivery = "delivered"
    assert _later(store, house) == 0
    _answer(store, house, talk)
    assert _later(store, house) == 1
    with store.begin() as session:
        text_back.withdraw(session, talk)
    assert [r.state for r in _texts(store, "text_back")] == ["unsent"]


def test_who_came_back_and_left_again_is_texted_again(
    store: Store, house: House, backs: TextBacks, talk: str
) -> None:
    """Once for each time they leave."""
    _agree(store, backs, talk)
    first = _answer(store, house, talk)
    assert _later(store, house) == 1
    with store.begin() as session:
        session.get_one(Message, first.id).delivery = "delivered"
    _answer(store, house, talk)
    assert _later(store, house) == 1
    assert len({_token(r) for r in _texts(store, "text_back")}) == 2


def test_without_the_code_nothing_is_texted(
    store: Store, house: House, backs: TextBacks, talk: str
) -> None:
    """A mistyped number gets a code, and never a link."""
    with store.begin() as session:
        backs.ask(session, talk, "312 555 0142", clock.now())
    wrong = "111111" if _code(store) == "000000" else "000000"
    for _ in range(3):
        with store.begin() as session:
            assert not backs.prove(session, talk, wrong, clock.now())
    with store.begin() as session:
        assert not backs.prove(session, talk, _code(store), clock.now())
    _answer(store, house, talk)
    assert _later(store, house) == 0


def test_a_code_is_void_after_ten_minutes(store: Store, backs: TextBacks, talk: str) -> None:
    """Whoever finds it later has nothing of it."""
    with store.begin() as session:
        backs.ask(session, talk, "312-555-0142", clock.now())
    clock.turn("+11m")
    with store.begin() as session:
        assert not backs.prove(session, talk, _code(store), clock.now())


def test_nobody_has_strangers_flooded_with_codes(
    store: Store, backs: TextBacks, talk: str
) -> None:
    """Three an hour to a number, whatever conversation asks."""
    for _ in range(3):
        with store.begin() as session:
            backs.ask(session, talk, "312-555-0142", clock.now())
    with store.begin() as session:
        another = open_conversation(session, "web", clock.now()).id
    for asking in (talk, another):
        with pytest.raises(TooManyCodes), store.begin() as session:
            backs.ask(session, asking, "312-555-0142", clock.now())
    assert len(_texts(store, "code")) == 3


def test_what_is_no_number_is_refused(store: Store, backs: TextBacks, talk: str) -> None:
    """Before anything is written."""
    with pytest.raises(NoNumber), store.begin() as session:
        backs.ask(session, talk, "my usual one", clock.now())
    assert _texts(store, "code") == []


def test_the_yes_is_kept_with_its_wording_and_a_stop_still_holds(
    store: Store, backs: TextBacks, talk: str
) -> None:
    """The chat can not undo what was said by text."""
    number = phone_hash(NUMBER, KEY)
    with store.begin() as session:
        consent.note(session, number, "opted_out", clock.now(), source="text")
    _agree(store, backs, talk)
    with store.read() as session:
        last = consent.record(session, number)[-1]
        assert (last.kind, last.source) == ("given", "web") and "STOP" in (last.wording or "")
        assert consent.standing(session, number).stopped == "opted_out"


def test_who_wants_no_text_after_all_gets_none(
    store: Store, house: House, backs: TextBacks, talk: str
) -> None:
    """Nor does one who is afraid of who reads along."""
    _agree(store, backs, talk)
    _answer(store, house, talk)
    with store.begin() as session:
        text_back.end(session, talk)
    assert _later(store, house) == 0
    _agree(store, backs, talk)
    with store.begin() as session:
        locked_conversation(session, talk).silent = True
    assert _later(store, house) == 0


def _link(store: Store, talk: str) -> str:
    with store.begin() as session:
        conversation = locked_conversation(session, talk)
        return make_link(session, conversation, BASE, clock.now()).split("=")[1]


def _use(store: Store, token: str, browser: str = BROWSER) -> str | None:
    with store.begin() as session:
        found = use_link(session, token, browser, clock.now())
        return found.id if found else None


def test_a_link_opens_its_conversation_once(store: Store, talk: str) -> None:
    """The browser that used it may repeat it: its answer may have been lost."""
    token = _link(store, talk)
    assert _use(store, token) == talk
    assert _use(store, token, "another-browser-here") is None
    assert _use(store, token) == talk
    clock.turn("+11m")
    assert _use(store, token) is None


def test_a_link_that_is_old_forged_or_of_a_cleared_chat_opens_nothing(
    store: Store, talk: str
) -> None:
    """And the store holds nothing from which one could be made."""
    token, cleared = _link(store, talk), _link(store, talk)
    with store.read() as session:
        ids = session.scalars(select(ResumeLink.id)).all()
    assert not any(token in i or cleared in i for i in ids)
    assert _use(store, ids[0]) is None and _use(store, token[:-1] + "x") is None
    with store.begin() as session:
        locked_conversation(session, talk).epoch += 1
    assert _use(store, cleared) is None
    fresh = _link(store, talk)
    clock.set_to((clock.now() + timedelta(days=2, seconds=1)).isoformat())
    assert _use(store, fresh) is None


def test_the_text_fits_into_two_parts(store: Store, house: House, clinic: Clinic) -> None:
    """With the longest address one would give a desk."""
    link = "https://chat.a-rather-long-name-of-a-clinic.example.org/chat#resume=" + "x" * 22
    values = {"resume_link": link}
    for language in ("en", "es"):
        said = house.speaker.render("utter_text_back", "sms", clock.now(), language, values)
        assert len(said.text) <= 306 and link in said.text


def test_erasing_a_conversation_takes_the_number_along(
    store: Store, backs: TextBacks, talk: str
) -> None:
    """The links too."""
    _agree(store, backs, talk)
    _link(store, talk)
    with store.begin() as session:
        erase(session, talk, "request", None, clock.now())
    with store.read() as session:
        assert session.scalars(select(TextBack)).all() == []
        assert session.scalars(select(ResumeLink)).all() == []
