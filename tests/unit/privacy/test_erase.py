"""Erase, export, keep for a while, forget: over every table of both databases."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from frontdesk import audit, clock
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import open_conversation
from frontdesk.door.engine import EngineGone
from frontdesk.house import House
from frontdesk.people.facts import note_fact
from frontdesk.people.incidents import open_incident
from frontdesk.privacy import retention
from frontdesk.privacy.erase import UnderHold, erase
from frontdesk.privacy.export import export
from frontdesk.privacy.forget import Forgetting
from frontdesk.privacy.places import KEPT, places
from frontdesk.settings import settings
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.tables import (
    Appointment,
    Base,
    Conversation,
    Erasure,
    LegalHold,
    Message,
    Note,
    OutboxRow,
    Presence,
    ReviewedExample,
    Staff,
)
from frontdesk.worker.office import OfficeRounds
from tests import seeded

CANARY = "zebrafinch"


@pytest.fixture
def whole(store: Store, clinic: Clinic, clock_at: Callable[[str], None]) -> str:
    """A conversation that left something in every table that can hold it."""
    clock_at("2026-04-07T10:15:00-05:00")
    at = clock.now()
    with store.begin() as session:
        staff = seeded.people(session, at)["manager"]
        conversation_id = seeded.morning(session, clinic, {"front_desk": staff, "manager": staff},
                                         at)
        conversation = session.get_one(Conversation, conversation_id)
        conversation.contact_name = CANARY
        message = session.scalars(
            select(Message).where(Message.conversation_id == conversation_id)
        ).first()
        assert message is not None
        message.text = f"{CANARY} {message.text}"
        session.add_all(
            (
                Note(id=new_id("note"), conversation_id=conversation_id, staff_id=staff.id, at=at,
                     text=CANARY),
                Presence(conversation_id=conversation_id, staff_id=staff.id, seen_at=at),
                ReviewedExample(id=new_id("example"), message_id=message.id, text=CANARY,
                                intent="faq/cost", staff_id=staff.id, at=at),
                OutboxRow(id=new_id("out"), key=message.id, transport="sms", purpose="reply",
                          conversation_id=conversation_id, message_id=message.id,
                          address="+13125550133", body={"text": CANARY}, created_at=at,
                          next_at=at),
            )
        )
        note_fact(session, conversation_id, "procedure", CANARY, staff.id, at)
        open_incident(session, conversation_id, message.id, staff.id, at)
        audit.record(session, staff.id, "conversation:read", conversation_id, at)
    return conversation_id


def _everything(store: Store) -> str:
    with store.read() as session:
        rows = [
            str(row)
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        ]
    return "\n".join(rows)


def test_after_erasing_no_table_holds_a_word_a_name_or_a_number(store: Store, whole: str) -> None:
    """Searched over every row of every table; the receipt says how much there was."""
    assert CANARY in _everything(store) and "+13125550133" in _everything(store)
    with store.begin() as session:
        receipt = erase(session, whole, "request", None, clock.now())
    left = _everything(store)
    assert CANARY not in left and "+13125550133" not in left and "wipe" not in left
    assert receipt.counts["messages"] == 4 and receipt.counts["cases"] == 1
    for row in left.splitlines():
        if whole in row:
            assert any(mark in row for mark in ("erasure-", "incident-", "conversation:read"))


def test_erasing_leaves_the_record_whole_and_the_words_out_of_search(
    store: Store, whole: str
) -> None:
    """The record holds ids only; the index of SQLite is a table of its own."""
    with store.begin() as session:
        erase(session, whole, "request", None, clock.now())
    with store.read() as session:
        assert audit.verify(session) is None
        if store.is_sqlite:
            words = f"SELECT count(*) FROM search_words WHERE search_words MATCH '{CANARY}'"
            assert session.execute(text(words)).scalar() == 0


def test_other_conversations_stay(store: Store, whole: str) -> None:
    """Nothing else is touched."""
    with store.begin() as session:
        before = session.query(Message).filter(Message.conversation_id != whole).count()
        erase(session, whole, "request", None, clock.now())
        assert session.query(Message).count() == before


def test_a_legal_hold_refuses_the_erasure_until_it_is_lifted(store: Store, whole: str) -> None:
    """Not one row goes."""
    with store.begin() as session:
        staff = session.scalars(select(Staff)).first()
        assert staff is not None
        hold = LegalHold(id="hold-1", conversation_id=whole, reason="a claim", staff_id=staff.id,
                         at=clock.now())
        session.add(hold)
    with pytest.raises(UnderHold), store.begin() as session:
        erase(session, whole, "request", None, clock.now())
    with store.begin() as session:
        assert session.get(Conversation, whole) is not None
        session.get_one(LegalHold, "hold-1").lifted_at = clock.now()
        assert erase(session, whole, "request", None, clock.now()).counts


def test_every_table_with_something_of_a_conversation_is_a_place() -> None:
    """A new table that names people must be found, or be kept on purpose."""
    found = {table.name for table, _ in places("web-1")}
    telling = {"address", "phone", "text", "name", "contact_phone"}
    ours = {"staff", "canned_replies", "consents", "blocks", "clinic_changes"}
    for table in Base.metadata.sorted_tables:
        if telling & set(table.c.keys()) and table.name not in ours:
            assert table.name in found, table.name
    assert found.isdisjoint(KEPT)


def test_the_export_holds_everything_that_was_written_and_no_markup_of_it(
    store: Store, clinic: Clinic, whole: str
) -> None:
    """JSON for machines, a page for people; what they wrote stays text."""
    with store.begin() as session:
        message = session.scalars(
            select(Message).where(Message.conversation_id == whole)
        ).first()
        assert message is not None
        message.text = "<script>alert(1)</script>"
    with store.read() as session:
        files = export(session, clinic, whole, clock.now())
    page = next(c for n, c in files.items() if n.endswith(".html")).decode()
    tables = json.loads(next(c for n, c in files.items() if n.endswith(".json")))["tables"]
    assert len(tables["messages"]) == 4 and tables["person_facts"][0]["value"] == CANARY
    assert "<script>" not in page and "&lt;script&gt;" in page and "Call 911 now" in page


def test_what_is_past_its_time_goes_and_what_is_in_care_stays(
    store: Store, clinic: Clinic, whole: str
) -> None:
    """A year for an anonymous question, ten for somebody's care; the receipt says why."""
    with store.read() as session:
        before = session.query(Conversation).count()
        assert retention.due(session, clinic, clock.now()) == []
    later = clock.now() + timedelta(days=clinic.retention.anonymous_days + 40)
    done = retention.run(store, clinic, later)
    assert done.erased > retention.BATCH and done.after is None
    with store.read() as session:
        left = session.scalars(select(Conversation.id)).all()
        booked = session.scalars(select(Appointment.conversation_id)).all()
        reasons = set(session.scalars(select(Erasure.reason)))
    assert whole in left and set(booked) <= set(left) and len(left) < before
    assert reasons == {"retention"}


