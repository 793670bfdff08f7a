"""The ways out: mail, text, webhook. Each takes a row and says whether it was accepted."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol

import aiosmtplib
import httpx

from frontdesk.channels.sms.provider import Outgoing, Provider, Refused
from frontdesk.channels.sms.twilio import Twilio
from frontdesk.secrets import secret
from frontdesk.settings import Settings
from frontdesk.store.tables import OutboxRow

#: how long a server may take to accept something, seconds
_PATIENCE = 10.0


@dataclass(frozen=True)
class Sent:
    """Accepted by the transport, under this id of its own."""

    provider_id: str | None = None


def receipts_url(settings: Settings) -> str:
    """Where a provider of texts tells what became of one."""
    return f"{settings.public_base}/webhooks/sms/status"


class Transport(Protocol):
    """A way out."""

    async def send(self, row: OutboxRow) -> Sent:
        """Hand one row over. Raises `Refused`."""


class Mail:
    """SMTP."""

    def __init__(self, settings: Settings) -> None:
        self._has = settings
        self._password = secret("SMTP_PASSWORD", settings)

    async def send(self, row: OutboxRow) -> Sent:
        """Hand one row to the mail server. Raises `Refused`."""
        message = self._written(row)
        try:
            await aiosmtplib.send(
                message,
                hostname=self._has.smtp_host,
                port=self._has.smtp_port,
                username=self._has.smtp_user or None,
                password=self._password or None,
                start_tls=self._has.smtp_tls,
                timeout=_PATIENCE,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            codes = [e.code for e in error.recipients]
            raise Refused("smtp_recipient", final=all(c >= 500 for c in codes)) from error
        except aiosmtplib.SMTPNotSupported as error:
            # An address with letters that this server can not take: it never will.
            raise Refused("smtp_address", final=True) from error
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise Refused(f"smtp_{type(error).__name__}") from error
        return Sent(message["Message-ID"])

    def _written(self, row: OutboxRow) -> EmailMessage:
        message = EmailMessage()
        # A sender that can not be written is the clinic's to mend: what waits is kept for it.
        message["From"] = self._has.mail_from or f"frontdesk@{self._has.smtp_host}"
        message["Message-ID"] = f"<{row.id}@frontdesk.invalid>"
        try:
            _fill(message, row)
        except Exception as error:  # noqa: BLE001
            # The library raises anything at an odd address, AttributeError among it.
            raise Refused("mail_not_written", final=True) from error
        return message


def _fill(message: EmailMessage, row: OutboxRow) -> None:
    message["To"] = row.address
    message["Subject"] = row.body.get("subject", "A message from the clinic")
    message.set_content(row.body["text"])
    for file in row.body.get("attachments", ()):
        main, _, sub = file["type"].partition("/")
        content = file["text"].encode()
        message.add_attachment(content, main, sub, filename=file["name"])


class Texts:
    """The provider of texts. Its client blocks: it runs in a thread."""

    def __init__(self, provider: Provider, receipts_at: str) -> None:
        """`receipts_at`: the address at which the provider tells what became of a text."""
        self._provider = provider
        self._receipts_at = receipts_at
        # Its own threads: a provider that hangs must not hold those of others.
        self._threads = ThreadPoolExecutor(16, thread_name_prefix="provider")

    async def send(self, row: OutboxRow) -> Sent:
        """Hand one row to the provider. Raises `Refused`."""
        text = Outgoing(row.address, row.body["text"], f"{self._receipts_at}?row={row.id}")
        loop = asyncio.get_running_loop()
        return Sent(await loop.run_in_executor(self._threads, self._provider.send, text))


class Webhook:
    """A Slack-compatible address that pages staff."""

    async def send(self, row: OutboxRow) -> Sent:
        """Post one row. Raises `Refused`."""
        try:
            async with httpx.AsyncClient(timeout=_PATIENCE) as client:
                response = await client.post(
                    row.address,
                    json={"text": row.body["text"]},
                    headers={"Idempotency-Key": row.key},
                )
        except httpx.HTTPError as error:
            raise Refused("webhook_unreachable") from error
        if response.status_code >= 300:
            final = 400 <= response.status_code < 500 and response.status_code != 429
            raise Refused(f"webhook_{response.status_code}", final=final)
        return Sent()


def transports(settings: Settings) -> dict[str, Transport]:
    """The ways out that the settings open."""
    ways: dict[str, Transport] = {}
    if settings.smtp_host:
        ways["email"] = Mail(settings)
    if settings.twilio_account_sid and settings.twilio_number:
        ways["sms"] = Texts(Twilio(settings), receipts_url(settings))
    if settings.page_webhook_url:
        ways["webhook"] = Webhook()
    return ways
