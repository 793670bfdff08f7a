"""Names, numbers and addresses in the database: unreadable there, plain to the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Text, cast, select, update

from frontdesk import clock
from frontdesk.sealed import CannotOpen, field_seal
from frontdesk.settings import settings
from frontdesk.store import Store
from frontdesk.store.rotate import sealed_columns
from frontdesk.store.tables import Appointment, Base, Conversation, OutboxRow, Staff
from frontdesk.store.tables.sealed import AnySealed, NotAskable
from tests.filled import fill

NUMBER, NAME = "+13125550142", "Ana Ruiz"
#: what people and staff wrote to each other, and what was heard in it: on the encrypted volume
TEXTS = {("messages", c) for c in ("text", "payload", "data", "understanding")} | {
    ("notes", "text"), ("findings", "evidence"), ("reviewed_examples", "text"),
    ("reviewed_examples", "topic"), ("canned_replies", "text"), ("canned_replies", "title"),
    ("consents", "wording"), ("incidents", "channel"),
}


@pytest.fixture
def people(store: Store) -> Store:
    """Two conversations of one number."""
    at = clock.now()
    with store.begin() as session:
        for n in ("1", "2"):
            session.add(Conversation(id=f"sms-{n}", channel="sms", opened_at=at, last_at=at,
                                     address=NUMBER, contact_name=NAME))
    return store


def _kept(store: Store, column: str) -> list[str]:
    with store.read() as session:
        return list(session.scalars(select(cast(Conversation.__table__.c[column], Text))))


def test_a_name_lies_there_in_other_letters_each_time_and_a_number_in_the_same(
    people: Store,
) -> None:
    """Neither can be read; of a number one sees that two rows share it."""
    names, numbers = _kept(people, "contact_name"), _kept(people, "address")
    assert len(set(names)) == 2 and len(set(numbers)) == 1
    assert not any(NAME in n or NUMBER[-7:] in n for n in names + numbers)
    with people.read() as session:
        found = session.scalars(select(Conversation).where(Conversation.address == NUMBER)).all()
        assert [c.contact_name for c in found] == [NAME, NAME]


def test_a_number_is_found_among_several_and_not_under_another(people: Store) -> None:
    """`==`, `in_`, `is_not`, and an update that asks for it."""
    address = Conversation.address
    with people.begin() as session:
        for asked, count in (
            (address == NUMBER, 2), (address == "+13125550199", 0),
            (address.in_({NUMBER, "+13125550199"}), 2), (address.in_([]), 0),
            (address.is_not(None), 2), (address == None, 0),  # noqa: E711
        ):
            assert len(session.scalars(select(Conversation).where(asked)).all()) == count
        done = session.execute(update(Conversation).where(address == NUMBER).values(epoch=3))
        assert done.rowcount == 2


@pytest.mark.parametrize(
    "ask",
    [
        lambda c: c.contact_name == NAME, lambda c: c.contact_name.icontains("ruiz"),
        lambda c: c.address.contains("0142"), lambda c: c.address.desc(), lambda c: c.address < "a",
        lambda c: c.address != NUMBER,
    ],
)
def test_what_the_database_could_only_answer_wrongly_is_refused(ask: object) -> None:
    """At once, not by finding nobody."""
    with pytest.raises(NotAskable):
        ask(Conversation)  # type: ignore[operator]


def test_what_was_sealed_for_one_column_opens_in_no_other(people: Store) -> None:
    """A number can not be moved to where another person would be texted."""
    kept = _kept(people, "address")[0]
    with people.begin() as session:
        moved = f"UPDATE conversations SET contact_phone = '{kept}' WHERE id = 'sms-1'"
        session.connection().exec_driver_sql(moved)
    with pytest.raises(CannotOpen, match="conversations.contact_phone"), people.read() as session:
        session.get(Conversation, "sms-1")


def test_every_sealed_column_names_its_own_place() -> None:
    """A wrong name would open too, and protect from nothing."""
    for table, columns in sealed_columns().items():
        for column in columns:
            if isinstance(column.type, AnySealed):
                assert column.type.place == f"{table.name}.{column.name}"


def test_every_text_and_json_column_is_sealed_or_known_to_hold_no_person() -> None:
    """A new column is sealed, or it is listed here with everything else that is not."""
    telling = ("name", "phone", "address", "email", "reason", "note", "details", "draft", "body",
               "text", "value", "contact", "for_whom", "payload", "title", "topic", "wording")
    open_columns = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.startswith(telling) and not isinstance(column.type, AnySealed)
    }
    ours = {("staff", "name"), ("person_facts", "name"), ("erasures", "reason"),
            ("clinic_changes", "value"), ("answer_reviews", "wording_hash")}
    assert open_columns <= TEXTS | ours, open_columns - TEXTS - ours


def test_the_files_of_the_store_hold_no_name_number_or_address(sqlite_store: Store) -> None:
    """Every sealed column filled with a canary; then each byte of the files is read."""
    at = clock.now()
    canaries = ["zebrafinch", "+13125550177", "owl@birds.example"]
    with sqlite_store.begin() as session:
        conversation = Conversation(
            id="web-1", channel="web", opened_at=at, last_at=at, address=canaries[1],
            contact_name=canaries[0], contact_phone=canaries[1], contact_time=canaries[2],
        )
        session.add(conversation)
        session.flush()
        session.add(Appointment(
            id="a", conversation_id="web-1", provider_id="p", kind="k", starts=at, ends=at,
            name=canaries[0], phone=canaries[1], reason=canaries[0], for_whom=canaries[0],
            details={"email": canaries[2]}, channel="web", booked_at=at,
        ))
        session.add(OutboxRow(id="o", key="o", transport="sms", purpose="reply", created_at=at,
                              address=canaries[1], body={"text": canaries[0]}, next_at=at))
        session.add(Staff(id="s", email=canaries[2], name="Ruth", role="manager",
                          password_hash="x", created_at=at))
    with sqlite_store.read() as session:
        assert session.get_one(Appointment, "a").details == {"email": canaries[2]}
    files = list(Path(settings().data_dir).rglob("*.sqlite*"))
    assert len(files) >= 2
    content = b"".join(path.read_bytes() for path in files)
    assert b"appointments" in content and field_seal().newest[0].encode() in content
    assert not [c for c in canaries if c.encode() in content]


def test_a_row_of_every_table_is_written_and_read_through_its_types(store: Store) -> None:
    """Also JSON that lies sealed, with letters beyond ASCII."""
    fill(store, Base.metadata)
    with store.read() as session:
        made = session.scalars(select(Appointment)).one()
    assert made.details == {"said in": "appointments.details", "ñ": [1, None, True]}
    assert made.name == "appointments.name ñ"
