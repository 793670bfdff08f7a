"""Build the console: one Sanic application, made when asked for and not before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from sanic import Config, Sanic

from frontdesk.booking.office import BookingOffice
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic
from frontdesk.clock import now
from frontdesk.console import errors, guard
from frontdesk.console.context import Console
from frontdesk.console.routes import ROUTES
from frontdesk.conversations.speaker import Speaker
from frontdesk.settings import Settings
from frontdesk.store import Store
from frontdesk.watch.routes import count_requests

#: an event stream ends by itself before the server would cut it; browsers come back at once
_RESPONSE_SECONDS = 3600
_LARGEST_BODY = 64 * 1024
_numbers = count(1)


def create_app(
    settings: Settings,
    store: Store,
    clinic: Clinic,
    speaker: Speaker,
    ladder: Ladder,
    clock: Callable[[], datetime] = now,
    idle: timedelta = timedelta(minutes=15),
    office: BookingOffice | None = None,
) -> Sanic:
    """The console.

    Args:
        clock: gives the time, aware.
        office: the calendar for staff; without it patients are not told of changes.
        idle: how long without a click, a key or a touch until staff are signed out.
    """
    config = Config()
    config.update(
        # Rewriting Sanic's classes for speed would outlive this application.
        TOUCHUP=False,
        AUTO_EXTEND=False,
        ACCESS_LOG=False,
        FALLBACK_ERROR_FORMAT="text",
        REQUEST_MAX_SIZE=_LARGEST_BODY,
        RESPONSE_TIMEOUT=_RESPONSE_SECONDS,
        GRACEFUL_SHUTDOWN_TIMEOUT=2.0,
        PROXIES_COUNT=settings.trusted_proxies or None,
    )
    app = Sanic(f"frontdesk-console-{next(_numbers)}", config=config, configure_logging=False)
    app.ctx.console = Console(settings, store, clinic, speaker, ladder, clock, idle, office)
    for route in ROUTES:
        app.add_route(
            route.handler,
            route.path,
            methods=[route.method],
            name=route.name,
            ctx_permission=route.permission,
        )
    guard.install(app)
    errors.install(app)
    count_requests(app)
    app.before_server_start(_begin)
    app.before_server_stop(_end)
    return app


async def _begin(app: Sanic) -> None:
    app.ctx.console.hub.start()


async def _end(app: Sanic) -> None:
    await app.ctx.console.hub.stop()
