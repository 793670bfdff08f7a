"""What a process tells Prometheus: its own counts, and how the house stands."""

from __future__ import annotations

import hmac

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from frontdesk.secrets import secret
from frontdesk.settings import Settings
from frontdesk.store import Store
from frontdesk.watch.gauges import HouseGauges
from frontdesk.watch.measures import REGISTRY

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
PATH = "/metrics"


class MetricsPage:
    """The page, and whether somebody may read it."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._settings = settings
        self._house = CollectorRegistry()
        self._house.register(HouseGauges(store, settings))

    def lets_in(self, authorization: str) -> bool:
        """Whether `Authorization` holds the token; nobody where no token is set."""
        token = secret("METRICS_TOKEN", self._settings)
        given = authorization.encode("utf-8", "replace")
        return bool(token) and hmac.compare_digest(given, f"Bearer {token}".encode())

    def text(self) -> bytes:
        """The page. Reads the store: not for the event loop."""
        return generate_latest(REGISTRY) + generate_latest(self._house)
