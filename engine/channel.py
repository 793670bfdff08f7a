"""The one door into Rasa: four verbs, for the desk alone."""

from __future__ import annotations

import hmac
import logging
import os
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json, text

from engine.bodies import BadRequest, read_conversation, read_hints, read_turn
from engine.correlation import HEADER, correlated
from engine.measures import Measures
from engine.payload import PayloadError
from engine.turns import TurnFailed, Turns

log = logging.getLogger("engine.channel")
MEASURES = Measures()

Handler = Callable[[Request], Awaitable[HTTPResponse]]


class DeskChannel(InputChannel):
    """Takes messages from the desk on loopback and answers in the same response."""

    def __init__(self, token: str) -> None:
        """Args: token: the secret the desk shows. Raises `RasaException` when it is empty."""
        if not token:
            raise RasaException("ENGINE_TOKEN is not set: the desk channel opens with it only.")
        self._token = token

    @classmethod
    def name(cls) -> str:
        """The channel's part of the address: `/webhooks/desk`."""
        return "desk"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> DeskChannel:
        """Made from `credentials.yml`."""
        variable = (credentials or {}).get("token_variable") or "ENGINE_TOKEN"
        return cls(os.environ.get(variable, ""))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes; `on_new_message` is not used, for replies go back in the response."""
        routes = Blueprint("desk_channel")
        for verb in (turn, read, reset, forget):
            routes.add_route(self._guarded(verb), f"/{verb.__name__}", methods=["POST"])
        routes.add_route(health, "/", methods=["GET"])
        return routes

    def _guarded(self, handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: Request) -> HTTPResponse:
            if not self._is_desk(request):
                return _error("unauthorised", "the bearer token is missing or wrong", 401)
            with correlated(request.headers.get(HEADER, "")), MEASURES.timed(handler.__name__):
                response = await _answered(handler, request)
            MEASURES.answered(handler.__name__, response.status)
            return response

        return guarded

    def _is_desk(self, request: Request) -> bool:
        shown = request.headers.get("Authorization", "")
        expected = f"Bearer {self._token}"
        return hmac.compare_digest(shown.encode("utf-8", "ignore"), expected.encode())


async def turn(request: Request) -> HTTPResponse:
    """`POST /turn`: replies and understanding of one message."""
    return json(await _turns(request).turn(read_turn(_body(request))))


async def read(request: Request) -> HTTPResponse:
    """`POST /read`: texts that a turn may bring are read beforehand. Answers at once."""
    for words, metadata in read_hints(_body(request)):
        _turns(request).read_ahead(words, metadata)
    return json({"ok": True})


async def reset(request: Request) -> HTTPResponse:
    """`POST /reset`: leaves every form."""
    await _turns(request).reset(read_conversation(_body(request)))
    return json({"ok": True})


async def forget(request: Request) -> HTTPResponse:
    """`POST /forget`: erases the conversation."""
    await _turns(request).forget(read_conversation(_body(request)))
    return json({"ok": True})


async def health(request: Request) -> HTTPResponse:
    """`GET /`: whether a turn would be taken."""
    return json({"ok": True}, status=200 if hasattr(request.app.ctx, "turns") else 503)


async def metrics(_request: Request) -> HTTPResponse:
    """`GET /metrics`: for Prometheus, on loopback."""
    return text(MEASURES.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


async def _answered(handler: Handler, request: Request) -> HTTPResponse:
    """The handler's response, or an error that holds no word of the message."""
    try:
        return await handler(request)
    except (BadRequest, PayloadError) as error:
        return _error("bad_request", str(error), 400)
    except TurnFailed:
        log.warning("an action failed and nothing was said")
        return _error("action_failed", "an action failed and there is nothing to say", 502)
    except Exception as error:
        log.exception("a %s failed: %s", handler.__name__, type(error).__name__)
        return _error("failed", f"the engine failed: {type(error).__name__}", 500)


def _turns(request: Request) -> Turns:
    return request.app.ctx.turns


def _body(request: Request) -> Any:
    try:
        return request.json
    except Exception as error:
        raise BadRequest("the body must be JSON") from error


def _error(code: str, message: str, status: int) -> HTTPResponse:
    return json({"error": {"code": code, "message": message}}, status=status)
