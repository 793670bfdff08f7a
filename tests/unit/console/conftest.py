"""A console that really serves on a port of its own, staff of each role, and a patient's words."""

from __future__ import annotations

import re
import socket
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from sanic import Sanic
from sqlalchemy.orm import Session

from frontdesk import clock
from frontdesk.cases.cases import raise_alarm
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic
from frontdesk.console import create_app
from frontdesk.conversations.transcript import add_message, open_conversation
from frontdesk.safety.model import Evidence, Finding
from frontdesk.settings import settings
from frontdesk.staff import passwords
from frontdesk.staff.accounts import add_staff, by_email
from frontdesk.store import Store
from frontdesk.store.tables import Case, Conversation, Message

NOW = "2026-04-07T10:15:00-05:00"
WIPE = "since today i cant feel when i wipe"


class FakeSpeaker:
    """Says the key instead of its words."""

    def say(
        self, session: Session, conversation: Conversation, key: str, at: Any, **more: Any
    ) -> Message:
        """Write the key into the transcript."""
        return add_message(
            session,
            conversation,
            more.get("author", "bot"),
            key,
            at,
            response=key,
            data={},
            delivery="waiting",
        )

    @staticmethod
    def post(*_args: Any) -> None:
        """A web message needs no outbox."""


class Browser:
    """A browser: keeps cookies, sends the token of the page it last saw."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.csrf = ""

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Open a page."""
        answer = await self.client.get(path, headers=headers)
        self._learn(answer)
        return answer

    async def post(
        self, path: str, form: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """Send a form as a page of the console would."""
        headers = {"Origin": str(self.client.base_url).rstrip("/"), **more.pop("headers", {})}
        answer = await self.client.post(
            path, data={"csrf": self.csrf, **(form or {})}, headers=headers, **more
        )
        self._learn(answer)
        return answer

    async def sign_in(self, email: str, password: str) -> httpx.Response:
        """Fill in the form of the sign-in page."""
        await self.get("/sign-in")
        answer = await self.post("/sign-in", {"email": email, "password": password})
        if answer.status_code == 302:
            await self.get(answer.headers["location"])
        return answer

    def _learn(self, answer: httpx.Response) -> None:
        found = re.search(r'name="csrf"(?: content=| value=)"([^"]+)"', answer.text)
        self.csrf = found.group(1) if found else self.csrf


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at its least: these tests are not about it."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)


@pytest.fixture
def people(sqlite_store: Store, clock_at: Callable[[str], None]) -> dict[str, str]:
    """role -> password of an account `<role>@lakeshore.example` that has been used before."""
    clock_at(NOW)
    with sqlite_store.begin() as session:
        passwords = {}
        for role in ("front_desk", "clinician", "manager", "auditor"):
            email = f"{role}@lakeshore.example"
            passwords[role] = add_staff(session, email, role, clock.now())
            staff = by_email(session, email)
            assert staff is not None
            staff.one_time = False
    return passwords


@pytest.fixture
def ladder(sqlite_store: Store, clinic: Clinic) -> Ladder:
    """The ladder, with a key of the tests."""
    return Ladder(clinic, settings(), "key-of-the-tests", FakeSpeaker())  # type: ignore[arg-type]


@pytest.fixture
def app(sqlite_store: Store, clinic: Clinic, ladder: Ladder) -> Sanic:
    """The console, not yet started."""
    return create_app(settings(), sqlite_store, clinic, FakeSpeaker(), ladder)  # type: ignore[arg-type]


@pytest.fixture
async def address(app: Sanic) -> AsyncIterator[str]:
    """The console, serving."""
    place = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(
        sock=place,
        return_asyncio_server=True,
        access_log=False,
        asyncio_server_kwargs={"start_serving": False},
    )
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.start_serving()
    yield f"http://127.0.0.1:{place.getsockname()[1]}"
    await server.before_stop()
    server.close()
    for connection in list(server.connections):
        connection.abort()
    await server.after_stop()


@pytest.fixture
async def open_browser(address: str) -> AsyncIterator[Callable[[], Browser]]:
    """Open a browser with cookies of its own."""
    clients: list[httpx.AsyncClient] = []

    def opened() -> Browser:
        clients.append(httpx.AsyncClient(base_url=address, timeout=20))
        return Browser(clients[-1])

    yield opened
    for client in clients:
        await client.aclose()


@pytest.fixture
def signed_in(open_browser: Callable[[], Browser], people: dict[str, str]) -> Callable[[str], Any]:
    """A browser of somebody of a role."""

    async def of(role: str) -> Browser:
        browser = open_browser()
        answer = await browser.sign_in(f"{role}@lakeshore.example", people[role])
        assert answer.status_code == 302
        return browser

    return of


@pytest.fixture
def alarm_in(clinic: Clinic, clock_at: Callable[[str], None]) -> Callable[[Store], Case]:
    """Let a visitor of the website have written of a numb saddle area two minutes ago."""
    clock_at(NOW)
    return lambda store: _alarm(store, clinic)


@pytest.fixture
def alarm(sqlite_store: Store, alarm_in: Callable[[Store], Case]) -> Case:
    """The same, in the store of the console."""
    return alarm_in(sqlite_store)


def _alarm(store: Store, clinic: Clinic) -> Case:
    at = clock.now() - timedelta(minutes=2)
    with store.begin() as session:
        conversation = open_conversation(session, "web", at)
        message = add_message(session, conversation, "patient", WIPE, at)
        start = WIPE.index("cant")
        evidence = Evidence(WIPE[start:], 0, start, len(WIPE))
        finding = Finding("cauda_equina_signs", "emergency_911_now", "test", (evidence,))
        case = raise_alarm(session, clinic, conversation, message, [finding], [], at)
        conversation.locked_by = case.id
    return case
