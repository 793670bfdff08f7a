"""Who may act on an appointment: its conversation, its number, or a code sent to that number."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from frontdesk.booking.proof import Proofs, TooManyCodes
from frontdesk.conversations.transcript import open_conversation
from frontdesk.store import Store
from frontdesk.store.tables import Appointment, OutboxRow, Proof

NINE = "2026-04-08T09:00:00-05:00|spine_1"
NUMBER = "+13125550142"
PROOFS = Proofs("a key")


@pytest.fixture
def people(
    sqlite_store: Store, now: datetime, talk: Callable[..., str],
    booked: Callable[..., Appointment],
) -> tuple[str, str]:
    """Who booked, and a conversation that did not."""
    mine, other = talk(sqlite_store), talk(sqlite_store)
    with sqlite_store.begin() as session:
        booked(session, mine, NINE, now)
    return mine, other


def _ask(store: Store, who: str, now: datetime, phone: str = NUMBER) -> str | None:
    """The code that was texted, or None."""
    with store.begin() as session:
        PROOFS.send(session, who, phone, lambda code: f"code {code}", now)
    with store.read() as session:
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.created_at)).all()
    found = re.search(r"\d{6}", rows[-1].body["text"]) if rows else None
    return found[0] if found else None


def _acts_on(store: Store, who: str, now: datetime) -> int:
    with store.read() as session:
        return len(PROOFS.appointments(session, who, now))


def test_a_code_that_comes_back_opens_the_appointment_for_an_hour(
    sqlite_store: Store, people: tuple[str, str], now: datetime
) -> None:
    """And only to the conversation that gave it back."""
    mine, other = people
    assert (_acts_on(sqlite_store, mine, now), _acts_on(sqlite_store, other, now)) == (1, 0)
    code = _ask(sqlite_store, other, now)
    assert code is not None
    with sqlite_store.begin() as session:
        assert PROOFS.check(session, other, code, now).proved
    assert _acts_on(sqlite_store, other, now + timedelta(minutes=59)) == 1
    assert _acts_on(sqlite_store, other, now + timedelta(minutes=61)) == 0


def test_neither_the_code_nor_the_number_can_be_read_from_the_proof(
    sqlite_store: Store, people: tuple[str, str], now: datetime
) -> None:
    """Keyed hashes only; the text stands in no transcript."""
    code = _ask(sqlite_store, people[1], now)
    with sqlite_store.read() as session:
        row = session.scalars(select(Proof)).one()
        text = session.scalars(select(OutboxRow)).one()
    assert code and code not in repr(vars(row)) and "5550142" not in repr(vars(row))
    assert (text.address, text.purpose, text.conversation_id) == (NUMBER, "code", None)


def test_three_wrong_tries_or_ten_minutes_void_a_code(
    sqlite_store: Store, people: tuple[str, str], now: datetime
) -> None:
    """Then even the right one opens nothing."""
    _, other = people
    code = _ask(sqlite_store, other, now)
    assert code is not None
    wrong = "000000" if code != "000000" else "111111"
    with sqlite_store.begin() as session:
        seen = [PROOFS.check(session, other, wrong, now).again for _ in range(3)]
        assert seen == [True, True, False]
        assert not PROOFS.check(session, other, code, now).proved
    late = _ask(sqlite_store, other, now + timedelta(minutes=1))
    with sqlite_store.begin() as session:
        assert not PROOFS.check(session, other, late or "", now + timedelta(minutes=11)).proved


def test_a_number_without_an_appointment_gets_no_text_and_proves_nothing(
    sqlite_store: Store, people: tuple[str, str], now: datetime
) -> None:
    """All else is the same, so that nobody learns of a visit by asking."""
    _, other = people
    assert _ask(sqlite_store, other, now, "+13125550199") is None
    with sqlite_store.begin() as session:
        first = PROOFS.check(session, other, "123456", now)
    assert not first.proved and first.again


def test_a_fourth_code_in_an_hour_is_refused_for_talk_and_number(
    sqlite_store: Store, people: tuple[str, str], now: datetime, talk: Callable[..., str]
) -> None:
    """Nobody's telephone is made to ring all day."""
    _, other = people
    for _ in range(3):
        _ask(sqlite_store, other, now)
    for who, phone in ((other, "+13125550177"), (talk(sqlite_store), NUMBER)):
        with pytest.raises(TooManyCodes):
            _ask(sqlite_store, who, now + timedelta(minutes=59), phone)
    assert _ask(sqlite_store, other, now + timedelta(minutes=61))


def test_a_text_from_the_number_needs_no_code(
    sqlite_store: Store, people: tuple[str, str], now: datetime
) -> None:
    """The provider vouches for it; another number sees nothing."""
    with sqlite_store.begin() as session:
        same = open_conversation(session, "sms", now, id="sms-1", address=NUMBER).id
        else_ = open_conversation(session, "sms", now, id="sms-2", address="+13125550155").id
    assert (_acts_on(sqlite_store, same, now), _acts_on(sqlite_store, else_, now)) == (1, 0)
