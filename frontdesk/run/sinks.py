"""A mail server and a Twilio-compatible endpoint on loopback, which keep what they are sent.

For `make run` and the tests: what goes out can be looked at, and nothing leaves the machine.
Mail is kept in `DATA_DIR/mail`, texts in `DATA_DIR/texts`, one file each.
"""

from __future__ import annotations

import asyncio
import json as jsonlib
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from sanic import Request, Sanic
from sanic.response import HTTPResponse, json

from frontdesk import clock
from frontdesk.settings import Settings


async def run_both(settings: Settings, stop: asyncio.Event) -> None:
    """Run both until `stop`, on the ports that the settings name."""
    mail = await serve_mail(settings.data_dir / "mail", settings.smtp_port)
    port = int(settings.twilio_api_url.rsplit(":", 1)[1])
    texts = await serve_texts(settings.data_dir / "texts", port)
    await stop.wait()
    for server in (mail, texts):
        server.close()


async def serve_mail(folder: Path, port: int) -> asyncio.AbstractServer:
    """A mail server that accepts everything and keeps it in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)

    class Keep:
        async def handle_DATA(self, _server: SMTP, _session: Session, mail: Envelope) -> str:
            name = f"{clock.now():%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}.eml"
            content = mail.content or b""
            raw = content if isinstance(content, bytes) else content.encode()
            await asyncio.to_thread((folder / name).write_bytes, raw)
            return "250 Kept"

    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: SMTP(Keep(), loop=loop), "127.0.0.1", port)


async def serve_texts(folder: Path, port: int) -> asyncio.AbstractServer:
    """Twilio's way to create a message; each is kept in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    app = Sanic(f"text_sink_{secrets.token_hex(4)}", configure_logging=False)

    @app.post("/2010-04-01/Accounts/<account:str>/Messages.json")
    async def create(request: Request, account: str) -> HTTPResponse:
        form: Mapping[str, Any] = request.form or {}
        sid = f"SM{secrets.token_hex(16)}"
        kept = {k: form.get(k) for k in ("To", "From", "Body")}
        kept.update(sid=sid, at=clock.now().isoformat())
        path = folder / f"{clock.now():%Y%m%dT%H%M%S.%f}-{sid[-8:]}.json"
        await asyncio.to_thread(path.write_text, jsonlib.dumps(kept))
        return json(
            {
                "sid": sid,
                "account_sid": account,
                "status": "queued",
                "to": kept["To"],
                "from": kept["From"],
                "body": kept["Body"],
                "error_code": None,
            },
            status=201,
        )

    server: Any = await app.create_server(
        host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False
    )
    await server.startup()
    await server.start_serving()
    listening: asyncio.AbstractServer = server.server
    return listening
