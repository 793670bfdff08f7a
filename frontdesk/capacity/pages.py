"""Alarms: the clinic's ladder is climbed until somebody acknowledges."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from frontdesk.capacity.arrivals import Arrival
from frontdesk.capacity.plan import Plan
from frontdesk.cases.clocks import Clocks
from frontdesk.clinic import Clinic

#: an emergency and an urgent category that stand for their tiers: each has its tier's usual clock
EXAMPLES = {
    "emergency": ("emergency_911_now", "cauda_equina_signs"),
    "urgent": ("urgent_same_day", "dvt_signs"),
}


@dataclass(frozen=True)
class Page:
    """One alarm: when it began, was due, and was acknowledged (None: by nobody on the ladder)."""

    began: datetime
    due: datetime
    seen: datetime | None

    @property
    def late(self) -> bool:
        """Whether nobody had looked when somebody must."""
        return self.seen is None or self.seen > self.due


def pages(
    alarms: Iterable[Arrival], plan: Plan, clinic: Clinic, clocks: Clocks, chance: random.Random
) -> list[Page]:
    """What became of each alarm."""
    return [_page(one, plan, clinic, clocks, chance) for one in alarms]


def _page(
    alarm: Arrival, plan: Plan, clinic: Clinic, clocks: Clocks, chance: random.Random
) -> Page:
    tier, category = EXAMPLES[alarm.need]
    due = clocks.due(clinic, "safety", category, alarm.at)
    seen = []
    for rung in range(len(clinic.alerts.ladder)):
        paged = clocks.rung_due(tier, category, rung, alarm.at, due)
        # Each person sees a page or does not; whoever is first ends it for all.
        if paged is not None and chance.random() >= plan.misses_page:
            minutes = chance.expovariate(1 / plan.answers_page)
            seen.append(max(paged, alarm.at) + timedelta(minutes=minutes))
    return Page(alarm.at, due, min(seen, default=None))
