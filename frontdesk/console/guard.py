"""Before every view: who is it, may they, did their own page ask; after it: safe headers."""

from __future__ import annotations

import secrets
from functools import partial
from hmac import compare_digest
from urllib.parse import quote, urlsplit

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import BadRequest, Forbidden, Unauthorized
from sanic.response import redirect
from sqlalchemy.orm import Session

from frontdesk import audit
from frontdesk.console.context import Console, console_of
from frontdesk.console.cookies import form_token, session_token
from frontdesk.console.forms import field
from frontdesk.staff import second_factor
from frontdesk.staff.roles import ENTERING, PUBLIC, SIGNED_IN, may
from frontdesk.staff.sessions import SignedIn, find_session, needs_touch, touch
from frontdesk.store.storable import storable

_READS = ("GET", "HEAD")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Not "no-referrer": browsers would then hide the Origin of our own forms.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def install(app: Sanic) -> None:
    """Put the guard before and behind every route."""
    app.on_request(check)
    app.on_response(add_headers)  # type: ignore[no-untyped-call]


async def check(request: Request) -> HTTPResponse | None:
    """Let the request pass, send the person to sign in, or refuse."""
    if request.route is None:
        return None  # nothing of that name: the error page needs nobody
    _check_signs(request)
    console = console_of(request)
    permission = request.route.ctx.permission
    request.ctx.at = console.now()
    known = await _who(console, request) if permission != PUBLIC else None
    request.ctx.session_id = known.session_id if known else None
    request.ctx.staff = known.staff if known else None
    request.ctx.verified = known is not None and known.verified
    request.ctx.may = partial(may, known.staff.role if known else "")
    request.ctx.csrf = known.csrf if known else _form_token(request)
    if permission != PUBLIC and known is None:
        return _to_sign_in(request)
    if request.method not in _READS:
        _check_origin(request, console)
        _check_token(request)
    if known is None or permission == ENTERING:
        return None
    if elsewhere := _first(console, known, permission):
        return _turn_away(request, elsewhere)
    if permission != SIGNED_IN:
        await _check_permission(console, request, known, permission)
    return None


async def add_headers(request: Request, response: HTTPResponse) -> None:
    """Security headers on every response, also on refusals and streams."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if console_of(request).https:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")


def _first(console: Console, known: SignedIn, permission: str) -> str | None:
    """Where somebody must go before anything else."""
    if not known.verified:
        return "/code"
    if permission == SIGNED_IN:
        return None
    if known.staff.one_time:
        return "/password"
    missing = known.staff.totp_at is None and second_factor.required(console.settings, known.staff)
    return "/second-factor" if missing else None


def _turn_away(request: Request, elsewhere: str) -> HTTPResponse:
    if is_live(request) or request.method not in _READS:
        raise Unauthorized("Please sign in again.")
    return redirect(elsewhere)


def is_live(request: Request) -> bool:
    """Whether a page asked by itself, which is no sign of life of the person before it."""
    return request.headers.get("x-live") == "1" or request.path == "/live"


async def _who(console: Console, request: Request) -> SignedIn | None:
    token = session_token(request, console.https)
    if not token:
        return None
    at = request.ctx.at

    def look(session: Session) -> tuple[SignedIn | None, bool]:
        known = find_session(session, token, at, console.idle)
        stale = known is not None and needs_touch(session, known.session_id, at)
        return known, stale

    known, stale = await console.read(look)
    if known and stale and not is_live(request):
        await console.write(lambda session: touch(session, known.session_id, at))
    return known


def _to_sign_in(request: Request) -> HTTPResponse:
    if request.method not in _READS or is_live(request):
        raise Unauthorized("Please sign in again.")
    back = request.path + (f"?{request.query_string}" if request.query_string else "")
    return redirect("/sign-in" if back == "/" else f"/sign-in?next={quote(back, safe='')}")


def _form_token(request: Request) -> str:
    """Without a session, a cookie holds what the form must repeat."""
    return form_token(request) or secrets.token_urlsafe(24)


def _check_signs(request: Request) -> None:
    """No page of ours sends what no database keeps. A path stays as it was sent: "%00"."""
    given: list[str] = []
    for name, words in (*request.args.items(), *(request.form or {}).items()):
        given += [name, *words]
    if any(storable(word) != word for word in given):
        raise BadRequest("This holds a sign that can not be kept.")


def _check_origin(request: Request, console: Console) -> None:
    origin = request.headers.get("origin")
    ours = {request.host, urlsplit(console.settings.console_base).netloc}
    if origin is not None and urlsplit(origin).netloc not in ours:
        raise Forbidden("This form was not sent from the console.")
    if origin is None and request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise Forbidden("This form was not sent from the console.")


def _check_token(request: Request) -> None:
    given = request.headers.get("x-csrf-token") or field(request, "csrf")
    wanted = request.ctx.csrf if request.ctx.staff else form_token(request)
    if not wanted or not compare_digest(_bytes(given), _bytes(wanted)):
        raise Forbidden("This page was open for too long. Please load it again.")


def _bytes(text: str) -> bytes:
    # Headers and cookies may hold any bytes at all.
    return text.encode("utf-8", "surrogateescape")


async def _check_permission(
    console: Console, request: Request, known: SignedIn, permission: str
) -> None:
    if may(known.staff.role, permission):
        return
    at, staff_id = request.ctx.at, known.staff.id
    await console.write(
        lambda session: audit.record(session, staff_id, "access:refused", permission, at)
    )
    raise Forbidden("Your role does not include this.")
