"""A mail server and a Twilio-compatible endpoint on loopback, which keep what they are sent.

For `make run` and the tests: what goes out can be looked at, and nothing leaves the machine.
Mail is kept in `DATA_DIR/mail`, texts in `DATA_DIR/texts`, one file each.
"""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from frontdesk import clock
from frontdesk.run.text_provider import TextProvider
from frontdesk.settings import Settings


async def run_both(settings: Settings, stop: asyncio.Event) -> None:
    """Run both until `stop`, on the ports that the settings name."""
    mail = await serve_mail(settings.data_dir / "mail", settings.smtp_port)
    port = int(settings.twilio_api_url.rsplit(":", 1)[1])
    provider = TextProvider(settings)
    texts = await provider.serve(port)
    await stop.wait()
    for server in (mail, texts):
        server.close()
    await provider.close()


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
