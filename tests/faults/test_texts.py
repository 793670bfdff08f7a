"""Webhooks as nobody would send them: forged, repeated, out of order, malformed, many at once.

Size by `WEBHOOKS` (1,000 in `make test`, 10,000 in `make trials`). A checker then goes through
what the store holds and what the responses said.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import secrets
import shutil
import socket
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import func, select

from frontdesk import clock
from frontdesk.channels.sms.app import add_texts
from frontdesk.door import Door
from frontdesk.house import House
from frontdesk.settings import settings
from frontdesk.store.tables import Message, OutboxRow
from frontdesk.worker.outbox import Outbox
from frontdesk.worker.throughput import Throughput
from frontdesk.worker.transports import Sent
from tests.fakes.engine import FakeEngine
from tests.fakes.twilio import NUMBER, TOKEN, Telephone, form_of, signature_of, texts_in

_COUNT = int(os.environ.get("WEBHOOKS", "1000"))
_PEOPLE = 40
_AT_ONCE = 16
_WORDS = (
    *("do i need an mri", "2", "yes", "HELP", "START", "more", "", " ", "ok thanks"),
    *("cant feel when i wipe", "who is this", "stop texting me please", "\u0000", "مرحبا"),
    *("\U0001f9b4 spine", "x" * 1600, "/restart", "{clinic_phone}", "<Response/>"),
    *("' OR 1=1 --", "\u202e\u200b", "¿cuánto cuesta?"),
)
_ODD: tuple[dict[str, str], ...] = (
    *({"NumMedia": n} for n in ("-1", "99999999999999999999", "٣")),
    *({"From": f} for f in ("AMAZON", "whatsapp:+13125550199", "+1", "729725", "")),
    {"Latitude": "x", "Longitude": ""},
    {"OptOutType": "\u0000STOP"},
    {"NumMedia": "3", "MediaContentType0": "a" * 5000},
    {"MessageSid": "", "SmsSid": "", "SmsMessageSid": ""},
    {"MessageSid": "é" * 90},
)


@dataclass
class Tally:
    """What was sent and what came back."""

    statuses: Counter[int] = field(default_factory=Counter)
    forged_taken: int = 0
    accepted: set[str] = field(default_factory=set)
    answered: Counter[str] = field(default_factory=Counter)


@pytest.fixture
async def server(
    request: pytest.FixtureRequest, house: House, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[str, House, Door]]:
    """The webhooks on a store of their own, with an engine that answers at once."""
    shutil.copy(request.getfixturevalue("sqlite_template"), data_dir / "frontdesk.sqlite")
    for name, value in {
        "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_ACCOUNT_SID": "AC" + "0" * 32, "TWILIO_NUMBER": NUMBER,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    made = House(settings())
    for room in ("rules", "catalogue", "clinic"):
        made.__dict__[room] = getattr(house, room)
    door = made.door(FakeEngine())
    app = Sanic(f"texts_{secrets.token_hex(4)}", configure_logging=False)
    app.config.TOUCHUP = app.config.AUTO_EXTEND = False
    app.config.REQUEST_MAX_SIZE = 64 * 1024
    add_texts(app, made, door)
    place = socket.create_server(("127.0.0.1", 0))
    serving = await app.create_server(sock=place, return_asyncio_server=True, access_log=False)
    assert serving is not None
    await serving.startup()
    await serving.start_serving()
    yield f"http://127.0.0.1:{place.getsockname()[1]}", made, door
    await door.finish()
    serving.close()
    for connection in list(serving.connections):
        connection.abort()
    made.store.close()


@pytest.mark.timeout(3600)
async def test_generated_webhooks_are_each_taken_once_or_refused(
    server: tuple[str, House, Door],
) -> None:
    """No unsigned one is accepted, none is handled twice, none lost, none answered with a 5xx."""
    url, house, door = server
    chance = random.Random(11)
    phone = Telephone(url)
    phone.client = httpx.AsyncClient(timeout=60, trust_env=False)
    tally = Tally()
    for _ in range(-(-_COUNT // _AT_ONCE)):
        batch = [_generated(chance, phone, tally) for _ in range(_AT_ONCE)]
        chance.shuffle(batch)
        await asyncio.gather(*batch)
    await phone.client.aclose()
    await _until_settled(house, door)
    _check(house, tally)
    _report(tally)


async def _generated(chance: random.Random, phone: Telephone, tally: Tally) -> None:
    sender = f"+1312555{chance.randrange(_PEOPLE):04d}"
    form = form_of(sender, chance.choice(_WORDS))
    kind = chance.choices(("valid", "forged", "repeated", "odd", "garbage"), (5, 2, 2, 1, 1))[0]
    if kind == "forged":
        await _forged(chance, phone, form, tally)
    elif kind == "garbage":
        body = bytes(chance.randrange(256) for _ in range(chance.randrange(400)))
        answer = await phone.client.post(f"{phone.url}/webhooks/sms", content=body)
        tally.statuses[answer.status_code] += 1
        tally.forged_taken += answer.status_code < 400
    else:
        if kind == "odd":
            form.update(chance.choice(_ODD))
        times = 3 if kind == "repeated" else 1
        await asyncio.gather(*(_valid(phone, form, tally) for _ in range(times)))


async def _valid(phone: Telephone, form: dict[str, str], tally: Tally) -> None:
    answer = await phone.post(form)
    tally.statuses[answer.status_code] += 1
    sid = form["MessageSid"]
    if answer.status_code == 200 and sid.isascii() and sid:
        tally.accepted.add(sid)
        tally.answered[sid] += bool(texts_in(answer))


async def _forged(
    chance: random.Random, phone: Telephone, form: dict[str, str], tally: Tally
) -> None:
    url = f"{phone.url}/webhooks/sms"
    signature = chance.choice(
        (
            "",
            "x",
            secrets.token_urlsafe(20),
            signature_of(url, form, "wrong token"),
            signature_of(f"{url}/status", form),
            signature_of(url, {**form, "Body": "another"}),
        )
    )
    answer = await phone.post(form, signature=signature)
    tally.statuses[answer.status_code] += 1
    tally.forged_taken += answer.status_code < 400


def _check(house: House, tally: Tally) -> None:
    assert tally.forged_taken == 0, "an unsigned one was accepted"
    assert not [s for s in tally.statuses if s >= 500], tally.statuses
    assert max(tally.answered.values()) == 1, "a text was answered twice"
    with house.store.read() as session:
        patients = select(Message.channel_id).where(Message.author == "patient")
        stored = Counter(session.scalars(patients))
    assert tally.accepted <= set(stored), "an accepted text is lost"
    assert max(stored.values()) == 1, "a text stands twice"


async def _until_settled(house: House, door: Door) -> None:
    """What came late on a busy machine is taken up by the door and sent by the worker."""
    outbox = Outbox(house.store, house.ladder, {"sms": Taker()}, house.clinic, Throughput(1e6))
    for _ in range(30):
        await asyncio.sleep(0.1)
        await door.recover()
        for row in outbox.claim(clock.now(), limit=1000):
            await outbox.send(row, clock.now())
        with house.store.read() as session:
            waiting = select(func.count(Message.id)).where(Message.turn == "waiting")
            unsent = select(func.count(OutboxRow.id)).where(OutboxRow.state == "leased")
            left = (session.scalar(waiting), session.scalar(unsent))
        if left == (0, 0):
            return
        clock.turn("+5s")
    raise AssertionError(f"left unanswered, left unsent: {left}")


class Taker:
    """A provider that takes everything."""

    async def send(self, row: OutboxRow) -> Sent:
        """Take it."""
        return Sent(f"SM{row.id}")


def _report(tally: Tally) -> None:
    if folder := os.environ.get("TRIALS"):
        row = {
            "webhooks": sum(tally.statuses.values()),
            "accepted": len(tally.accepted),
            "unsigned accepted": tally.forged_taken,
            "by status": {str(k): v for k, v in sorted(tally.statuses.items())},
            "handled twice, lost, 5xx": 0,
        }
        Path(folder, "texts.json").write_text(json.dumps(row))
