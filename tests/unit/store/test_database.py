"""The store on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from frontdesk import clock
from frontdesk.store import Store
from frontdesk.store.migrate import downgrade, upgrade
from frontdesk.store.tables import Base, Conversation, Message


def _conversation() -> Conversation:
    at = clock.now()
    return Conversation(id="web-1", channel="web", opened_at=at, last_at=at)


def test_what_was_committed_is_read_back_with_its_time_in_utc(store: Store) -> None:
    """A time comes back aware and equal."""
    written = _conversation()
    with store.begin() as session:
        session.add(written)
    with store.read() as session:
        read = session.get_one(Conversation, "web-1")
    assert read.opened_at == written.opened_at
    assert read.opened_at.utcoffset().total_seconds() == 0


def test_an_error_of_the_database_quotes_no_value(store: Store) -> None:
    """They would be people's words and names, wherever the error is shown."""
    with pytest.raises(IntegrityError) as failed, store.begin() as session:
        session.add_all((_conversation(), _conversation()))
        session.flush()
    assert "[parameters" not in str(failed.value)


def test_an_error_rolls_everything_back(store: Store) -> None:
    """Nothing persists without a commit."""
    with pytest.raises(RuntimeError), store.begin() as session:
        session.add(_conversation())
        session.flush()
        raise RuntimeError("power cut")
    with store.read() as session:
        assert session.get(Conversation, "web-1") is None


def test_a_message_of_no_conversation_is_refused(store: Store) -> None:
    """Foreign keys hold on SQLite too."""
    orphan = Message(
        id="m", conversation_id="nobody", seq=1, author="bot", at=clock.now(), text="hi"
    )
    with pytest.raises(IntegrityError), store.begin() as session:
        session.add(orphan)


def test_the_migrations_make_the_tables_that_the_models_describe(store: Store) -> None:
    """No table or column is in one and not in the other."""
    found = inspect(store.engine)
    for table in Base.metadata.sorted_tables:
        columns = {c["name"] for c in found.get_columns(table.name)}
        assert columns == {c.name for c in table.columns}, table.name


def test_migrating_back_leaves_nothing_and_forward_again_works(data_dir: object) -> None:
    """Back to nothing and forward again, with a row in place."""
    store = Store(f"sqlite:///{data_dir}/round.sqlite")
    upgrade(store)
    with store.begin() as session:
        session.add(_conversation())
    downgrade(store, "base")
    assert set(inspect(store.engine).get_table_names()) <= {"alembic_version"}
    upgrade(store)
    with store.read() as session:
        assert session.execute(text("SELECT count(*) FROM conversations")).scalar() == 0
    store.close()
