"""Every route of the patient server is declared here with who may use it; another fails the build.

The console's are declared in `frontdesk/console/routes.py`, each with its permission.
"""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest
from sanic import Sanic

from frontdesk.settings import settings
from tests.unit.channels.web.conftest import Web

ANYBODY, SESSION, SIGNED, LINK, TOKEN = "anybody", "session", "signature", "secret link", "token"
#: route -> (methods, who may use it)
ROUTES = {
    "/": ("GET", ANYBODY),
    "/accessibility": ("GET", ANYBODY),
    "/chat": ("GET", ANYBODY),
    "/privacy": ("GET", ANYBODY),
    "/site/<name:str>": ("GET", ANYBODY),
    "/widget.js": ("GET", ANYBODY),
    "/widget/<name:str>": ("GET", ANYBODY),
    "/widget/config.json": ("GET", ANYBODY),
    "/health/live": ("GET", ANYBODY),
    "/health/ready": ("GET", ANYBODY),
    "/socket.io": ("GET OPTIONS POST", SESSION),
    "/webhooks/sms": ("POST", SIGNED),
    "/webhooks/sms/fallback": ("POST", SIGNED),
    "/webhooks/sms/status": ("POST", SIGNED),
    "/calendar/<token:str>": ("GET", LINK),
    "/calendar/staff/<token:str>": ("GET", LINK),
    "/metrics": ("GET", TOKEN),
}
_CRLF = "\r\n"


def test_no_route_is_there_that_was_not_declared(web: Web) -> None:
    """Neither one of ours that was forgotten here, nor a library's own."""
    there: dict[str, set[str]] = {}
    for route in Sanic.get_app("frontdesk_web").router.routes:
        there.setdefault("/" + route.path.lstrip("/"), set()).update(route.methods)
    assert there == {path: set(methods.split()) for path, (methods, _) in ROUTES.items()}


async def test_whoever_lacks_the_proof_of_a_route_gets_nothing(web: Web) -> None:
    """An unsigned webhook, a made-up link, a missing token."""
    refusals = {SIGNED: {403}, LINK: {404}, TOKEN: {404}, SESSION: {400}}
    async with aiohttp.ClientSession() as http:
        for path, (methods, who) in ROUTES.items():
            asked = path.replace("<name:str>", "x").replace("<token:str>", "A" * 43)
            for method in methods.split():
                async with http.request(method, web.url + asked) as answer:
                    text = await answer.text()
                    if who in refusals and method != "OPTIONS":
                        assert answer.status in refusals[who], (method, path, answer.status)
                        assert len(text) < 200
                    else:
                        assert answer.status < 500 or path == "/health/ready", path


async def test_every_answer_tells_browsers_what_a_page_may_do(web: Web) -> None:
    """Nothing inline, nothing from elsewhere, nothing guessed; also on what is missing."""
    async with aiohttp.ClientSession() as http:
        for path in ("/", "/chat", "/privacy", "/widget/config.json", "/widget.js", "/nope"):
            async with http.get(web.url + path) as answer:
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy and "unsafe" not in policy, path
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.fixture
def over_https(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a clinic's server is reached."""
    monkeypatch.setenv("PUBLIC_URL", "https://clinic.example")
    settings.cache_clear()


async def test_over_https_browsers_are_told_to_stay_there(over_https: None, web: Web) -> None:
    """HSTS, for a year."""
    async with aiohttp.ClientSession() as http, http.get(web.url + "/") as answer:
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_a_body_that_is_too_large_is_refused_unread(web: Web) -> None:
    """64 kB is more than any text has."""
    async with aiohttp.ClientSession() as http:
        async with http.post(web.url + "/webhooks/sms", data=b"x" * 70_000) as answer:
            assert answer.status == 413


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nContent-Length: 6",
        "Transfer-Encoding: xchunked",
        "Content-Length: -1",
        "Content-Length: five",
    ],
)
async def test_no_second_request_is_smuggled_inside_the_first(web: Web, headers: str) -> None:
    """Whoever frames a body in two ways gets one refusal, and what is behind it is not answered."""
    host, port = web.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    inner = f"GET /health/live HTTP/1.1{_CRLF}Host: x{_CRLF}{_CRLF}"
    lines = ["POST /webhooks/sms HTTP/1.1", f"Host: {host}", headers]
    writer.write((_CRLF.join(lines) + _CRLF * 2 + f"0{_CRLF}{_CRLF}" + inner).encode())
    await writer.drain()
    try:
        told = await asyncio.wait_for(reader.read(10_000), 5)
    finally:
        writer.close()
        await writer.wait_closed()
    assert b'"ok":true' not in told
    assert told == b"" or told.split()[1] in (b"400", b"403", b"411", b"501"), told[:100]


async def test_clients_that_never_finish_their_request_hold_up_nobody(web: Web) -> None:
    """A hundred of them, a byte at a time; a visitor is answered meanwhile."""
    host, port = web.url.removeprefix("http://").split(":")
    slow = [await asyncio.open_connection(host, int(port)) for _ in range(100)]
    try:
        for _, writer in slow:
            writer.write(b"POST /webhooks/sms HTTP/1.1\r\nHost: x\r\nContent-Le")
        began = time.monotonic()
        async with aiohttp.ClientSession() as http:
            for _ in range(5):
                for _, writer in slow:
                    writer.write(b"n")
                async with http.get(web.url + "/health/live") as answer:
                    assert answer.status == 200
        assert time.monotonic() - began < 10
    finally:
        for _, writer in slow:
            writer.close()
        await asyncio.gather(*(w.wait_closed() for _, w in slow), return_exceptions=True)
