"""Backup and restore: between both databases, under load, damaged, and after an erasure."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from frontdesk import audit, clock
from frontdesk.backup import envelope
from frontdesk.backup import rows as stored
from frontdesk.backup.envelope import Damaged
from frontdesk.backup.restore import NotRestored, checked, restore
from frontdesk.backup.write import backup
from frontdesk.cli.main import main
from frontdesk.conversations.transcript import add_message, open_conversation
from frontdesk.privacy.erase import erase
from frontdesk.privacy.receipts import Erased
from frontdesk.settings import Settings, settings
from frontdesk.store import Store
from frontdesk.store.migrate import upgrade
from frontdesk.store.tables import Base, Conversation, LegalHold, Message, Staff
from tests.filled import fill, rows


@pytest.fixture
def elsewhere(data_dir: Path) -> Settings:
    """An empty place with the same secrets."""
    _ = settings().data_dir
    (data_dir / "elsewhere").mkdir()
    return settings().model_copy(update={"data_dir": data_dir / "elsewhere"})


@pytest.fixture(autouse=True)
def same_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a clinic has them: in the environment."""
    monkeypatch.setenv("LOOKUP_SECRET", "looks up")
    settings.cache_clear()


def _all(store: Store) -> dict[str, list[dict[str, object]]]:
    with store.engine.connect() as connection:
        return rows(connection, Base.metadata)


def _talk(store: Store, number: str, words: str) -> str:
    with store.begin() as session:
        conversation = open_conversation(session, "sms", clock.now(), address=number)
        add_message(session, conversation, "patient", words, clock.now())
        audit.record(session, None, "conversation:read", conversation.id, clock.now())
        return conversation.id


def test_every_row_comes_back_on_whichever_database(
    store: Store, bare: Store, data_dir: Path, elsewhere: Settings
) -> None:
    """Four ways: each row equal as the product reads it, the journal too; new rows go on."""
    fill(store, Base.metadata)
    (data_dir / "journal").mkdir()
    (data_dir / "journal" / "door.jsonl").write_bytes(b'{"at": "a message that waits"}\n')
    told = backup(settings(), store, data_dir / "b", clock.now())
    assert {name: t["rows"] for name, t in told["tables"].items()} == {
        table.name: 1 for table in Base.metadata.sorted_tables
    }
    assert checked(settings(), data_dir / "b") == told
    restore(elsewhere, bare, data_dir / "b", [], clock.now())
    assert _all(bare) == _all(store)
    kept = elsewhere.data_dir / "journal" / "door.jsonl"
    assert b"that waits" in kept.read_bytes() and stat.S_IMODE(kept.stat().st_mode) == 0o600
    with bare.begin() as session:
        audit.record(session, None, "settings:changed", None, clock.now())


def test_a_backup_under_load_is_one_moment(
    store: Store, data_dir: Path, elsewhere: Settings
) -> None:
    """While messages are written: what came back has no gap, and the record's chain is whole."""
    number, stop = iter(range(10_000)), threading.Event()

    def write() -> None:
        while not stop.is_set():
            _talk(store, f"+1312555{next(number):04d}", "it began in the morning")

    for _ in range(20):
        _talk(store, "+13125550142", "before")
    writer = threading.Thread(target=write)
    writer.start()
    try:
        told = backup(settings(), store, data_dir / "b", clock.now())
    finally:
        stop.set()
        writer.join()
    target = Store(f"sqlite:///{elsewhere.data_dir / 'new.sqlite'}")
    restore(elsewhere, target, data_dir / "b", [], clock.now())
    with target.read() as session:
        assert audit.verify(session) is None
        counts = {n: told["tables"][n]["rows"] for n in ("conversations", "messages", "audit")}
        assert len(set(counts.values())) == 1 and counts["messages"] >= 20
        assert len(session.scalars(select(Message)).all()) == counts["messages"]
    target.close()


