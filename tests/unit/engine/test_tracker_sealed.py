"""Sealed trackers over an upgrade, in the wrong row, and while the secret changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet

from engine.tracker_seal import TrackerSeal
from engine.tracker_store import TRACKERS, DeskTrackerStore, TrackerUnreadable

SECRET = "of the tests alone"
DOMAIN = Domain.from_dict(
    {"slots": {"name": {"type": "any", "mappings": [{"type": "custom"}]}}}
)


def _store(folder: Path, secret: str = SECRET) -> DeskTrackerStore:
    return DeskTrackerStore(DOMAIN, url=f"sqlite:///{folder / 'engine.sqlite'}", secret=secret)


async def _begun(store: DeskTrackerStore, name: str = "web-1") -> None:
    tracker = await store.get_or_create_tracker(name)
    tracker.update(SlotSet("name", "Ana Ruiz"))
    await store.save(tracker)


async def _name(store: DeskTrackerStore) -> Any:
    tracker = await store.retrieve("web-1")
    return tracker and tracker.get_slot("name")


def _kept(store: DeskTrackerStore) -> dict[str, str]:
    with store.engine.connect() as connection:
        return {row.conversation: row.events for row in connection.execute(sa.select(TRACKERS))}


def _files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def test_what_an_earlier_version_wrote_is_read_and_then_sealed(tmp_path: Path) -> None:
    """A dialogue goes on over the upgrade, and none is left in clear, also one that rests."""
    store = _store(tmp_path)
    for n in range(2 * 100 + 1):
        await _begun(store, f"web-{n}")
    with store.engine.begin() as connection:
        for conversation, kept in _kept(store).items():
            row = TRACKERS.update().where(TRACKERS.c.conversation == conversation)
            clear = TrackerSeal(SECRET).opened(kept, conversation)
            connection.execute(row.values(events=clear))
    assert b"Ana Ruiz" in _files(tmp_path)
    assert await _name(store) == "Ana Ruiz"
    assert store.seal_what_lies_open() == 201
    assert store.seal_what_lies_open() == 0
    assert b"Ana Ruiz" not in _files(tmp_path)
    assert await _name(store) == "Ana Ruiz"
    store.engine.dispose()


async def test_a_row_of_another_conversation_or_secret_opens_nothing(tmp_path: Path) -> None:
    """Whoever writes in the database gives nobody another's dialogue."""
    store = _store(tmp_path)
    await _begun(store)
    await _begun(store, "web-2")
    with store.engine.begin() as connection:
        other = TRACKERS.update().where(TRACKERS.c.conversation == "web-2")
        connection.execute(other.values(events=_kept(store)["web-1"]))
    with pytest.raises(TrackerUnreadable):
        await store.retrieve("web-2")
    with pytest.raises(TrackerUnreadable):
        await _store(tmp_path, "another").retrieve("web-1")


async def test_a_new_secret_before_the_old_one_reads_both(tmp_path: Path) -> None:
    """And the next turn seals with the new one."""
    await _begun(_store(tmp_path, "old"))
    both = _store(tmp_path, "new, old")
    assert await _name(both) == "Ana Ruiz"
    await both.save(await both.retrieve("web-1"))
    assert await _name(_store(tmp_path, "new")) == "Ana Ruiz"
