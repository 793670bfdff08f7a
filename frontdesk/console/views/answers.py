"""The approved answers: read them, stand by them, see what expires next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sanic import HTTPResponse, Request
from sanic.exceptions import NotFound
from sqlalchemy.orm import Session

from frontdesk.answers.model import Entry
from frontdesk.answers.reviews import SOON, NotThatWording, record_review
from frontdesk.console.acting import act, note
from frontdesk.console.context import Console, console_of
from frontdesk.console.forms import field
from frontdesk.console.queries.answers import answers

#: how far back use and thumbs are counted
_COUNTED = timedelta(days=90)
_HOLDS = timedelta(days=180)


async def index(request: Request) -> HTTPResponse:
    """All of them, what falls due next first."""
    console, at = console_of(request), request.ctx.at
    today = _today(console, request)

    def gather(session: Session) -> dict[str, Any]:
        found = answers(session, console.catalogue, today, today + SOON, at - _COUNTED)
        return {
            "answers": found,
            "when_due": console.clinic.answers.when_due,
            "past": sum(a.state == "past" for a in found),
            "soon": sum(a.state == "soon" for a in found),
        }

    return await console.show(request, "answers.html", gather, "answer:list")


async def show(request: Request, name: str) -> HTTPResponse:
    """One answer: every wording, its sources, its reviews."""
    console, at = console_of(request), request.ctx.at
    entry, today = _entry(console, name), _today(console, request)

    def gather(session: Session) -> dict[str, Any]:
        found = answers(session, console.catalogue, today, today + SOON, at - _COUNTED)
        one = next(a for a in found if a.entry.key == entry.key)
        shown = console.reader.render(entry.key, "web", at)
        return {
            "answer": one,
            "shown": shown.text,
            "withheld": shown.withheld,
            "suggested": (today + _HOLDS).isoformat(),
            "tomorrow": (today + timedelta(days=1)).isoformat(),
        }

    return await console.show(request, "answer.html", gather, "answer:read", entry.key)


async def review(request: Request, name: str) -> HTTPResponse:
    """Somebody has read this wording and stands by it."""
    console, staff_id, at = console_of(request), request.ctx.staff.id, request.ctx.at
    entry, given = _entry(console, name), field(request, "hash")
    due = _date(field(request, "due"))

    def work(session: Session) -> None:
        record_review(session, entry, given, staff_id, at, due)
        note(session, request, "answer:review", entry.key, due=due.isoformat())

    return await act(
        request,
        work,
        f"/answers/{name}",
        "reviewed",
        {NotThatWording: "wording_changed", ValueError: "bad_day"},
    )


def _entry(console: Console, name: str) -> Entry:
    entry = console.catalogue.get(f"utter_faq/{name}")
    if entry is None:
        raise NotFound("There is no such answer.")
    return entry


def _today(console: Console, request: Request) -> date:
    today: date = request.ctx.at.astimezone(console.clinic.zone).date()
    return today


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min
