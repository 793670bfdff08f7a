"""The servers as their own tests start them."""

from __future__ import annotations

from tests.unit.channels.web.conftest import web
from tests.unit.console.conftest import address, alarm, alarm_in, app, ladder, people, quick_hashes

__all__ = ["address", "alarm", "alarm_in", "app", "ladder", "people", "quick_hashes", "web"]
