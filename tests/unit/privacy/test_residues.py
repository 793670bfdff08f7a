"""After an erasure no file under DATA_DIR holds a byte of the person, nor any table a field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import JSON, String, inspect, select, text, update
from sqlalchemy.types import TypeDecorator

from frontdesk import audit, clock
from frontdesk.cli.main import main
from frontdesk.clinic import Clinic
from frontdesk.door.inbound import Inbound
from frontdesk.door.journal import Journal
from frontdesk.privacy import retention
from frontdesk.privacy.erase import erase
from frontdesk.privacy.places import KEPT, places
from frontdesk.privacy.receipts import NAME, ErasureList, Following
from frontdesk.settings import settings
from frontdesk.store import Store
from frontdesk.store.tables import AnySealed, Base, Conversation, Message
from tests.filled import fill

WORD, NUMBER, MAIL = "zebrafinch", "+13125550177", "owl@birds.example"
CANARIES = [c.encode() for c in (WORD, NUMBER, NUMBER[2:], MAIL)]
#: what says which conversation, and not who: it stays in receipts and in the record
_FREE = ("id", "key", "hash")


@pytest.fixture
def everywhere(store: Store) -> str:
    """A conversation with a row in every table, and a canary in every free text of it."""
    fill(store, Base.metadata)
    with store.begin() as session:
        conversation_id = session.scalars(select(Conversation.id)).one()
        for table, rows in places(conversation_id):
            for column in table.columns:
                if value := _canary(column.name, column.type, bool(column.foreign_keys)):
                    session.execute(update(table).where(rows).values({column: value}))
        session.add_all(
            Message(id=f"m{n}", conversation_id=conversation_id, seq=1000 + n, author="patient",
                    at=clock.now(), text=f"{WORD} number {n} {NUMBER}") for n in range(300)
        )
    return conversation_id


def _canary(name: str, kind: object, refers: bool) -> object:
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if refers or name in ("state", "channel", "author", "kind") or name.endswith(_FREE):
        return None
    if isinstance(plain, JSON):
        return {"name": WORD, "phone": NUMBER, "email": MAIL}
    told = ("text", "name", "phone", "address", "reason", "value", "contact", "for_whom", "payload")
    return f"{WORD} {NUMBER}" if isinstance(plain, String) and name.startswith(told) else None


def _files(folder: Path) -> list[str]:
    return [
        f"{path.name}: {canary.decode()}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for canary in CANARIES
        if canary in path.read_bytes()
    ]


def _rows(store: Store) -> list[str]:
    """Tables with a canary in a row, read as it lies there and as the product opens it."""
    found = []
    with store.read() as session:
        for name in inspect(store.engine).get_table_names():
            raw = session.execute(text(f"SELECT * FROM {name}")).all()
            table = Base.metadata.tables.get(name)
            plain = session.execute(select(table)).all() if table is not None else []
            if any(canary.decode() in str(raw) + str(plain) for canary in CANARIES):
                found.append(name)
    return found


def test_erasing_leaves_no_byte_in_any_table_or_file(
    store: Store, everywhere: str, data_dir: Path
) -> None:
    """Tables, the index of words, SQLite's files and log, the list of erasures, backups' list."""
    following = Following(store, ErasureList(data_dir / NAME))
    following.round(clock.now())
    assert len(_rows(store)) >= 5
    if store.is_sqlite:
        assert _files(data_dir)
    with store.begin() as session:
        receipt = erase(session, everywhere, "request", None, clock.now())
        audit.record(session, None, "privacy:erase", everywhere, clock.now())
    assert following.round(clock.now()) == 1
    assert _rows(store) == [] and _files(data_dir) == []
    assert ErasureList(data_dir / NAME).read()[-1].erasure == receipt.id


def test_what_retention_takes_is_gone_the_same_way(
    sqlite_store: Store, clinic: Clinic, clock_at: Callable[[str], None], data_dir: Path
) -> None:
    """The words of an old chat, from the files too; what was sent longer ago than is kept."""
    clock_at("2024-01-10T10:00:00-06:00")
    at = clock.now()
    with sqlite_store.begin() as session:
        session.add(Conversation(id="web-1", channel="web", opened_at=at, last_at=at))
        session.flush()
        session.add_all(
            Message(id=f"m{n}", conversation_id="web-1", seq=n, author="patient", at=at,
                    text=f"{WORD} {n}") for n in range(50)
        )
    assert _files(data_dir)
    clock_at("2026-04-07T10:15:00-05:00")
    assert retention.run(sqlite_store, clinic, clock.now()).erased == 1
    assert Following(sqlite_store, ErasureList(data_dir / NAME)).round(clock.now()) == 1
    assert _files(data_dir) == [] and _rows(sqlite_store) == []


def test_the_journal_keeps_nothing_of_what_the_store_took(data_dir: Path) -> None:
    """A message waits there only while the store is gone."""
    journal = Journal(data_dir / "journal" / "door.jsonl")
    for n in range(3):
        journal.keep(Inbound("web-1", f"{WORD} {n}", f"c{n}", address=NUMBER), clock.now())
    assert _files(data_dir)
    assert journal.replay(lambda inbound, at: None) == 3
    assert _files(data_dir) == []


def test_the_list_of_erasures_is_followed_from_where_it_stopped(
    sqlite_store: Store, everywhere_small: str, data_dir: Path
) -> None:
    """A worker that begins anew adds nothing twice; half a line from a crash is passed over."""
    kept = ErasureList(data_dir / NAME)
    with sqlite_store.begin() as session:
        erase(session, everywhere_small, "request", None, clock.now())
    assert Following(sqlite_store, kept).round(clock.now()) == 1
    with kept.path.open("a") as file:
        file.write('{"erasure": "er')
    assert Following(sqlite_store, kept).round(clock.now()) == 0
    assert len(kept.read()) == 1
    with sqlite_store.begin() as session:
        session.add(Conversation(id="web-2", channel="web", opened_at=clock.now(),
                                 last_at=clock.now()))
        session.flush()
        erase(session, "web-2", "request", None, clock.now())
    assert Following(sqlite_store, kept).round(clock.now()) == 1
    assert [e.conversation for e in kept.read()] == [everywhere_small, "web-2"]


@pytest.fixture
def everywhere_small(sqlite_store: Store) -> str:
    """A conversation with one message."""
    with sqlite_store.begin() as session:
        session.add(Conversation(id="web-1", channel="web", opened_at=clock.now(),
                                 last_at=clock.now()))
    return "web-1"


def test_every_free_text_of_a_person_is_where_an_erasure_looks() -> None:
    """A sealed column lies in a table that an erasure knows, or is staff's own."""
    known = {table.name for table, _ in places("web-1")} | set(KEPT) | {"staff", "blocks"}
    for table in Base.metadata.sorted_tables:
        if any(isinstance(column.type, AnySealed) for column in table.columns):
            assert table.name in known, table.name


def test_an_export_is_written_where_it_was_asked_for_and_nowhere_else(
    sqlite_store: Store, data_dir: Path, tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing of it stays in DATA_DIR."""
    with sqlite_store.begin() as session:
        session.add(Conversation(id="web-1", channel="web", opened_at=clock.now(),
                                 last_at=clock.now(), contact_name=WORD, contact_phone=NUMBER))
    outside = tmp_path_factory.mktemp("export")
    assert settings().data_dir == data_dir
    assert main(["privacy", "export", "web-1", "--to", str(outside)]) == 0
    capsys.readouterr()
    assert _files(outside) and _files(data_dir) == []
