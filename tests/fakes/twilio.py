"""Twilio as our server meets it: signed webhooks in, TwiML and REST out.

The wire is the product's own local provider; this adds what only tests want: forging, repeating.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx
from twilio.request_validator import RequestValidator

TOKEN = "local-sink-only"
NUMBER = "+13125550100"


def form_of(sender: str, body: str, **fields: str) -> dict[str, str]:
    """The fields of an incoming text as Twilio sends them."""
    sid = fields.pop("MessageSid", f"SM{secrets.token_hex(16)}")
    return {
        "ToCountry": "US",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "SmsSid": sid,
        "FromState": "IL",
        "SmsStatus": "received",
        "Body": body,
        "To": NUMBER,
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": "AC" + "0" * 32,
        "From": sender,
        "ApiVersion": "2010-04-01",
        **fields,
    }


def signature_of(url: str, form: Mapping[str, str], token: str = TOKEN) -> str:
    """What Twilio would write into X-Twilio-Signature."""
    return str(RequestValidator(token).compute_signature(url, dict(form)))


def texts_in(answer: httpx.Response) -> list[str]:
    """The bodies of the messages in a TwiML response."""
    return [m.text or "" for m in ElementTree.fromstring(answer.text).iter("Message")]


class Telephone:
    """Sends signed webhooks to a server."""

    def __init__(self, url: str, sender: str = "+13125550123", token: str = TOKEN) -> None:
        self.url, self.sender, self._token = url, sender, token
        self.client = httpx.AsyncClient(timeout=20, trust_env=False, verify=False)

    async def text(self, body: str, **fields: str) -> list[str]:
        """Send a text; returns what its response brought."""
        answer = await self.post(form_of(self.sender, body, **fields))
        assert answer.status_code == 200, answer.status_code
        return texts_in(answer)

    async def post(
        self,
        form: Mapping[str, str],
        path: str = "/webhooks/sms",
        signature: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """A webhook, signed unless another signature is given."""
        signed = (
            signature if signature is not None else signature_of(self.url + path, form, self._token)
        )
        return await self.client.post(
            self.url + path,
            content=urlencode(form),
            headers={
                "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
                "X-Twilio-Signature": signed,
                **(headers or {}),
            },
        )
