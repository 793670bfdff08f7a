"""The patient server: the public pages, the widget's files, the socket, and the health checks."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import socketio
import structlog
from sanic import Request, Sanic
from sanic.response import HTTPResponse, empty, file, html, json
from sqlalchemy.exc import SQLAlchemyError

from frontdesk import clock
from frontdesk.cases.clocks import clocks
from frontdesk.channels.sms.app import add_texts
from frontdesk.channels.sms.demo import add_demo_phone
from frontdesk.channels.web.background import add_background
from frontdesk.channels.web.bus import ServerBus
from frontdesk.channels.web.calendar import add_calendar
from frontdesk.channels.web.limits import WebLimits, address_of
from frontdesk.channels.web.pages import Pages
from frontdesk.channels.web.push import Push
from frontdesk.channels.web.sessions import Sessions
from frontdesk.channels.web.socket import WebSocketChannel
from frontdesk.channels.web.text_me import TextMe
from frontdesk.clinic.spoken import spoken_deadline
from frontdesk.conversations.buttons import ALWAYS_OFFERED
from frontdesk.house import House
from frontdesk.promises.text_back import ASKED
from frontdesk.secrets import secret
from frontdesk.settings import ROOT, Settings
from frontdesk.watch.page import PATH as METRICS
from frontdesk.watch.page import MetricsPage
from frontdesk.watch.routes import count_requests, metrics
from frontdesk.worker.heartbeat import last_beat

log = structlog.get_logger()

DIST = ROOT / "widget" / "dist"
#: the worker is gone when its last sign of life is older
_WORKER_SILENT = timedelta(seconds=15)
_SERVED = (".js", ".css", ".svg", ".png", ".ico", ".woff2")
#: the widget is made to be carried by other sites; these files hold nothing of anybody
_ANYWHERE = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self' ws: wss:; font-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'self'"
    ),
}


def create_app(house: House) -> Sanic:
    """The patient server as a Sanic application; nothing is connected before it starts."""
    app = Sanic("frontdesk_web", configure_logging=False)
    # sanic-ext, which other packages bring, would add pages of its own (/docs) to ours.
    app.config.AUTO_EXTEND = False
    app.config.REQUEST_MAX_SIZE = 64 * 1024
    app.config.FALLBACK_ERROR_FORMAT = "json"
    app.config.CORS_ORIGINS = None
    app.config.PROXIES_COUNT = house.settings.trusted_proxies or None
    bus = ServerBus(house.settings.redis_url) if house.settings.redis_url else None
    io = socketio.AsyncServer(
        async_mode="sanic",
        client_manager=bus,
        cors_allowed_origins=_origins(house.settings),
        max_http_buffer_size=64 * 1024,
        logger=False,
        engineio_logger=False,
    )
    io.attach(app)
    door = house.door(house.engine)
    push = Push(io, house.store, house.clinic, house.threads, house.text_backs.texts)
    door.on_change = push.grew
    sessions = Sessions(house.store, secret("SESSION_SECRET", house.settings))
    limits = WebLimits(house.settings)
    text_me = TextMe(house.store, house.text_backs)
    channel = WebSocketChannel(io, sessions, door, push, house.clinic, limits, text_me)
    _limit_lines(app, limits)
    _add_pages(app, house)
    add_texts(app, house, door)
    add_demo_phone(app, house)
    add_calendar(app, house)
    _add_health(app, house)
    count_requests(app)
    add_background(app, house, channel, push, limits, bus)
    return app


def _limit_lines(app: Sanic, limits: WebLimits) -> None:
    @app.on_request
    async def limit(request: Request) -> HTTPResponse | None:
        opens = request.path.startswith("/socket.io") and "sid" not in request.args
        if not opens or await limits.line(address_of(request)):
            return None
        return json({"error": "too many lines"}, 429)


def _add_pages(app: Sanic, house: House) -> None:
    pages = Pages(house.clinic)
    for path, template in pages.paths.items():
        app.add_route(_page(pages, template), path, name=f"page_{template.replace('.', '_')}")

    @app.get("/widget/config.json")
    async def widget_config(request: Request) -> HTTPResponse:
        language = "es" if request.args.get("language") == "es" else "en"
        told = _widget_config(house, language)
        return json(told, headers={"Cache-Control": "no-store", **_ANYWHERE})

    @app.get("/widget.js")
    async def launcher(_request: Request) -> HTTPResponse:
        return await _asset(DIST / "widget.js")

    @app.get("/widget/<name:str>")
    async def widget_file(_request: Request, name: str) -> HTTPResponse:
        return await _asset(DIST / name)

    @app.get("/site/<name:str>")
    async def site_file(_request: Request, name: str) -> HTTPResponse:
        return await _asset(pages.folder / name)

    told = dict(_HEADERS)
    if house.settings.public_base.startswith("https:"):
        told["Strict-Transport-Security"] = "max-age=31536000"

    @app.on_response
    async def protect(_request: Request, response: HTTPResponse) -> None:
        for name, value in told.items():
            response.headers.setdefault(name, value)


def _page(pages: Pages, template: str):  # type: ignore[no-untyped-def]
    async def page(_request: Request) -> HTTPResponse:
        return html(pages.render(template))

    return page


async def _asset(path: Path) -> HTTPResponse:
    if path.suffix not in _SERVED or not path.is_file():
        return empty(404)
    return await file(path, headers=dict(_ANYWHERE))


def _widget_config(house: House, language: str) -> dict[str, object]:
    who, links = house.clinic.clinic, house.clinic.links
    now = clock.now()
    shown = house.speaker.render("utter_disclosure", "web", now, language)
    texted = house.speaker.render(ASKED, "web", now, language)
    answered_by = clocks().due(house.clinic, "talk_to_human", None, now)
    return {
        "clinic_name": who.name,
        "clinic_phone": who.phone,
        "clinic_phone_link": house.speaker.value("clinic_phone_link"),
        # Where the clinic approved no wording in it, the widget has its own.
        "disclosure": shown.text if house.speaker.speaks(language) else "",
        "text_back_terms": texted.text,
        "privacy_url": links.privacy,
        "accessibility_url": links.accessibility,
        "language_help_url": links.language_help,
        "nondiscrimination_url": links.nondiscrimination,
        "quick_choices": list(ALWAYS_OFFERED),
        "staff_reply_by": spoken_deadline(house.clinic, answered_by, now),
        "staff_reply_at": answered_by.isoformat(),
        "timezone": who.timezone,
        "languages_notice": house.clinic.statements.languages_notice,
        "demonstration": who.demonstration,
    }


def _add_health(app: Sanic, house: House) -> None:
    @app.get("/health/live")
    async def live(_request: Request) -> HTTPResponse:
        return json({"ok": True})

    @app.get("/health/ready")
    async def ready(_request: Request) -> HTTPResponse:
        checks = {
            "store": await asyncio.to_thread(_store_answers, house),
            "worker": await asyncio.to_thread(_worker_beats, house),
            "engine": await house.engine.ready(),
        }
        return json({"ok": all(checks.values()), **checks}, 200 if all(checks.values()) else 503)


    page = MetricsPage(house.store, house.settings)

    @app.get(METRICS)
    async def read_metrics(request: Request) -> HTTPResponse:
        return await metrics(request, page)


def _store_answers(house: House) -> bool:
    try:
        house.store.check()
    except SQLAlchemyError:
        return False
    return True


def _worker_beats(house: House) -> bool:
    try:
        beat = last_beat(house.store, "worker")
    except SQLAlchemyError:
        return False
    return beat is not None and clock.now() - beat < _WORKER_SILENT


def _origins(settings: Settings) -> list[str] | None:
    """None lets only the server's own origin in, which is what python-socketio means by it."""
    listed = [o.strip().rstrip("/") for o in settings.allowed_origins.split(",") if o.strip()]
    return [settings.public_base, *listed] if listed else None
