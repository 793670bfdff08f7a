"""The console's two cookies: the session, and the token of forms before there is one."""

from __future__ import annotations

from sanic import HTTPResponse, Request

_SESSION = "frontdesk_session"
_FORM = "frontdesk_form"


def session_token(request: Request, https: bool) -> str | None:
    """What the session cookie holds."""
    return _plain(request.cookies.get(_session_name(https)))


def set_session(response: HTTPResponse, token: str, https: bool) -> None:
    """Sign the browser in; it forgets when it is closed."""
    response.add_cookie(
        _session_name(https), token, httponly=True, samesite="Lax", secure=https, path="/"
    )


def drop_session(response: HTTPResponse, https: bool) -> None:
    """Sign the browser out."""
    response.add_cookie(
        _session_name(https), "", httponly=True, samesite="Lax", secure=https, path="/", max_age=0
    )


def form_token(request: Request) -> str | None:
    """What a form without a session must repeat."""
    return _plain(request.cookies.get(_FORM))


def set_form_token(response: HTTPResponse, token: str, https: bool) -> None:
    """Give the browser the token that its form must repeat."""
    response.add_cookie(
        _FORM, token, httponly=True, samesite="Strict", secure=https, path="/", max_age=3600
    )


def _plain(value: str | None) -> str | None:
    """None of ours holds anything else; from outside may come any bytes at all."""
    return value if value and value.isascii() and value.isprintable() else None


def _session_name(https: bool) -> str:
    # The prefix makes browsers refuse it from another host or without https.
    return f"__Host-{_SESSION}" if https else _SESSION
