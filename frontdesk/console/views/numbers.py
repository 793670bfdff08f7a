"""What happened, in numbers, charts and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import raw
from sqlalchemy.orm import Session

from frontdesk.console.acting import note
from frontdesk.console.charts import columns, shares
from frontdesk.console.context import console_of
from frontdesk.console.csv_file import csv_of
from frontdesk.console.queries.numbers import Numbers, Times, numbers

SPANS = (7, 30, 90)


async def show(request: Request) -> HTTPResponse:
    """The page."""
    console, (first, last, days) = console_of(request), _span(request)

    def gather(session: Session) -> dict[str, Any]:
        found = numbers(session, console.clinic, first, last, request.ctx.at)
        return {
            "n": found,
            "span": days,
            "spans": SPANS,
            "chart": columns(found.days, found.begun),
            "questions": shares(found.questions),
            "flags": shares(found.flags),
            "kinds": shares(found.cases_by_kind),
        }

    return await console.show(request, "numbers.html", gather, "number:read")


async def export(request: Request) -> HTTPResponse:
    """The same as CSV: measure, what, day, value."""
    console, (first, last, _) = console_of(request), _span(request)

    def work(session: Session) -> Numbers:
        found = numbers(session, console.clinic, first, last, request.ctx.at)
        note(session, request, "number:export")
        return found

    content = csv_of(("measure", "what", "day", "value"), rows(await console.write(work)))
    headers = {"Content-Disposition": f'attachment; filename="numbers-{first}-{last}.csv"'}
    return raw(content, content_type="text/csv; charset=utf-8", headers=headers)


def rows(found: Numbers) -> Iterator[tuple[str, str, str, float | str]]:
    """The lines of the CSV file."""
    for channel, counts in found.begun.items():
        for day, count in zip(found.days, counts, strict=True):
            yield "conversations", channel, day.isoformat(), count
    yield "answered_without_staff", "", "", found.unaided
    for measure, counted in (
        ("questions", found.questions),
        ("red_flags", found.flags),
        ("cases", found.cases_by_kind),
    ):
        for key, count in counted:
            yield measure, key, "", count
    for name in ("to_page", "to_acknowledge", "to_reply"):
        took: Times = getattr(found, name)
        yield f"seconds_{name}", "median", "", "" if took.middle is None else round(took.middle)
        yield f"seconds_{name}", "p90", "", "" if took.most is None else round(took.most)
    yield "promises", "kept", "", found.promises_kept
    yield "promises", "broken", "", found.promises_broken
    yield "bookings", "begun", "", found.bookings_begun
    yield "bookings", "made", "", found.bookings_made


def _span(request: Request) -> tuple[date, date, int]:
    asked = request.args.get("days", "")
    days = int(asked) if asked in [str(n) for n in SPANS] else 30
    last = request.ctx.at.astimezone(console_of(request).clinic.zone).date()
    return last - timedelta(days=days - 1), last, days
