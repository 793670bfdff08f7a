"""A provider of texts on loopback that speaks Twilio's language, and telephones that use it.

For `make run` and the tests: what we send is kept in `DATA_DIR/texts`, one file each; what a
telephone sends becomes a real, signed webhook to the patient server, and what comes back in its
response, or through the REST address, arrives at that telephone. Statuses are told as Twilio does.
"""

from __future__ import annotations

import asyncio
import json as jsonlib
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx
from sanic import Request, Sanic
from sanic.response import HTTPResponse, json
from twilio.request_validator import RequestValidator

from frontdesk import clock
from frontdesk.secrets import secret
from frontdesk.settings import Settings

#: Twilio's own numbers for trying out errors, and what they answer
TRIAL_NUMBERS = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
#: seconds after which a webhook that does not answer is given up, as Twilio does
_PATIENCE = 15.0


class TextProvider:
    """The local provider: `serve` its addresses, or use `text` from Python."""

    def __init__(self, settings: Settings, server: str = "") -> None:
        """`server`: where the patient server listens, if that is not the address it is known by."""
        self._folder = settings.data_dir / "texts"
        self._sent_to_us = settings.data_dir / "phone"
        self._number = settings.twilio_number
        self._server = server or f"http://127.0.0.1:{settings.port}"
        # What is signed is the address the server knows itself by.
        self._public = settings.public_url.rstrip("/") or self._server
        self._signs = RequestValidator(secret("TWILIO_AUTH_TOKEN", settings))
        self._client = httpx.AsyncClient(timeout=_PATIENCE, trust_env=False)
        self._tasks: set[asyncio.Task[None]] = set()
        #: texts that were read from their files, by the files' names
        self._known: dict[str, dict[str, Any]] = {}
        #: answers to give to the next requests instead of accepting them: (status, Twilio's code)
        self.troubles: list[tuple[int, int]] = []
        for folder in (self._folder, self._sent_to_us):
            folder.mkdir(parents=True, exist_ok=True)

    async def serve(self, port: int) -> asyncio.AbstractServer:
        """Listen on a loopback port (0: any)."""
        app = Sanic(f"text_provider_{secrets.token_hex(4)}", configure_logging=False)
        app.config.TOUCHUP = app.config.AUTO_EXTEND = False
        accounts = "/2010-04-01/Accounts/<account:str>"
        app.add_route(self._create, f"{accounts}/Messages.json", methods=["POST"])
        app.add_route(self._account, "/2010-04-01/Accounts/<account:strorempty>")
        app.add_route(self._phone_sends, "/phone/texts", methods=["POST"], name="phone_sends")
        app.add_route(self._phone_reads, "/phone/texts", name="phone_reads")
        server: Any = await app.create_server(
            host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False
        )
        await server.startup()
        await server.start_serving()
        listening: asyncio.AbstractServer = server.server
        return listening

    async def close(self) -> None:
        """Let go of what is under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    async def text(self, sender: str, body: str, **fields: str) -> list[str]:
        """A telephone sends a text; returns what the response brought back at once."""
        form = {
            "MessageSid": f"SM{secrets.token_hex(16)}",
            "AccountSid": "AC" + "0" * 32,
            "From": sender,
            "To": self._number,
            "Body": body,
            "NumMedia": "0",
            "NumSegments": "1",
            "ApiVersion": "2010-04-01",
            **fields,
        }
        self._keep(self._sent_to_us, {"From": sender, "Body": body, "sid": form["MessageSid"]})
        for path in ("/webhooks/sms", "/webhooks/sms/fallback"):
            try:
                answer = await self.post(path, form)
            except httpx.HTTPError:
                continue
            if answer.status_code < 400:
                return self._receive(answer.text, sender)
        return []

    async def post(self, path: str, form: Mapping[str, str]) -> httpx.Response:
        """A signed webhook to the patient server."""
        signature = self._signs.compute_signature(self._public + path, dict(form))
        return await self._client.post(
            self._server + path, data=dict(form), headers={"X-Twilio-Signature": signature}
        )

    def read(self, number: str = "") -> list[dict[str, Any]]:
        """Both sides of what a telephone shows, oldest first; without a number, of them all."""
        for path in (*self._folder.glob("*.json"), *self._sent_to_us.glob("*.json")):
            if path.name not in self._known:
                self._known[path.name] = jsonlib.loads(path.read_text())
        rows = [self._known[name] for name in sorted(self._known)]
        return [r for r in rows if not number or number in (r.get("To"), r.get("From"))]

    def _receive(self, twiml: str, sender: str) -> list[str]:
        bodies = []
        for message in ElementTree.fromstring(twiml).iter("Message"):
            bodies.append(message.text or "")
            to, receipts = message.get("to") or sender, message.get("statusCallback")
            self._accept(to, bodies[-1], receipts)
        return bodies

    def _accept(self, to: str, body: str, receipts: str | None) -> str:
        sid = f"SM{secrets.token_hex(16)}"
        self._keep(self._folder, {"To": to, "From": self._number, "Body": body, "sid": sid})
        if receipts:
            task = asyncio.create_task(self._tell(receipts, sid, to))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return sid

    async def _tell(self, receipts: str, sid: str, to: str) -> None:
        at = urlsplit(receipts)
        for status in ("sent", "delivered"):
            form = {"MessageSid": sid, "MessageStatus": status, "To": to, "From": self._number}
            try:
                await self.post(f"{at.path}?{at.query}", form)
            except httpx.HTTPError:
                return

    def _keep(self, folder: Path, row: dict[str, str]) -> None:
        row["at"] = clock.now().isoformat()
        name = f"{clock.now():%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}.json"
        draft = folder / f".{name}"
        draft.write_text(jsonlib.dumps(row))
        draft.rename(folder / name)

    async def _create(self, request: Request, account: str) -> HTTPResponse:
        form: Mapping[str, Any] = request.form or {}
        to, body = form.get("To") or "", form.get("Body") or ""
        status, code = self.troubles.pop(0) if self.troubles else (400, TRIAL_NUMBERS.get(to, 0))
        if code:
            return json({"code": code, "message": "Not accepted", "status": status}, status)
        sid = self._accept(to, body, form.get("StatusCallback"))
        made = {"sid": sid, "account_sid": account, "status": "queued", "to": to, "body": body}
        return json({**made, "from": form.get("From"), "error_code": None}, status=201)

    async def _account(self, _request: Request, account: str) -> HTTPResponse:
        sid = account.removesuffix(".json")
        return json({"sid": sid, "friendly_name": "a local provider", "status": "active"})

    async def _phone_sends(self, request: Request) -> HTTPResponse:
        has = request.json or {}
        picture = {"NumMedia": "1", "MediaContentType0": "image/jpeg"} if has.get("picture") else {}
        await self.text(str(has.get("number")), str(has.get("text") or ""), **picture)
        return json({"ok": True})

    async def _phone_reads(self, request: Request) -> HTTPResponse:
        rows = await asyncio.to_thread(self.read, request.args.get("number") or "")
        return json({"texts": rows})
