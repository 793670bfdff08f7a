"""A patient server that takes texts, with a fake engine behind its door."""

from __future__ import annotations

import secrets
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from sanic import Sanic
from sqlalchemy import select

from frontdesk import clock
from frontdesk.channels.sms.app import add_texts
from frontdesk.channels.sms.twilio import Twilio
from frontdesk.door import Door
from frontdesk.house import House
from frontdesk.settings import Settings, settings
from frontdesk.store.tables import Case, Conversation, Message, OutboxRow
from frontdesk.worker.outbox import Outbox
from tests.fakes.engine import FakeEngine
from tests.fakes.twilio import NUMBER, TOKEN, Telephone

TUESDAY_MORNING = "2026-04-07T10:15:00-05:00"


@pytest.fixture
def texting_settings(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a house that texts."""
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "0" * 32)
    monkeypatch.setenv("TWILIO_NUMBER", NUMBER)
    settings.cache_clear()
    return settings()


@pytest.fixture
def texting(
    request: pytest.FixtureRequest,
    house: House,
    data_dir: Path,
    texting_settings: Settings,
) -> Iterator[House]:
    """A house of its own on SQLite; what takes long to read is shared."""
    shutil.copy(request.getfixturevalue("sqlite_template"), data_dir / "frontdesk.sqlite")
    clock.set_to(TUESDAY_MORNING)
    made = House(texting_settings)
    for room in ("rules", "catalogue", "clinic"):
        made.__dict__[room] = getattr(house, room)
    yield made
    made.store.close()


@pytest.fixture
def spanish_house(texting: House) -> None:
    """The clinic approved the Spanish wordings."""
    approved = texting.clinic.model_copy(update={"languages_approved": ("es",)})
    texting.__dict__["clinic"] = approved


@pytest.fixture
def engine() -> FakeEngine:
    """An engine that answers at once."""
    return FakeEngine()


@pytest.fixture
def door(texting: House, engine: FakeEngine) -> Door:
    """The door; a busy machine is no store that is gone: that has tests of its own."""
    door = texting.door(engine)
    door.store_seconds = 30.0
    return door


@pytest.fixture
async def server(texting: House, door: Door) -> AsyncIterator[str]:
    """The webhooks, serving; the address."""
    app = Sanic(f"texts_{secrets.token_hex(4)}", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 64 * 1024
    # It rewrites Sanic itself, once a process.
    app.config.TOUCHUP = app.config.AUTO_EXTEND = False
    add_texts(app, texting, door, Twilio(texting.settings))
    place = socket.create_server(("127.0.0.1", 0))
    serving = await app.create_server(sock=place, return_asyncio_server=True, access_log=False)
    assert serving is not None
    await serving.startup()
    await serving.start_serving()
    yield f"http://127.0.0.1:{place.getsockname()[1]}"
    await door.finish()
    serving.close()
    for connection in list(serving.connections):
        connection.abort()


@pytest.fixture
async def phone(server: str) -> AsyncIterator[Telephone]:
    """A telephone of a person in Chicago."""
    phone = Telephone(server)
    yield phone
    await phone.client.aclose()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server waits only a moment for a turn."""
    monkeypatch.setattr("frontdesk.channels.sms.app.TURN_WITHIN", 0.2)


@pytest.fixture
def rows(texting: House) -> Callable[[], list[OutboxRow]]:
    """The outbox, oldest first."""

    def read() -> list[OutboxRow]:
        with texting.store.read() as session:
            return list(session.scalars(select(OutboxRow).order_by(OutboxRow.created_at)))

    return read


@pytest.fixture
def messages(texting: House) -> Callable[[], list[Message]]:
    """Every message, in order."""

    def read() -> list[Message]:
        with texting.store.read() as session:
            return list(session.scalars(select(Message).order_by(Message.at, Message.seq)))

    return read


@pytest.fixture
def cases(texting: House) -> Callable[[], list[Case]]:
    """Every case."""

    def read() -> list[Case]:
        with texting.store.read() as session:
            return list(session.scalars(select(Case).order_by(Case.opened_at)))

    return read


@pytest.fixture
def conversation(texting: House) -> Callable[[], Conversation]:
    """The one conversation."""

    def read() -> Conversation:
        with texting.store.read() as session:
            return session.scalars(select(Conversation)).one()

    return read


class Post:
    """A provider's other way: keeps what it is given."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.refuse: Exception | None = None

    async def send(self, row: OutboxRow):  # type: ignore[no-untyped-def]
        """Take it, or refuse."""
        from frontdesk.worker.transports import Sent

        if self.refuse:
            raise self.refuse
        self.sent.append((row.address, row.body["text"]))
        return Sent(f"SM{len(self.sent)}")


@pytest.fixture
def post() -> Post:
    """A provider."""
    return Post()


@pytest.fixture
def worker(texting: House, post: Post) -> Callable:  # type: ignore[type-arg]
    """Make rounds of the outbox until nothing is due."""
    from frontdesk.worker.throughput import Throughput

    outbox = Outbox(texting.store, texting.ladder, {"sms": post}, texting.clinic, Throughput(1000))

    async def work() -> None:
        while claimed := outbox.claim(clock.now()):
            for row in claimed:
                await outbox.send(row, clock.now())

    return work
