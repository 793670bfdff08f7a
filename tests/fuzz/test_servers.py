"""Hostile requests to the two servers that face people: none breaks them, none reads a word.

HOSTILE: how many (400); `make trials` sends tens of thousands to each.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import random
from collections import Counter
from pathlib import Path

import aiohttp
import pytest
from sanic import Sanic

from frontdesk.console.routes import ROUTES
from frontdesk.settings import settings
from frontdesk.store.tables import Case
from tests.fakes.twilio import TOKEN, signature_of
from tests.fuzz import hostile
from tests.unit.channels.web.conftest import Web
from tests.unit.console.conftest import WIPE
from tests.visitor import Visitor

HOSTILE = int(os.environ.get("HOSTILE", "400"))
AT_ONCE = 8
CANARY = "zanzibarcanary 312-555-0142"
#: what these say of a request that is none
_LIBRARIES = ("sanic.error", "sanic.access", "engineio.server")


async def _ask(host: str, port: int, request: bytes) -> bytes:
    """The whole answer; nothing, where the server hung up without one."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(request)
        await writer.drain()
        return await asyncio.wait_for(reader.read(200_000), 10)
    except (ConnectionError, asyncio.TimeoutError):
        return b""
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def _storm(url: str, paths: list[str], seed: int, canaries: tuple[str, ...]) -> Counter[int]:
    """Send hostile requests; returns how many answers of each status there were."""
    host, port = url.removeprefix("http://").split(":")
    answers: Counter[int] = Counter()

    async def one_after_another(dice: random.Random) -> None:
        for _ in range(HOSTILE // AT_ONCE):
            asked = hostile.request(dice, paths, f"{host}:{port}")
            told = await _ask(host, int(port), asked)
            status = int(told[9:12]) if told[:5] == b"HTTP/" else 0
            answers[status] += 1
            # Without a worker beside it the server is truly not ready.
            assert status < 500 or (status == 503 and b"/health/ready" in asked), (status, asked)
            for canary in canaries:
                assert canary.encode() not in told, asked

    await asyncio.gather(
        *(one_after_another(random.Random(seed * AT_ONCE + n)) for n in range(AT_ONCE))
    )
    return answers


def _report(name: str, answers: Counter[int]) -> None:
    folder = os.environ.get("TRIALS")
    if folder:
        told = {str(status): count for status, count in sorted(answers.items())}
        (Path(folder) / f"hostile {name}.json").write_text(
            json.dumps({"sent": sum(answers.values()), "answers by status": told})
        )


def _quiet(caplog: pytest.LogCaptureFixture) -> bool:
    loud = [r for r in caplog.records if r.levelno >= logging.ERROR]
    return not [r for r in loud if r.name not in _LIBRARIES]


@pytest.mark.timeout(120 + HOSTILE // 20)
async def test_no_request_breaks_the_patient_server_or_reads_a_word(
    web: Web, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Every route with everything wrong that can be; a visitor beside it is served on."""
    paths = _patient_paths()
    async with Visitor(web.url) as visitor:
        await visitor.writes_and_hears(CANARY, "utter_faq/mri_required")
        answers = await _storm(web.url, paths, 1, (CANARY,))
        await visitor.writes_and_hears("do i need an mri", "utter_faq/mri_required")
    _report("requests to the patient server", answers)
    assert sum(answers.values()) >= HOSTILE - AT_ONCE and answers[200] and answers[404]
    assert _quiet(caplog)
    assert "0142" not in "".join(capfd.readouterr())


@pytest.mark.usefixtures("people")
@pytest.mark.timeout(120 + HOSTILE // 20)
async def test_no_request_breaks_the_console_or_reads_a_word(
    address: str, alarm: Case, caplog: pytest.LogCaptureFixture
) -> None:
    """Without a session nothing of a patient is on any page, whatever is asked."""
    paths = [route.path for route in ROUTES]
    paths += [f"/conversations/{alarm.conversation_id}", f"/cases/{alarm.id}/acknowledge"]
    answers = await _storm(address, paths, 2, (WIPE, WIPE.split()[-1]))
    _report("requests to the console", answers)
    assert sum(answers.values()) >= HOSTILE - AT_ONCE and answers[302] and answers[404]
    assert _quiet(caplog)


@pytest.fixture
def texting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A house that takes texts."""
    for name, value in (
        ("TWILIO_AUTH_TOKEN", TOKEN), ("TWILIO_ACCOUNT_SID", "AC0"),
        ("TWILIO_NUMBER", "+13125550100"),
    ):  # fmt: skip
        monkeypatch.setenv(name, value)
    settings.cache_clear()


@pytest.mark.usefixtures("texting")
@pytest.mark.timeout(120 + HOSTILE // 10)
async def test_no_webhook_breaks_the_patient_server(
    texting: None, web: Web, caplog: pytest.LogCaptureFixture
) -> None:
    """Signed ones with nonsense in them are answered or refused; unsigned ones do nothing."""
    answers: Counter[int] = Counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as http:

        async def send(dice: random.Random) -> None:
            path = dice.choice(("/webhooks/sms", "/webhooks/sms/status", "/webhooks/sms/fallback"))
            url, form = web.url + path, hostile.form(dice)
            signed = dice.random() < 0.7
            signature = signature_of(url, form) if signed else hostile.text(dice)
            headers = {"X-Twilio-Signature": "".join(c for c in signature if c.isprintable())}
            async with http.post(url, data=form, headers=headers) as answer:
                answers[answer.status] += 1
                assert answer.status < 500, (path, form)
                assert signed or answer.status == 403, form

        for start in range(0, HOSTILE // 2, AT_ONCE):
            dice = (random.Random(start * 7 + n) for n in range(AT_ONCE))
            await asyncio.gather(*(send(d) for d in dice))
    _report("webhooks", answers)
    assert answers[200] and answers[403]
    assert _quiet(caplog)


def _patient_paths() -> list[str]:
    """Every route of the server that runs."""
    routes = Sanic.get_app("frontdesk_web").router.routes
    return ["/" + route.path.lstrip("/") for route in routes]
