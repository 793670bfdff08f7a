"""rasa_sdk's action server with what it lacks: a token, and errors that tell nothing."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import logging

import structlog
from rasa_sdk.endpoint import create_app as create_sdk_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic
from sanic.handlers import ErrorHandler
from sanic.response import HTTPResponse, json, raw
from sqlalchemy.exc import SQLAlchemyError

from actions._desk import house, warm
from actions._guard import ActionFailed, guard_all
from frontdesk import correlation
from frontdesk.watch.page import CONTENT_TYPE, MetricsPage
from frontdesk.watch.page import PATH as _METRICS

log = structlog.get_logger()

_LIVE, _READY = "/health/live", "/health/ready"
#: what tells nothing of anybody and needs no token
_OPEN = ("/health", _LIVE, _READY, _METRICS)


def create_app(token: str, seconds: float) -> Sanic:
    """The action server with every action of the package `actions`.

    `seconds`: how long the engine waits for one.
    """
    executor = ActionExecutor()
    executor.register_package("actions")
    guard_all(executor, seconds)
    logging.getLogger("rasa_sdk").setLevel(logging.ERROR)
    app: Sanic = create_sdk_app(executor, cors_origins=[])
    app.config.AUTO_EXTEND = False
    # rasa_sdk's own handler echoes the whole request, tracker and all: a new one in its place.
    app.error_handler = ErrorHandler()
    app.error_handler.add(Exception, _failed)

    @app.before_server_start
    async def warm_up(_app: Sanic) -> None:
        with contextlib.suppress(SQLAlchemyError):  # a store that is gone is met later
            await asyncio.to_thread(warm)

    @app.on_request
    async def only_the_engine(request: Request) -> HTTPResponse | None:
        correlation.adopt(request.headers.get(correlation.HEADER, ""))
        if request.path in _OPEN:
            return None
        given = request.headers.get("authorization", "")
        if hmac.compare_digest(given.encode("utf-8", "replace"), f"Bearer {token}".encode()):
            return None
        return json({"error": "not the engine"}, 401)

    for path, tell in ((_LIVE, _live), (_READY, _ready), (_METRICS, _tell_metrics)):
        app.add_route(tell, path, methods=["GET"], name=tell.__name__)
    return app


async def _live(_request: Request) -> HTTPResponse:
    """The process answers."""
    return json({"ok": True})


async def _ready(_request: Request) -> HTTPResponse:
    """The store answers too."""
    try:
        await asyncio.to_thread(house().store.check)
    except SQLAlchemyError:
        return json({"ok": False, "store": False}, 503)
    return json({"ok": True, "store": True})


async def _tell_metrics(_request: Request) -> HTTPResponse:
    """For Prometheus; this server listens on loopback alone."""
    page = MetricsPage(house().store, house().settings)
    return raw(await asyncio.to_thread(page.text), content_type=CONTENT_TYPE)


async def _failed(_request: Request, error: Exception) -> HTTPResponse:
    if isinstance(error, ActionFailed):  # the guard wrote it down
        return json({"error": error.why, "action_name": error.action}, 500)
    log.error("actions.server_failed", error=type(error).__name__)
    return json({"error": type(error).__name__}, 500)
