"""A telephone on a page, for trying the texts without a provider. Never in production.

What is typed there becomes a signed webhook of the local provider (`run.text_provider`) to this
very server; what the telephone shows is what that provider was given to deliver.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import httpx
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from sanic import Request, Sanic
from sanic.response import HTTPResponse, file, html, json

from frontdesk import clock
from frontdesk.booking.phones import spoken_phone
from frontdesk.channels.sms.numbers import zones_of
from frontdesk.clinic.spoken import values
from frontdesk.conversations import segments
from frontdesk.house import House

PATH = "/demo/phone"
_FOLDER = Path(__file__).parent
_FILES = ("phone.css", "phone.js")
#: people with a telephone, fictional as their numbers are
PHONES = (
    ("+13125550123", "Ana, in Chicago"),
    ("+12065550124", "Ben, in Seattle"),
    ("+13125550125", "Cal, new to his number"),
    ("+13125550110", "The on-call nurse"),
)
#: worth a try: by whom (nobody: by the three patients), what the button says, what is texted
TRIES = (
    ("", "do i need an mri", "do i need an mri"),
    ("", "book a consult", "book a consult"),
    ("", "a danger sign", "since today i cant feel when i wipe"),
    ("", "HELP", "HELP"),
    ("", "who is this?", "who is this?"),
    ("", "we share this phone", "we share this phone"),
    ("", "please stop texting me", "please stop texting me"),
    ("", "START", "START"),
    ("+13125550125", "you have the wrong number", "you have the wrong number"),
    ("+13125550110", "OK", "OK"),
)


def add_demo_phone(app: Sanic, house: House) -> None:
    """Add the page, where a local provider is there to carry its texts."""
    if house.settings.production or not house.settings.twilio_api_url:
        return
    demo = _Demo(house)
    app.add_route(demo.page, PATH, name="demo_phone")
    app.add_route(demo.asset, f"{PATH}/<name:str>", name="demo_phone_file")
    app.add_route(demo.read, f"{PATH}/texts", name="demo_phone_read")
    app.add_route(demo.send, f"{PATH}/texts", methods=["POST"], name="demo_phone_send")
    app.register_listener(lambda _app: demo.client.aclose(), "after_server_stop")


class _Demo:
    def __init__(self, house: House) -> None:
        self._provider = f"{house.settings.twilio_api_url.rstrip('/')}/phone/texts"
        self._zones = {n: str(zones_of(house.clinic, n)[0]) for n, _ in PHONES}
        self._values = {
            **values(house.clinic),
            "number": spoken_phone(house.settings.twilio_number),
            "phones": [(n, who, spoken_phone(n)) for n, who in PHONES],
            "tries": TRIES,
        }
        self._pages = Environment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
        )
        self.client = httpx.AsyncClient(timeout=35.0, trust_env=False)

    async def page(self, _request: Request) -> HTTPResponse:
        """The telephone."""
        return html(self._pages.get_template("phone.html.j2").render(self._values))

    async def asset(self, _request: Request, name: str) -> HTTPResponse:
        """Its style and script."""
        if name not in _FILES:
            return HTTPResponse(status=404)
        return await file(_FOLDER / name, headers={"Cache-Control": "no-store"})

    async def read(self, request: Request) -> HTTPResponse:
        """Both sides of what a telephone shows, and how many texts each telephone got."""
        number = request.args.get("number") or ""
        if number not in self._zones:
            return json({"texts": []})
        try:
            answer = await self.client.get(self._provider)
        except httpx.HTTPError:
            return json({"error": "The local provider does not answer."}, status=502)
        rows: list[dict[str, Any]] = answer.json()["texts"]
        got = Counter(row.get("To") for row in rows)
        return json(
            {
                "now": clock.now().isoformat(),
                "zone": self._zones[number],
                "got": {n: got[n] for n in self._zones},
                "texts": [_shown(r, number) for r in rows if number in (r.get("To"), r["From"])],
            }
        )

    async def send(self, request: Request) -> HTTPResponse:
        """The telephone sends a text."""
        said = request.json or {}
        if said.get("number") not in self._zones:
            return json({"error": "No such telephone."}, status=400)
        try:
            await self.client.post(self._provider, json=said)
        except httpx.HTTPError:
            return json({"error": "The local provider does not answer."}, status=502)
        return json({"ok": True})


def _shown(row: dict[str, Any], number: str) -> dict[str, Any]:
    text = str(row.get("Body") or "")
    return {
        "id": row["sid"],
        "mine": row.get("From") == number,
        "text": text,
        "at": row["at"],
        "characters": len(text),
        "parts": segments.count(text),
    }
