"""What the worker tells of itself, on loopback: it has no other address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.store import Store
from frontdesk.watch.page import CONTENT_TYPE, PATH, MetricsPage

log = structlog.get_logger()
_HOST = "127.0.0.1"


class WorkerPage:
    """`/health/live`, `/health/ready` and `/metrics` of one worker."""

    def __init__(self, store: Store, page: MetricsPage, stuck: Callable[[], Sequence[str]]) -> None:
        """`stuck`: names the rounds that were not made for too long."""
        self._store, self._page, self._stuck = store, page, stuck
        self._runner: web.AppRunner | None = None

    async def open(self, url: str) -> None:
        """Listen where `url` says; where another worker does already, go on without."""
        app = web.Application(client_max_size=1024)
        app.router.add_get("/health/live", self.live)
        app.router.add_get("/health/ready", self.ready)
        app.router.add_get(PATH, self.metrics)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, _HOST, urlsplit(url).port).start()
        except OSError as error:
            log.warning("worker.no_page", error=type(error).__name__)

    async def close(self) -> None:
        """Let go of the port."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def live(self, _request: web.Request) -> web.Response:
        """The process answers."""
        return web.json_response({"ok": True})

    async def ready(self, _request: web.Request) -> web.Response:
        """The store answers, and no round hangs."""
        store, stuck = await asyncio.to_thread(self._store_answers), list(self._stuck())
        ok = store and not stuck
        status = 200 if ok else 503
        return web.json_response({"ok": ok, "store": store, "stuck": stuck}, status=status)

    async def metrics(self, _request: web.Request) -> web.Response:
        """For Prometheus."""
        text = await asyncio.to_thread(self._page.text)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE})

    def _store_answers(self) -> bool:
        try:
            self._store.check()
        except SQLAlchemyError:
            return False
        return True