def test_what_is_past_its_time_goes_in_stretches_and_each_by_itself(
    store: Store, clinic: Clinic
) -> None:
    """A stretch that is over goes on where it was; one that is kept meanwhile holds up no other."""
    old = clock.now() - timedelta(days=clinic.retention.anonymous_days + 1)
    with store.begin() as session:
        all_ids = [open_conversation(session, "web", old + timedelta(seconds=n)).id
                   for n in range(retention.BATCH + 5)]
    after, erased = None, 0
    for _ in range(3):
        done = retention.run(store, clinic, clock.now(), after, seconds=0)
        after, erased = done.after, erased + done.erased
    assert (erased, after and after[1]) == (3, all_ids[2])
    with store.begin() as session:
        manager = seeded.people(session, clock.now())["manager"]
        session.add(LegalHold(id=new_id("hold"), conversation_id=all_ids[3], reason="a letter",
                              staff_id=manager.id, at=clock.now()))
    assert retention._erased(store, all_ids[3], clock.now()) == 0
    rest = retention.run(store, clinic, clock.now(), after, seconds=60)
    assert (rest.erased, rest.after) == (len(all_ids) - 4, None)
    with store.read() as session:
        assert session.scalars(select(Conversation.id)).all() == [all_ids[3]]


def test_a_backlog_goes_on_every_round_and_then_rests_for_an_hour(
    sqlite_store: Store, clinic: Clinic, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Thousands a day, not twenty an hour; and no look at what is kept twice a minute."""
    passes: list[object] = []
    backlog = [retention.Stretch(160, (clock.now(), "web-1")), retention.Stretch(3, None)]

    def run(_store: Store, _clinic: Clinic, _at: datetime, after: object) -> retention.Stretch:
        passes.append(after)
        return backlog[len(passes) - 1]

    monkeypatch.setattr(retention, "run", run)
    office = OfficeRounds(House(settings()))
    for _ in range(4):
        office.retention(clock.now())
    assert passes == [None, backlog[0].after]


class _Engine:
    def __init__(self, gone: bool = False) -> None:
        self.gone, self.forgot = gone, []  # type: tuple[bool, list[str]]

    async def forget(self, conversation: str) -> None:
        """Remember who was to be forgotten."""
        if self.gone:
            raise EngineGone("unreachable")
        self.forgot.append(conversation)


async def test_the_engine_is_asked_to_forget_until_it_has(store: Store, whole: str) -> None:
    """While it is away nothing is lost; afterwards it is asked no more."""
    with store.begin() as session:
        erase(session, whole, "request", None, clock.now())
    assert await Forgetting(store, _Engine(gone=True)).round(clock.now()) == 0
    engine = _Engine()
    assert await Forgetting(store, engine).round(clock.now()) == 1
    assert engine.forgot == [whole]
    assert await Forgetting(store, engine).round(clock.now()) == 0
