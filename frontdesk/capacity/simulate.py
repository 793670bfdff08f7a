"""Some weeks at the desk, from a plan and the clinic's own hours and clocks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone

from frontdesk.capacity.arrivals import Arrival, arrivals
from frontdesk.capacity.desk import Duty, Talk, serve
from frontdesk.capacity.pages import pages
from frontdesk.capacity.plan import Plan, PlanError
from frontdesk.capacity.results import Answered, Results
from frontdesk.cases.clocks import Clocks
from frontdesk.clinic import Clinic
from frontdesk.clinic.hours import is_open, spans_on

#: days after the last arrival on which staff may still answer
_AFTER = 7


def simulate(plan: Plan, clinic: Clinic, clocks: Clocks) -> Results:
    """Let the days of `plan` happen. The same plan gives the same results.

    Raises:
        PlanError: when the clinic is never open in those days.
    """
    chance = random.Random(plan.seed)
    found = Results(plan.days)
    people = list(arrivals(plan, clinic.zone, chance))
    for one in people:
        found.visitors[one.at.astimezone(clinic.zone).hour] += 1
    began = _midnight(plan, clinic)
    spans = list(_spans(plan, clinic))
    if not spans:
        raise PlanError("the clinic is not open on any of these days")
    _count_staff(found, plan, spans)
    asked = [one for one in people if one.need == "person"]
    talks = [Talk(_minute(one.at, began), chance.expovariate(1 / plan.minutes)) for one in asked]
    duties = list(_duties(plan, spans, began))
    led = serve(talks, duties, until=(plan.days + _AFTER + 1) * 1440)
    seats = sum((duty.ends - duty.starts) * duty.seats for duty in duties)
    found.busy = led / seats if seats else 0.0
    found.asked = [_answered(o, t, clinic, clocks) for o, t in zip(asked, talks, strict=True)]
    alarms = (one for one in people if one.need in ("emergency", "urgent"))
    found.pages = pages(alarms, plan, clinic, clocks, chance)
    return found


def _answered(one: Arrival, talk: Talk, clinic: Clinic, clocks: Clocks) -> Answered:
    due = clocks.due(clinic, "talk_to_human", None, one.at).astimezone(timezone.utc)
    kept = talk.waited <= (due - one.at).total_seconds() / 60
    local = one.at.astimezone(clinic.zone)
    return Answered(local.hour, local.weekday(), talk.waited, kept, is_open(clinic, one.at))


def _spans(plan: Plan, clinic: Clinic) -> Iterator[tuple[datetime, datetime]]:
    for day in range(plan.days + _AFTER):
        yield from spans_on(clinic, plan.first + timedelta(days=day))


def _duties(
    plan: Plan, spans: Sequence[tuple[datetime, datetime]], began: datetime
) -> Iterator[Duty]:
    """Each shift within the hours the clinic is open."""
    for starts, ends in spans:
        for shift in plan.shifts:
            first = max(starts, datetime.combine(starts.date(), shift.starts, starts.tzinfo))
            last = min(ends, datetime.combine(starts.date(), shift.ends, starts.tzinfo))
            if first < last:
                seats = shift.staff * plan.at_once
                yield Duty(_minute(first, began), _minute(last, began), seats)


def _count_staff(found: Results, plan: Plan, spans: Sequence[tuple[datetime, datetime]]) -> None:
    last = plan.first + timedelta(days=plan.days)
    within = [(starts, ends) for starts, ends in spans if starts.date() < last]
    found.open_days = len({starts.date() for starts, _ in within})
    for starts, ends in within:
        for quarter in range(int((ends - starts).total_seconds() // 900)):
            at = starts + timedelta(minutes=15 * quarter)
            found.staff[at.hour] += plan.on_duty(at.time()) / 4 / found.open_days


def _midnight(plan: Plan, clinic: Clinic) -> datetime:
    first = plan.first
    return datetime(first.year, first.month, first.day, tzinfo=clinic.zone).astimezone(timezone.utc)


def _minute(at: datetime, began: datetime) -> float:
    return (at.astimezone(timezone.utc) - began).total_seconds() / 60