def test_the_file_tells_nothing_and_only_its_owner_reads_it(
    sqlite_store: Store, data_dir: Path
) -> None:
    """Neither words nor names nor tables; a file that others may read is not restored from."""
    _talk(sqlite_store, "+13125550142", "zebrafinch")
    path = data_dir / "b"
    backup(settings(), sqlite_store, path, clock.now())
    content = path.read_bytes()
    assert not [w for w in (b"zebrafinch", b"5550142", b"conversations") if w in content]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    with pytest.raises(Damaged, match="read by others"):
        checked(settings(), path)
    with pytest.raises(FileExistsError):
        backup(settings(), sqlite_store, path, clock.now())


@pytest.mark.parametrize("harm", ["changed", "cut", "headless", "empty", "swapped", "doubled"])
def test_a_damaged_file_is_refused_and_leaves_the_place_empty(
    sqlite_store: Store, data_dir: Path, elsewhere: Settings, monkeypatch: pytest.MonkeyPatch,
    harm: str,
) -> None:
    """Whatever happened to it; nothing is created."""
    monkeypatch.setattr(envelope, "_PIECE", 400)
    for n in range(20):
        _talk(sqlite_store, f"+131255501{n:02d}", f"message {n}")
    path = data_dir / "b"
    backup(settings(), sqlite_store, path, clock.now())
    head, pieces = _pieces(path.read_bytes())
    assert len(pieces) > 4
    harmed = {
        "changed": [*pieces[:2], pieces[2][:50] + b"?" + pieces[2][51:], *pieces[3:]],
        "cut": pieces[:-1],
        "headless": pieces[1:],
        "empty": [],
        "swapped": [pieces[0], pieces[2], pieces[1], *pieces[3:]],
        "doubled": [*pieces, pieces[-1]],
    }[harm]
    path.write_bytes(head + b"".join(harmed))
    target = Store(f"sqlite:///{elsewhere.data_dir / 'new.sqlite'}")
    with pytest.raises(Damaged, match="damaged|cut short"):
        restore(elsewhere, target, path, [], clock.now())
    target.close()
    assert not list(elsewhere.data_dir.iterdir())


def _pieces(content: bytes) -> tuple[bytes, list[bytes]]:
    at = len(envelope._MAGIC) + envelope._SALT
    head, found = content[:at], []
    while at < len(content):
        size = 4 + int.from_bytes(content[at : at + 4], "big")
        found.append(content[at : at + size])
        at += size
    return head, found


def test_only_an_empty_place_is_filled(
    sqlite_store: Store, data_dir: Path, elsewhere: Settings
) -> None:
    """One row, or one message that waits, and nothing is touched; migrated and empty will do."""
    _talk(sqlite_store, "+13125550142", "hello")
    path = data_dir / "b"
    backup(settings(), sqlite_store, path, clock.now())
    with pytest.raises(NotRestored, match="not empty"):
        restore(elsewhere, sqlite_store, path, [], clock.now())
    target = Store(f"sqlite:///{elsewhere.data_dir / 'new.sqlite'}")
    upgrade(target)
    journal = elsewhere.data_dir / "journal" / "door.jsonl"
    journal.parent.mkdir()
    journal.write_bytes(b"{}\n")
    with pytest.raises(NotRestored, match="wait"):
        restore(elsewhere, target, path, [], clock.now())
    journal.write_bytes(b"")
    restore(elsewhere, target, path, [], clock.now())
    assert _all(target)["messages"]
    target.close()


