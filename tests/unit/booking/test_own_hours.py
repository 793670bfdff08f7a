"""Days with hours of their own, within what was wished before them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from frontdesk.booking.times import understand

CHICAGO = ZoneInfo("America/Chicago")
#: a Tuesday in spring; the week after begins on the 13th
NOW = datetime.fromisoformat("2026-04-07T10:15:00-05:00")


@pytest.mark.parametrize(
    "text, at, fits",
    [
        ("any day next week but friday would have to be before 11", "2026-04-15T15:00", True),
        ("any day next week but friday would have to be before 11", "2026-04-17T10:30", True),
        ("any day next week but friday would have to be before 11", "2026-04-17T11:30", False),
        ("any afternoon next week but monday must be after 3", "2026-04-13T14:00", False),
        ("any afternoon next week but monday must be after 3", "2026-04-14T10:00", False),
        ("monday would work but tuesday has to be after 2", "2026-04-13T09:00", True),
        ("monday would work but tuesday has to be after 2", "2026-04-14T09:00", False),
        ("any day next week but it has to be after 2", "2026-04-13T09:00", False),
    ],
)
def test_a_day_set_apart_has_hours_of_its_own(text: str, at: str, fits: bool) -> None:
    """The other days keep theirs; without a day the hours hold for all."""
    wanted = understand(text, NOW, CHICAGO)
    assert wanted is not None
    assert wanted.allows(datetime.fromisoformat(at).replace(tzinfo=CHICAGO)) is fits
