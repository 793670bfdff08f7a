"""The worker tells how it is, on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from frontdesk.settings import settings
from frontdesk.store import Store
from frontdesk.watch.page import MetricsPage
from frontdesk.watch.worker_page import WorkerPage
from tests.running import free_port


@pytest.fixture
async def worker(sqlite_store: Store) -> AsyncIterator[tuple[str, list[str]]]:
    """The page's address, and the rounds that hang."""
    stuck: list[str] = []
    page = WorkerPage(sqlite_store, MetricsPage(sqlite_store, settings()), lambda: stuck)
    url = f"http://127.0.0.1:{free_port()}"
    await page.open(url)
    yield url, stuck
    await page.close()


async def test_a_round_that_hangs_is_named(worker: tuple[str, list[str]]) -> None:
    """Live, but not ready."""
    url, stuck = worker
    async with httpx.AsyncClient() as http:
        assert (await http.get(f"{url}/health/ready")).status_code == 200
        stuck.append("outbox sms")
        answer = await http.get(f"{url}/health/ready")
        assert answer.status_code == 503
        assert answer.json() == {"ok": False, "store": True, "stuck": ["outbox sms"]}
        assert (await http.get(f"{url}/health/live")).status_code == 200
        assert "frontdesk_store_up 1.0" in (await http.get(f"{url}/metrics")).text


async def test_two_workers_on_one_address_both_work(
    worker: tuple[str, list[str]], sqlite_store: Store
) -> None:
    """The second has no page, and says so in its log."""
    second = WorkerPage(sqlite_store, MetricsPage(sqlite_store, settings()), list)
    await second.open(worker[0])
    await second.close()
