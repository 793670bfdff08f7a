"""Appointments of a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sanic import HTTPResponse, Request
from sqlalchemy.orm import Session

from frontdesk.booking.appointments import requested
from frontdesk.console.context import Console, console_of
from frontdesk.console.queries import appointments as queries


async def index(request: Request) -> HTTPResponse:
    """One local day, with the day before and after to go to."""
    console = console_of(request)
    today = request.ctx.at.astimezone(console.clinic.zone).date()
    day = _day(request.args.get("day", ""), today)

    def gather(session: Session) -> dict[str, Any]:
        appointments = queries.of_day(session, console.clinic, day)
        return {
            "day": day,
            "today": today,
            "closed": queries.why_closed(console.clinic, day),
            "appointments": appointments,
            "holds": queries.held_on(session, console.clinic, day, request.ctx.at),
            "before": day - timedelta(days=1),
            "after": day + timedelta(days=1),
            "next_day": queries.next_day_with_any(session, console.clinic, day),
            "blocks": queries.blocked_on(session, console.clinic, day),
            "waiting": queries.waiting(session),
            "requests": requested(session, request.ctx.at),
            **_names(console),
        }

    return await console.show(
        request, "appointments.html", gather, "appointment:list", day.isoformat()
    )


async def week(request: Request) -> HTTPResponse:
    """Seven days beside each other, Monday first."""
    console = console_of(request)
    today = request.ctx.at.astimezone(console.clinic.zone).date()
    day = _day(request.args.get("day", ""), today)
    monday = day - timedelta(days=day.weekday())

    def gather(session: Session) -> dict[str, Any]:
        return {
            "days": (days := queries.of_week(session, console.clinic, monday)),
            "closed": {day: queries.why_closed(console.clinic, day) for day in days},
            "today": today,
            "before": monday - timedelta(days=7),
            "after": monday + timedelta(days=7),
            **_names(console),
        }

    return await console.show(request, "week.html", gather, "appointment:list", monday.isoformat())


def _names(console: Console) -> dict[str, dict[str, str]]:
    return {
        "kinds": queries.kind_titles(console.clinic),
        "providers": queries.provider_names(console.clinic),
    }


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs((day - today).days) < 3660 else today
