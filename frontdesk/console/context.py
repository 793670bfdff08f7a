"""What every view of the console has at hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sanic import HTTPResponse, Request
from sanic.response import html
from sqlalchemy.orm import Session

from frontdesk import audit
from frontdesk.answers import Catalogue, LiveCatalogue
from frontdesk.booking.links import CalendarLinks
from frontdesk.booking.notices import VisitNotices
from frontdesk.booking.office import BookingOffice
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic
from frontdesk.console.frame import frame
from frontdesk.console.live import Hub
from frontdesk.console.rendering import templates
from frontdesk.console.static import StaticFiles
from frontdesk.conversations.speaker import Speaker
from frontdesk.door.order import Order
from frontdesk.sealed import seal_of
from frontdesk.secrets import secret
from frontdesk.settings import Settings
from frontdesk.staff import lockout
from frontdesk.staff.reset import Resets
from frontdesk.staff.shared_limits import rate_limit
from frontdesk.store import Store
from frontdesk.watch.page import MetricsPage

Result = TypeVar("Result")


class Console:
    """The console's parts. SQL is synchronous and runs in threads, never in the event loop."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        clinic: Clinic,
        speaker: Speaker,
        ladder: Ladder,
        clock: Callable[[], datetime],
        idle: timedelta,
        office: BookingOffice | None = None,
        catalogue: Catalogue | None = None,
    ) -> None:
        self.settings, self.store, self.clinic = settings, store, clinic
        self.speaker, self.ladder = speaker, ladder
        self.catalogue = catalogue or LiveCatalogue(settings.responses_dir)
        #: how answers read now, whoever speaks them to patients
        self.reader = Speaker(self.catalogue, clinic)
        self.office = office or self._quiet_office()
        self.now = clock
        self.idle = idle
        self.https = settings.console_base.startswith("https:")
        self.static = StaticFiles()
        self.templates = templates(clinic, self.static)
        self.hub = Hub(store)
        self.metrics = MetricsPage(store, settings)
        self.resets = Resets(secret("SESSION_SECRET", settings), settings.console_base)
        self.seal = seal_of(settings)
        redis, rests = settings.redis_url, lockout.RESTS.total_seconds()
        self.tries_by_address = rate_limit("tries_by_address", 5, 300, redis)
        self.tries_by_account = rate_limit("tries_by_account", lockout.MOST, rests, redis)
        #: guesses at one secret, one after the other
        self.tries = Order()
        self.resets_by_address = rate_limit("resets_by_address", 5, 3600, redis)

    @property
    def base_clinic(self) -> Clinic:
        """The clinic without what was changed in the console."""
        base: Clinic = getattr(self.clinic, "base", self.clinic)
        return base

    def _quiet_office(self) -> BookingOffice:
        """The calendar without a way to tell patients by text or mail."""
        links = CalendarLinks(secret("SESSION_SECRET", self.settings), self.settings.public_base)
        key = secret("LOOKUP_SECRET", self.settings)
        notices = VisitNotices(self.clinic, self.reader, links, key, texts=False, mails=False)
        return BookingOffice(self.store, self.clinic, notices)

    async def read(self, work: Callable[[Session], Result]) -> Result:
        """Run `work` in a session that reads."""

        def run() -> Result:
            with self.store.read() as session:
                return work(session)

        return await asyncio.to_thread(run)

    async def write(self, work: Callable[[Session], Result]) -> Result:
        """Run `work` in a session that is committed at its end."""

        def run() -> Result:
            with self.store.begin() as session:
                return work(session)

        return await asyncio.to_thread(run)

    async def show(
        self,
        request: Request,
        template: str,
        gather: Callable[[Session], dict[str, Any]],
        tag: str,
        subject: str | None = None,
    ) -> HTTPResponse:
        """A whole page of what `gather` returns. Put on record before it is shown."""

        def work(session: Session) -> dict[str, Any]:
            return {**frame(session, self, request), **gather(session)}

        values = await self.read(work)
        staff_id, at = request.ctx.staff.id, request.ctx.at
        await self.write(lambda session: audit.record(session, staff_id, tag, subject, at))
        return self.page(request, template, **values)

    def page(
        self, request: Request, template: str, status: int = 200, **values: Any
    ) -> HTTPResponse:
        """A template as a response."""
        return html(self.fragment(request, template, **values), status=status)

    def fragment(self, request: Request, template: str, **values: Any) -> str:
        """A template as text, with what every template may ask for."""
        ctx = request.ctx
        return self.templates.get_template(template).render(
            now=ctx.at, staff=ctx.staff, csrf=ctx.csrf, may=ctx.may, path=request.path, **values
        )


def console_of(request: Request) -> Console:
    """The console that the request came to."""
    console: Console = request.app.ctx.console
    return console
