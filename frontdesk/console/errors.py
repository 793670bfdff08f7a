"""What people see when something is refused, missing or broken: a sentence, never internals."""

from __future__ import annotations

import structlog
from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import NotFound, SanicException
from sanic.response import html, json

from frontdesk.console.context import console_of
from frontdesk.conversations.transcript import NoConversation

log = structlog.get_logger()

_TITLES = {
    400: "That did not work",
    401: "Please sign in again",
    403: "Not allowed",
    404: "Not here",
    405: "Not allowed",
    413: "Too long",
    429: "Too many tries",
}
_BROKEN = "Something went wrong on our side. Nothing you wrote was changed. Please try again."


def install(app: Sanic) -> None:
    """Answer every error with a page of ours."""
    app.error_handler.add(SanicException, _refused)
    app.error_handler.add(NoConversation, _missing)
    app.error_handler.add(Exception, _broken)


def _missing(request: Request, _error: NoConversation) -> HTTPResponse:
    return _refused(request, NotFound("There is no such conversation."))


def _refused(request: Request, error: SanicException) -> HTTPResponse:
    if error.status_code >= 500:
        return _broken(request, error)
    said = str(error) if error.status_code in (400, 401, 403, 429) else ""
    return _answer(request, error.status_code, said)


def _broken(request: Request, error: Exception) -> HTTPResponse:
    route = request.route.path if request.route else None
    log.error("console.failed", error=type(error).__name__, route=route, exc_info=_safe(error))
    return _answer(request, 500, _BROKEN)


def _safe(error: Exception) -> bool:
    """Whether a traceback may be logged: SQL errors quote their parameters, which are people's."""
    return not type(error).__module__.startswith("sqlalchemy")


def _answer(request: Request, status: int, said: str) -> HTTPResponse:
    title = _TITLES.get(status, "Something went wrong")
    if request.headers.get("x-live") == "1":
        return json({"error": said or title}, status=status)
    template = console_of(request).templates.get_template("error.html")
    return html(template.render(title=title, said=said), status=status)
