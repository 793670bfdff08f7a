"""The ways out: mail, text, webhook. Each takes a row and says whether it was accepted."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol

import aiosmtplib
import httpx
from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from frontdesk.secrets import secret
from frontdesk.settings import Settings
from frontdesk.store.tables import OutboxRow

#: how long a server may take to accept something, seconds
_PATIENCE = 10.0
#: Twilio's errors that no repetition mends: opted out, not a mobile, no such number ...
_FINAL_TWILIO = {21211, 21408, 21610, 21612, 21614, 30005, 30006}


class Refused(RuntimeError):
    """Not accepted; `why` is a tag, `final` means that trying again is of no use."""

    def __init__(self, why: str, final: bool = False) -> None:
        super().__init__(why)
        self.why, self.final = why, final


@dataclass(frozen=True)
class Sent:
    """Accepted by the transport, under this id of its own."""

    provider_id: str | None = None


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
        message = EmailMessage()
        message["From"] = self._has.mail_from or f"frontdesk@{self._has.smtp_host}"
        message["To"] = row.address
        message["Subject"] = row.body.get("subject", "A message from the clinic")
        message["Message-ID"] = f"<{row.id}@frontdesk.invalid>"
        message.set_content(row.body["text"])
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
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            raise Refused(f"smtp_{type(error).__name__}") from error
        return Sent(message["Message-ID"])


class Texts:
    """Twilio, or an endpoint that speaks its language. Its client blocks: it runs in a thread."""

    def __init__(self, settings: Settings) -> None:
        self._number = settings.twilio_number
        token = secret("TWILIO_AUTH_TOKEN", settings)
        http = TwilioHttpClient(timeout=_PATIENCE)
        self._client = Client(settings.twilio_account_sid, token, http_client=http)
        if settings.twilio_api_url:
            self._client.api.base_url = settings.twilio_api_url.rstrip("/")

    async def send(self, row: OutboxRow) -> Sent:
        """Hand one row to the provider. Raises `Refused`."""
        try:
            return await asyncio.to_thread(self._create, row.address, row.body["text"])
        except TwilioRestException as error:
            final = error.code in _FINAL_TWILIO or error.status == 400
            raise Refused(f"twilio_{error.code}", final=final) from error
        except (TwilioException, RequestException) as error:
            raise Refused("twilio_unreachable") from error

    def _create(self, to: str, text: str) -> Sent:
        made = self._client.messages.create(to=to, from_=self._number, body=text)
        return Sent(made.sid)


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
        ways["sms"] = Texts(settings)
    if settings.page_webhook_url:
        ways["webhook"] = Webhook()
    return ways
