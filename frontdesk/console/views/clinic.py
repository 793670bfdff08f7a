"""How the clinic runs: hours, closed days, who is on call, and a swap for tonight."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from sanic import HTTPResponse, Request
from sqlalchemy.orm import Session

from frontdesk.clinic import changes
from frontdesk.clinic.model import DAYS
from frontdesk.console.acting import act, answer, note
from frontdesk.console.context import Console, console_of
from frontdesk.console.forms import field
from frontdesk.console.queries.office import changes_of

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


async def show(request: Request) -> HTTPResponse:
    """The clinic as it runs now, and who changed what."""
    console, at = console_of(request), request.ctx.at

    def gather(session: Session) -> dict[str, Any]:
        kept, clinic = changes.newest(session), console.clinic
        return {
            "days": DAYS,
            "hours": {d: _spans(clinic.hours.get(d, ())) for d in DAYS},
            "closed": clinic.holidays.closed,
            "holidays": clinic.holidays.names,
            "ladder": [(rung, console.ladder.ways(rung)) for rung in clinic.alerts.ladder],
            "rota": kept.get("rota", {}).get("days", {}),
            "night_ends": _next_morning(console, at),
            "past": changes_of(session),
        }

    return await console.show(request, "clinic.html", gather, "clinic:read")


async def set_hours(request: Request) -> HTTPResponse:
    """The week's hours; an empty day is closed."""
    days = {day: " ".join(field(request, day).split()) for day in DAYS}
    if not any(days.values()):
        return answer(request, "/clinic", "bad_hours", refused=True)
    return await _keep(request, "hours", {"days": days}, "bad_hours")


async def set_closed(request: Request) -> HTTPResponse:
    """The clinic's own closed days, one date a line."""
    days = sorted(set(_DAY.findall(field(request, "days"))))
    return await _keep(request, "closed", {"days": days}, "bad_hours")


async def set_rota(request: Request) -> HTTPResponse:
    """Who is first on call on each day of the week."""
    days = {day: field(request, day) for day in DAYS if field(request, day)}
    return await _keep(request, "rota", {"days": days}, "bad_swap")


async def swap(request: Request) -> HTTPResponse:
    """Somebody else is first on call until a time; without a name the rota holds again."""
    console, name, until = console_of(request), field(request, "name"), field(request, "until")
    try:
        ends = datetime.fromisoformat(until) if until else _next_morning(console, request.ctx.at)
    except ValueError:
        return answer(request, "/clinic", "bad_swap", refused=True)
    ends = ends if ends.tzinfo else ends.replace(tzinfo=console.clinic.zone)
    if name and ends <= request.ctx.at:
        return answer(request, "/clinic", "bad_swap", refused=True)
    return await _keep(request, "swap", {"name": name, "until": ends.isoformat()}, "bad_swap")


async def _keep(
    request: Request, part: str, value: dict[str, Any], refusal: str
) -> HTTPResponse:
    console, staff_id = console_of(request), request.ctx.staff.id

    def work(session: Session) -> None:
        changes.keep(session, console.base_clinic, part, value, staff_id, request.ctx.at)
        note(session, request, "clinic:change", part)

    done = await act(request, work, "/clinic", "clinic_changed", {changes.BadChange: refusal})
    if isinstance(console.clinic, changes.LiveClinic):
        console.clinic.refresh()
    return done


def _next_morning(console: Console, at: datetime) -> datetime:
    """When this night on call ends."""
    local = at.astimezone(console.clinic.zone)
    ends = datetime.combine(local.date(), time(), console.clinic.zone) + changes.NIGHT_ENDS
    return ends if ends > local else ends + timedelta(days=1)


def _spans(spans: Any) -> str:
    return ", ".join(f"{s.starts:%H:%M}-{s.ends:%H:%M}" for s in spans)
