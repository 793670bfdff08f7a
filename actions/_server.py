"""rasa_sdk's action server with what it lacks: a token, and errors that tell nothing."""

from __future__ import annotations

import hmac
import logging

import structlog
from rasa_sdk.endpoint import create_app as create_sdk_app
from rasa_sdk.executor import ActionExecutor
from sanic import Request, Sanic
from sanic.handlers import ErrorHandler
from sanic.response import HTTPResponse, json

log = structlog.get_logger()


def create_app(token: str) -> Sanic:
    """The action server with every action of the package `actions`."""
    executor = ActionExecutor()
    executor.register_package("actions")
    logging.getLogger("rasa_sdk").setLevel(logging.ERROR)
    app: Sanic = create_sdk_app(executor, cors_origins=[])
    # rasa_sdk's own handler echoes the whole request, tracker and all: a new one in its place.
    app.error_handler = ErrorHandler()
    app.error_handler.add(Exception, _failed)

    @app.on_request
    async def only_the_engine(request: Request) -> HTTPResponse | None:
        if request.path == "/health":
            return None
        given = request.headers.get("authorization", "")
        if hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            return None
        return json({"error": "not the engine"}, 401)

    return app


async def _failed(_request: Request, error: Exception) -> HTTPResponse:
    log.error("actions.failed", error=type(error).__name__)
    return json({"error": type(error).__name__}, 500)
