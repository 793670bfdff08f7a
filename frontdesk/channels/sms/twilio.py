"""Twilio, or an endpoint that speaks its language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qs, parse_qsl, urlsplit

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse

from frontdesk.channels.sms.numbers import WHATSAPP
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
from frontdesk.secrets import secret
from frontdesk.settings import Settings

#: how long Twilio's own server may take to accept something, seconds
PATIENCE = 10.0
#: its owner opted out at the provider
_BLOCKED = {21610}
#: no telephone that can be texted: not valid, a landline, unknown
_UNREACHABLE = {21211, 21614, 30005, 30006}
#: no repetition mends these either: a region not allowed, no route, the content filtered ...
_FINAL = _BLOCKED | _UNREACHABLE | {21408, 21602, 21606, 21612, 21617, 30004, 30007, 30034}
_MOST_FIELDS = 200
_STATES: Mapping[str, State] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}


class Twilio:
    """Signatures, payloads, TwiML and the REST client of Twilio."""

    def __init__(self, settings: Settings) -> None:
        token = secret("TWILIO_AUTH_TOKEN", settings)
        self._number = settings.twilio_number
        self._account = settings.twilio_account_sid
        self._validator = RequestValidator(token) if token else None
        self._token, self._api_url = token, settings.twilio_api_url.rstrip("/")
        self._made: Client | None = None

    def proves(self, call: Call) -> bool:
        """Whether `call` is signed with the account's token."""
        signature = call.headers.get("x-twilio-signature", "")
        if self._validator is None or not signature.isascii():
            return False
        try:
            return bool(self._validator.validate(call.url, _Fields(call), signature))
        except ValueError:  # an address or a form that no provider would send
            return False

    def incoming(self, call: Call) -> Incoming:
        """The text that a proven call brings. Raises `Unreadable`."""
        has = _Fields(call).first
        sender = _tag(has("From"))
        if not sender:
            raise Unreadable("no sender")
        return Incoming(
            id=_tag(has("MessageSid") or has("SmsMessageSid") or has("SmsSid")) or None,
            sender=sender,
            text=has("Body"),
            attachments=_attachments(has),
            provider_replied=_tag(has("OptOutType")) or None,
        )

    def receipt(self, call: Call) -> Receipt | None:
        """What a proven call tells of a text of ours."""
        has = _Fields(call).first
        state = _STATES.get(has("MessageStatus") or has("SmsStatus"))
        if state is None:
            return None
        row = parse_qs(urlsplit(call.url).query).get("row", [None])[0]
        refused = None
        if state == "failed":
            code = has("ErrorCode")
            refused = _refused(int(code) if code.isascii() and code.isdigit() else 0)
        return Receipt(row, has("MessageSid") or has("SmsSid") or None, state, refused)

    def reply(self, texts: Sequence[Outgoing]) -> Reply:
        """TwiML that sends `texts`, in this order."""
        response = MessagingResponse()
        for text in texts:
            options = {"status_callback": text.receipts} if text.receipts else {}
            response.message(text.text, to=text.to, **options)
        return Reply(str(response), "text/xml; charset=utf-8")

    def send(self, text: Outgoing) -> str:
        """Send one text, blocking. Raises `Refused`."""
        whatsapp = text.to.startswith(WHATSAPP)
        try:
            made = self._client().messages.create(
                to=text.to,
                from_=(WHATSAPP if whatsapp else "") + self._number,
                body=text.text,
                **({"status_callback": text.receipts} if text.receipts else {}),
            )
        except TwilioRestException as error:
            raise _of_rest(error) from error
        except (TwilioException, RequestException) as error:
            raise Refused("twilio_unreachable") from error
        return str(made.sid)

    def check(self) -> str:
        """Try the credentials, blocking. Raises `Refused`."""
        try:
            account = self._client().api.v2010.accounts(self._account).fetch()
        except TwilioRestException as error:
            raise _of_rest(error) from error
        except (TwilioException, RequestException) as error:
            raise Refused("twilio_unreachable") from error
        return f"account {account.friendly_name}, {account.status}"

    def _client(self) -> Client:
        if self._made is None:
            http = TwilioHttpClient(timeout=PATIENCE)
            made = Client(self._account, self._token, http_client=http)
            if self._api_url:
                made.api.base_url = self._api_url
            # Only when it is whole: several threads send at once.
            self._made = made
        return self._made


class _Fields(dict[str, list[str]]):
    """A form with every value, blank ones too: the signature counts them."""

    def __init__(self, call: Call) -> None:
        text = call.body.decode("utf-8", "replace")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        super().__init__()
        for name, value in pairs:
            self.setdefault(name, []).append(value)

    def getall(self, name: str) -> list[str]:
        """Every value of a field, as Twilio's validator asks for them."""
        return self[name]

    def first(self, name: str) -> str:
        """The first value of a field, or nothing."""
        return self.get(name, [""])[0]


def _attachments(first: Callable[[str], str]) -> tuple[str, ...]:
    count = first("NumMedia")
    media = min(int(count), 10) if count.isascii() and count.isdigit() else 0
    kinds = [_tag(first(f"MediaContentType{n}")) or "file" for n in range(media)]
    if first("Latitude") and first("Longitude"):
        kinds.append("location")
    return tuple(kinds)


def _tag(value: str) -> str:
    """What a provider's own word may hold; everything else is cut out."""
    return re.sub(r"[^\x21-\x7e]", "", value)[:80]


def _refused(code: int) -> Refused:
    stops = "blocked" if code in _BLOCKED else "unreachable" if code in _UNREACHABLE else None
    return Refused(f"twilio_{code}", final=code in _FINAL, stops=stops)


def _of_rest(error: TwilioRestException) -> Refused:
    known = _refused(int(error.code or error.status or 0))
    # A request that is wrong stays wrong; 429 and 5xx pass.
    wrong = 400 <= error.status < 500 and error.status not in (408, 425, 429)
    return Refused(known.why, known.final or wrong, known.stops)
