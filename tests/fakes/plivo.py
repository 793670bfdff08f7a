"""A second provider in one file: Plivo. It shows that the interface is none of Twilio's own.

Webhooks and codes: docs.plivo.com, Messaging (handling incoming, status callbacks, error codes).
Messaging signs by X-Plivo-Signature-V2, which covers the address without its query and a nonce,
not the body; V3 is of voice. Kept with the tests until a clinic asks for it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs, parse_qsl, urlsplit
from xml.etree import ElementTree

import httpx

from frontdesk.channels.sms.provider import (
    Call,
    Incoming,
    Outgoing,
    Receipt,
    Refused,
    Reply,
    State,
    Unreadable,
)

_STATES: Mapping[str, State] = {
    "sent": "sent", "delivered": "delivered", "read": "delivered", "undelivered": "failed",
    "rejected": "failed", "failed": "failed",
}  # fmt: skip
#: Plivo's codes: 200 its owner texted STOP; 50 no valid number, 70 gone for good
_STOPS = {"200": "blocked", "50": "unreachable", "70": "unreachable"}
#: no repetition mends these either: spam filter, our own number, prohibited, too long, no campaign
_FINAL = {*_STOPS, "10", "30", "40", "100", "110", "201"}


class Plivo:
    """Signatures, payloads, XML and the REST address of Plivo."""

    def __init__(self, account: str, token: str, number: str, client: httpx.Client) -> None:
        self._account, self._token, self._number = account, token, number
        self._client = client

    def proves(self, call: Call) -> bool:
        """Whether address and nonce are signed with the account's token."""
        address = call.url.partition("?")[0]
        nonce = call.headers.get("x-plivo-signature-v2-nonce", "")
        mac = hmac.new(self._token.encode(), (address + nonce).encode(), hashlib.sha256)
        given = call.headers.get("x-plivo-signature-v2", "")
        return bool(nonce) and hmac.compare_digest(
            base64.b64encode(mac.digest()), given.encode("utf-8", "replace")
        )

    def incoming(self, call: Call) -> Incoming:
        """The text that a proven call brings. Raises `Unreadable`."""
        has = dict(parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True))
        if not has.get("From"):
            raise Unreadable("no sender")
        media = [k for k in has if k.startswith("Media") and k[5:].isdigit()]
        return Incoming(
            id=has.get("MessageUUID"),
            sender=f"+{has['From'].lstrip('+')}" if has["From"].strip("+").isdigit() else "?",
            # A picture message brings its words as Body.
            text=has.get("Text") or has.get("Body", ""),
            attachments=("file",) * len(media),
        )

    def receipt(self, call: Call) -> Receipt | None:
        """What a proven call tells of a text of ours."""
        has = dict(parse_qsl(call.body.decode("utf-8", "replace")))
        state = _STATES.get(has.get("Status", ""))
        if state is None:
            return None
        code = has.get("ErrorCode", "")
        stops = _STOPS.get(code)
        failed = state == "failed"
        refused = Refused(f"plivo_{code}", code in _FINAL, stops) if failed else None
        row = parse_qs(urlsplit(call.url).query).get("row", [None])[0]
        return Receipt(row, has.get("MessageUUID"), state, refused)

    def reply(self, texts: Sequence[Outgoing]) -> Reply:
        """Plivo's XML; numbers without a plus."""
        root = ElementTree.Element("Response")
        for text in texts:
            message = ElementTree.SubElement(
                root, "Message", src=self._number.lstrip("+"), dst=text.to.lstrip("+")
            )
            message.text = text.text
            if text.receipts:
                message.set("callbackUrl", text.receipts)
        return Reply(ElementTree.tostring(root, encoding="unicode"), "application/xml")

    def send(self, text: Outgoing) -> str:
        """Send one text, blocking. Raises `Refused`."""
        answer = self._client.post(
            f"/v1/Account/{self._account}/Message/",
            auth=(self._account, self._token),
            json={
                "src": self._number, "dst": text.to, "text": text.text, "url": text.receipts,
            },
        )  # fmt: skip
        if answer.status_code >= 400:
            final = answer.status_code < 500 and answer.status_code != 429
            raise Refused(f"plivo_{answer.status_code}", final)
        return str(answer.json()["message_uuid"][0])

    def check(self) -> str:
        """Try the credentials, blocking. Raises `Refused`."""
        return "not asked"
