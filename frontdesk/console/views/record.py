"""The record of what staff did: read it, verify its chain, take it along."""

from __future__ import annotations

import asyncio
from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import raw
from sqlalchemy.orm import Session

from frontdesk import audit
from frontdesk.console.acting import note
from frontdesk.console.context import console_of
from frontdesk.console.csv_file import csv_of
from frontdesk.console.frame import frame
from frontdesk.console.queries.office import PER_PAGE, RecordFilter, names, record_lines
from frontdesk.staff.roles import NOUNS

_EXPORTED = 100_000
_MORE = ("session", "password", "second_factor", "access", "note", "fact", "incident", "account")


async def show(request: Request) -> HTTPResponse:
    """A page of lines, the newest first."""
    wanted, before = _wanted(request), _number(request.args.get("before"))

    def gather(session: Session) -> dict[str, Any]:
        lines = record_lines(session, wanted, before)
        return {
            "lines": lines[:PER_PAGE],
            "more": len(lines) > PER_PAGE,
            "people": names(session),
            "nouns": sorted((*NOUNS, *_MORE)),
            "wanted": wanted,
            "checked": None,
        }

    return await console_of(request).show(request, "record.html", gather, "record:read")


async def verify(request: Request) -> HTTPResponse:
    """Go through the whole chain."""
    console = console_of(request)

    def gather(session: Session) -> dict[str, Any]:
        lines = record_lines(session, RecordFilter())
        return {
            **frame(session, console, request),
            "checked": (audit.verify(session), audit.count(session), audit.head(session)),
            "lines": lines[:PER_PAGE],
            "more": len(lines) > PER_PAGE,
            "people": names(session),
        }

    values = await console.read(gather)
    await console.write(lambda s: note(s, request, "record:verify"))
    values = {**values, "nouns": sorted((*NOUNS, *_MORE)), "wanted": RecordFilter()}
    return console.page(request, "record.html", **values)


async def export(request: Request) -> HTTPResponse:
    """The lines as a CSV file."""
    console, wanted = console_of(request), _wanted(request)

    def work(session: Session) -> list[list[str]]:
        note(session, request, "record:export")
        return [
            [str(row.id), row.at.isoformat(), name or "", row.tag, row.subject or "", row.hash]
            for row, name in record_lines(session, wanted, most=_EXPORTED)
        ]

    rows = await console.write(work)
    head = ["line", "at", "who", "what", "subject", "hash"]
    content = await asyncio.to_thread(csv_of, head, rows)
    headers = {"Content-Disposition": 'attachment; filename="record.csv"'}
    return raw(content, content_type="text/csv; charset=utf-8", headers=headers)


def _wanted(request: Request) -> RecordFilter:
    return RecordFilter(*(request.args.get(n, "")[:80] for n in ("staff", "noun", "subject")))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else None
