"""What each process of the desk runs. Every one can be started, stopped and scaled alone."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta

from frontdesk import clock
from frontdesk.agreements import agreed
from frontdesk.house import House
from frontdesk.run.log import configure_logs, died
from frontdesk.run.serving import run_until_stopped, serve
from frontdesk.secrets import secret
from frontdesk.settings import settings
from frontdesk.watch.page import MetricsPage


def run_server() -> None:
    """The patient server: channels and door."""
    house = _begin("server")
    from frontdesk.channels.web.app import create_app

    serve(create_app(house), house.settings.host, house.settings.port)


def run_console() -> None:
    """The staff's console."""
    house = _begin("console")
    from frontdesk.console import create_app

    idle = timedelta(minutes=house.settings.staff_idle_minutes)
    app = create_app(
        house.settings,
        house.store,
        house.clinic,
        house.speaker,
        house.ladder,
        idle=idle,
        office=house.booking_office,
    )
    serve(app, house.settings.host, house.settings.console_port)


def run_worker() -> None:
    """The worker: outbox, ladder, tidying."""
    house = _begin("worker")
    from frontdesk.watch.worker_page import WorkerPage
    from frontdesk.worker.worker import Worker

    worker = Worker(house)
    page = WorkerPage(house.store, MetricsPage(house.store, house.settings), worker.stuck)

    async def work(stop: asyncio.Event) -> None:
        await page.open(house.settings.worker_url)
        try:
            await worker.run(stop)
        finally:
            await page.close()

    run_until_stopped(work)


def run_actions() -> None:
    """The action server, on loopback, for the engine alone."""
    house = _begin("actions")
    from actions._server import create_app

    port = int(house.settings.actions_url.rsplit(":", 1)[1])
    has = house.settings
    app = create_app(secret("ACTIONS_TOKEN", has), has.action_seconds)
    serve(app, "127.0.0.1", port)


def run_sinks() -> None:
    """Development: a mail server and a Twilio-compatible endpoint that keep what they are sent."""
    house = _begin("sinks")
    if house.settings.production:
        raise SystemExit("the sinks are for development only")
    from frontdesk.run.sinks import run_both

    run_until_stopped(lambda stop: run_both(house.settings, stop))


def _begin(process: str) -> House:
    configure_logs(process)
    sys.excepthook = died
    # Our telemetry setting for rasa_sdk, and nothing phones anywhere.
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    clock.start()
    return House(agreed(settings()))


PROCESSES = {
    "server": run_server,
    "console": run_console,
    "worker": run_worker,
    "actions": run_actions,
    "sinks": run_sinks,
}
