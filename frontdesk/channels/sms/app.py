"""The webhooks of texts, on the patient server. What is not signed is neither parsed nor logged."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

import structlog
from sanic import Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse, empty
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.channels.sms.channel import Handed, TextChannel
from frontdesk.channels.sms.on_call import OnCall
from frontdesk.channels.sms.provider import Call, Outgoing, Provider, Reply, Unreadable
from frontdesk.channels.sms.receipts import Receipts
from frontdesk.channels.sms.twilio import Twilio
from frontdesk.correlation import correlated
from frontdesk.door import Door
from frontdesk.door.journal import NotKept
from frontdesk.house import House
from frontdesk.secrets import secret
from frontdesk.settings import Settings
from frontdesk.worker.transports import receipts_url

log = structlog.get_logger()

Hook = Callable[[Request], Coroutine[Any, Any, "HTTPResponse | None"]]
INCOMING, STATUS, FALLBACK = "/webhooks/sms", "/webhooks/sms/status", "/webhooks/sms/fallback"
#: seconds a webhook waits for the answer of a turn: longer than the turn itself may take (8), so
#: that its honest line still goes with the response; Twilio gives up after 15
TURN_WITHIN = 8.5
_FALLBACK_WITHIN = 4.0
#: said when the provider could not reach the first address; needs no store, engine or worker
_FALLBACK = (
    "We could not take your text just now. In an emergency, call 911. In a crisis, call or "
    "text 988. Our number is {phone}."
)


def add_texts(app: Sanic, house: House, door: Door, provider: Provider | None = None) -> None:
    """Add the webhooks of `provider` (default: Twilio, as the settings say) to the server."""
    channel = make_channel(house, door, provider or Twilio(house.settings))
    fixed = _FALLBACK.format(phone=house.clinic.clinic.phone)
    hooks = _Hooks(channel, house.settings, fixed, closed=_unsigned(house))
    for path, hook in (
        (INCOMING, hooks.incoming), (STATUS, hooks.status), (FALLBACK, hooks.fallback)
    ):  # fmt: skip
        name = f"sms_{hook.__name__}"
        app.add_route(_correlated(hook), path, methods=["POST"], name=name)
    app.register_listener(lambda _app: channel.finish(), "before_server_stop")


def make_channel(house: House, door: Door, provider: Provider) -> TextChannel:
    """The channel, put together from the rooms of the house."""
    return TextChannel(
        provider,
        door,
        house.handover,
        Receipts(house.store, house.clinic, house.ladder),
        OnCall(house.store, house.ladder, door),
        house.threads,
        number_key=secret("LOOKUP_SECRET", house.settings),
        receipts_url=receipts_url(house.settings),
        last_words=house.alarms.last_words,
        turn_within=TURN_WITHIN,
    )


def _unsigned(house: House) -> bool:
    """Then nothing is read or kept; nobody is left without the word 911 all the same."""
    return house.settings.production and not house.clinic.compliance.covers("sms")


def _correlated(hook: Hook) -> Hook:
    """With the id that the text will have, from its first log line on."""

    @wraps(hook)
    async def within(request: Request) -> HTTPResponse | None:
        with correlated():
            return await hook(request)

    return within


class _Hooks:
    def __init__(
        self, channel: TextChannel, settings: Settings, fallback: str, closed: bool
    ) -> None:
        self._channel = channel
        self._settings = settings
        self._fallback = fallback
        self._closed = closed

    async def incoming(self, request: Request) -> HTTPResponse | None:
        """A text came in."""
        call = _call(request, self._settings)
        if not self._channel.provider.proves(call):
            return _refused()
        try:
            if self._closed:
                return self._fixed_words(self._channel.provider.incoming(call).sender)
            handed = await self._channel.take(call)
        except Unreadable:
            log.warning("sms.unreadable")
            return empty(400)
        except NotKept:
            # The provider turns to the fallback address, which needs nothing.
            return empty(503)
        except Exception as error:  # noqa: BLE001
            log.critical("sms.fault", error=type(error).__name__, exc_info=error)
            return empty(503)
        await self._write(request, handed)
        return None

    async def status(self, request: Request) -> HTTPResponse:
        """The provider tells what became of a text of ours."""
        call = _call(request, self._settings)
        if not self._channel.provider.proves(call):
            return _refused()
        try:
            await asyncio.wait_for(self._channel.receipt(call), 5.0)
        except (SQLAlchemyError, asyncio.TimeoutError) as error:
            log.error("sms.receipt_not_kept", error=type(error).__name__)
            return empty(503)
        return empty()

    async def fallback(self, request: Request) -> HTTPResponse | None:
        """The first address failed: fixed words, and another try to keep the text."""
        call = _call(request, self._settings)
        if not self._channel.provider.proves(call):
            return _refused()
        try:
            sender = self._channel.provider.incoming(call).sender
            if self._closed:
                return self._fixed_words(sender)
            handed = await asyncio.wait_for(self._channel.take(call), _FALLBACK_WITHIN)
            if handed.reply:
                await self._write(request, handed)
                return None
        except Unreadable:
            return empty(400)
        except Exception as error:  # noqa: BLE001
            log.critical("sms.fallback", error=type(error).__name__)
        return self._fixed_words(sender)

    def _fixed_words(self, to: str) -> HTTPResponse:
        return _response(self._channel.provider.reply([Outgoing(to, self._fallback)]))

    async def _write(self, request: Request, handed: Handed) -> None:
        """Write the response first; only then its texts count as handed over."""
        written = False
        try:
            response = await request.respond(_response(handed.reply))
            await response.send(end_stream=True)
            written = True
        except (SanicException, OSError) as error:
            log.warning("sms.response_not_written", error=type(error).__name__)
        finally:
            if not written:
                self._channel.dropped(handed)
        if written:
            self._channel.given(handed)


def _response(reply: Reply | None) -> HTTPResponse:
    if reply is None:
        return HTTPResponse(
            '<?xml version="1.0" encoding="UTF-8"?><Response/>',
            200,
            content_type="text/xml; charset=utf-8",
        )
    return HTTPResponse(reply.body, 200, dict(reply.headers), content_type=reply.content_type)


def _refused() -> HTTPResponse:
    return empty(403)


def _call(request: Request, settings: Settings) -> Call:
    query = f"?{request.query_string}" if request.query_string else ""
    base = settings.public_base if settings.public_url else _own(request, settings)
    headers = {k.lower(): v for k, v in request.headers.items()}
    return Call(f"{base}{request.path}{query}", request.body, headers)


def _own(request: Request, settings: Settings) -> str:
    """The address the request itself names; a proxy's word counts where one is trusted."""
    scheme, host = request.scheme, request.host
    if settings.trusted_proxies:
        scheme = request.headers.get("x-forwarded-proto", scheme).split(",")[0].strip()
        host = request.headers.get("x-forwarded-host", host).split(",")[0].strip()
    return f"{scheme}://{host}"
