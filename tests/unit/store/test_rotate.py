"""A new key takes the place of the old one, row by row."""

from __future__ import annotations

from itertools import islice

import pytest
from sqlalchemy import select, text

from frontdesk import clock
from frontdesk.cli.main import main
from frontdesk.sealed import CannotOpen, field_seal
from frontdesk.settings import settings
from frontdesk.store import Store
from frontdesk.store import rotate as rotating
from frontdesk.store.rotate import rotate, waiting
from frontdesk.store.tables import Appointment, Base, Conversation, Staff
from tests.filled import fill, rows


def _keys(monkeypatch: pytest.MonkeyPatch, secrets: str) -> None:
    monkeypatch.setenv("FIELD_SECRET", secrets)
    settings.cache_clear()


def _all(store: Store) -> dict[str, list[dict[str, object]]]:
    with store.engine.connect() as connection:
        return rows(connection, Base.metadata)


def _filled(store: Store) -> None:
    fill(store, Base.metadata)
    at = clock.now()
    with store.begin() as session:
        session.scalars(select(Staff)).one().totp_key = field_seal().sealed("JBSWY3DP")
        for n in range(5):
            session.add(Conversation(id=f"sms-{n}", channel="sms", opened_at=at, last_at=at,
                                     address=f"+1312555014{n}"))


def test_after_a_rotation_the_old_key_is_needed_no_more(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every table, second factors too; numbers are found before, between and after."""
    _keys(monkeypatch, "old")
    _filled(store)
    _keys(monkeypatch, "new,old")
    before = _all(store)
    found = select(Conversation.id).where(Conversation.address == "+13125550143")
    with store.read() as session:
        assert session.scalars(found).all() == ["sms-3"]
    assert waiting(store)["conversations"] == 6
    for _ in rotate(store):
        pass
    assert not waiting(store)
    _keys(monkeypatch, "new")
    found = select(Conversation.id).where(Conversation.address == "+13125550143")
    with store.read() as session:
        assert session.scalars(found).all() == ["sms-3"]
        assert field_seal().opened(session.scalars(select(Staff.totp_key)).one() or "")
    after = _all(store)
    assert after.pop("staff")[0]["email"] == before.pop("staff")[0]["email"]
    assert after == before
    _keys(monkeypatch, "old")
    with pytest.raises(CannotOpen):
        _all(store)


def test_a_rotation_that_was_stopped_goes_on_where_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was sealed anew is not touched again; what is written meanwhile needs nothing."""
    monkeypatch.setattr(rotating, "_AT_ONCE", 2)
    _keys(monkeypatch, "old")
    _filled(store)
    _keys(monkeypatch, "new,old")
    list(islice(rotate(store), 2))
    left = sum(waiting(store).values())
    assert left
    with store.begin() as session:
        session.scalars(select(Appointment)).one().name = "Ana Ruiz"
    assert sum(n for _, n in rotate(store)) == left and not waiting(store)


def test_without_the_older_key_nothing_is_changed_and_the_place_is_named(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command says what is missing and leaves what it can not open."""
    _keys(monkeypatch, "old")
    _filled(sqlite_store)
    with sqlite_store.read() as session:
        kept = session.execute(text("SELECT * FROM conversations")).all()
    _keys(monkeypatch, "new")
    assert main(["keys", "rotate"]) == 1
    assert "FIELD_SECRET" in capsys.readouterr().err
    with sqlite_store.read() as session:
        assert session.execute(text("SELECT * FROM conversations")).all() == kept
