"""What an ordinary text costs at the store: each statement more is time that every answer takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from frontdesk.house import House
from tests.fakes.twilio import Telephone

MRI, INSURANCE = "do i need an mri", "do you take insurance"


@pytest.fixture
def asked(texting: House) -> Iterator[list[list[str]]]:
    """The transactions of the message's own way, each with how its statements begin."""
    transactions: list[list[str]] = []
    under_way: dict[int, list[str]] = {}

    def note(_connection: Any, cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("BEGIN"):
            transactions.append([])
            under_way[id(cursor.connection)] = transactions[-1]
        under_way[id(cursor.connection)].append(" ".join(statement.split()[:3]))

    engines = (texting.store.engine, texting.inbox.store.engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield transactions
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


async def test_an_ordinary_text_is_stored_and_answered_in_few_statements(
    phone: Telephone, asked: list[list[str]]
) -> None:
    """A text that is not the first: taken in with 8, answered and handed over with 8."""
    await phone.text(MRI)
    asked.clear()
    assert await phone.text(INSURANCE)
    # That a response is written is noted later, for all together; a look at what the clinic
    # changed comes every few seconds, whoever texts.
    elsewhere = ("UPDATE outbox", "SELECT clinic_changes")
    done = [t for t in list(asked) if len(t) > 1]  # what has only begun is no text's
    own = [t for t in done if not any(s.startswith(elsewhere) for s in t)]
    assert [len(t) for t in own] == [8, 8], own