def test_without_the_secrets_of_the_backup_nothing_is_restored_and_it_says_which(
    sqlite_store: Store, data_dir: Path, elsewhere: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FIELD_SECRET opens the file and its older part names and numbers; LOOKUP_SECRET finds."""
    monkeypatch.setenv("FIELD_SECRET", "old")
    settings.cache_clear()
    _talk(sqlite_store, "+13125550142", "hello")
    monkeypatch.setenv("FIELD_SECRET", "new,old")
    settings.cache_clear()
    path, target = data_dir / "b", Store(f"sqlite:///{elsewhere.data_dir / 'new.sqlite'}")
    backup(settings(), sqlite_store, path, clock.now())
    for secrets, lookup, why in (
        ("another", "looks up", "FIELD_SECRET"),
        ("new", "looks up", "FIELD_SECRET lacks the key"),
        ("new,old", "another", "LOOKUP_SECRET"),
    ):
        monkeypatch.setenv("FIELD_SECRET", secrets)
        monkeypatch.setenv("LOOKUP_SECRET", lookup)
        settings.cache_clear()
        with pytest.raises((Damaged, NotRestored), match=why):
            restore(elsewhere, target, path, [], clock.now())
    restore(elsewhere, target, path, [], clock.now(), lookup_lost=True)
    target.close()


def test_restoring_an_older_backup_erases_again_who_was_erased_since(
    sqlite_store: Store, bare: Store, data_dir: Path, elsewhere: Settings
) -> None:
    """Also one under a hold that was lifted since; the record stays whole and says so."""
    gone, stays = (_talk(sqlite_store, f"+1312555014{n}", f"zebrafinch {n}") for n in (1, 2))
    at = clock.now()
    with sqlite_store.begin() as session:
        session.add(Staff(id="staff-1", email="ruth@lakeshore.example", name="Ruth",
                          role="manager", password_hash="", created_at=at))
        session.flush()
        session.add(LegalHold(id="hold-1", conversation_id=gone, reason="a claim",
                              staff_id="staff-1", at=at))
    backup(settings(), sqlite_store, data_dir / "b", clock.now())
    with sqlite_store.begin() as session:
        session.get_one(LegalHold, "hold-1").lifted_at = clock.now()
        receipt = erase(session, gone, "request", None, clock.now())
    erased = [Erased(receipt.id, gone, "request")]
    done = restore(elsewhere, bare, data_dir / "b", erased, clock.now())
    assert done["erased_again"] == 1
    with bare.read() as session:
        assert session.scalars(select(Conversation.id)).all() == [stays]
        assert [m.text for m in session.scalars(select(Message))] == ["zebrafinch 2"]
        assert audit.verify(session) is None


def test_the_commands_write_check_and_ask_who_was_erased(
    sqlite_store: Store, data_dir: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`backup`, `restore --check`, and `restore`, which wants the list of erasures."""
    _talk(sqlite_store, "+13125550142", "hello")
    path = str(data_dir / "b")
    assert main(["backup", path]) == 0 and main(["restore", "--check", path]) == 0
    written, whole = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert written["tables"]["messages"]["rows"] == 1 and whole["tables"] == written["tables"]
    assert main(["backup", path]) == 1 and "already" in capsys.readouterr().err
    assert main(["backup", str(data_dir / "no" / "b")]) == 1
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{data_dir / 'new.sqlite'}")
    settings.cache_clear()
    assert main(["restore", path]) == 1 and "--erasures" in capsys.readouterr().err
    assert main(["restore", path, "--no-erasures"]) == 0
    assert json.loads(capsys.readouterr().out)["erased_again"] == 0


def test_what_the_database_took_differently_is_noticed_and_nothing_stays(
    sqlite_store: Store, bare: Store, data_dir: Path, elsewhere: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every row is read back and compared before anything is kept."""
    _talk(sqlite_store, "+13125550142", "hello")
    backup(settings(), sqlite_store, data_dir / "b", clock.now())
    as_it_was = stored.restored
    monkeypatch.setattr(
        stored, "restored",
        lambda table, columns, row: {**as_it_was(table, columns, row),
                                     **({"text": "hullo"} if table.name == "messages" else {})},
    )
    with pytest.raises(Damaged, match="messages"):
        restore(elsewhere, bare, data_dir / "b", [], clock.now())
    assert not any(_all(bare).values())
