"""Conversations: the list, one of them, and what is new in one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import json
from sqlalchemy.orm import Session

from frontdesk.cases.cases import OUTCOMES
from frontdesk.console.brief import brief
from frontdesk.console.context import Console, console_of
from frontdesk.console.queries import cases as case_queries
from frontdesk.console.queries import conversations as queries
from frontdesk.console.queries.desk import canned, notes_of
from frontdesk.console.queries.texts import texts_to
from frontdesk.console.transcript import lines
from frontdesk.conversations.criteria import criteria_said
from frontdesk.people import facts
from frontdesk.people.same import others

#: messages whose delivery may still change are drawn again with the new ones
_REDRAWN = 20
#: messages shown after one that was searched for
_AFTER = 40


async def index(request: Request) -> HTTPResponse:
    """All conversations, the newest first, a page at a time."""
    before = _before(request)

    def gather(session: Session) -> dict[str, Any]:
        rows = queries.newest(session, before)
        more = len(rows) > queries.PER_PAGE
        return {"rows": rows[: queries.PER_PAGE], "more": more, "first": before is None}

    console = console_of(request)
    return await console.show(request, "conversations.html", gather, "conversation:list")


async def show(request: Request, conversation_id: str) -> HTTPResponse:
    """One conversation: transcript, brief, cases, appointments."""
    console = console_of(request)
    before, at = _number(request.args.get("before")), _number(request.args.get("at"))

    def gather(session: Session) -> dict[str, Any]:
        nonlocal before
        conversation, holder = queries.one(session, conversation_id)
        # A message that was searched for is shown with what was said after it.
        if at is not None and at + _AFTER < conversation.last_seq - queries.STRETCH // 2:
            before = at + _AFTER
        stretch = queries.last_stretch(session, conversation_id, before)
        return {
            **_around(session, console, request, conversation, holder),
            "lines": lines(stretch, console.clinic.zone),
            "earlier": stretch.messages[0].seq if stretch.earlier else None,
            "past": before is not None,
            "replies": canned(session),
            "facts": facts.values(session, conversation_id),
            "fact_names": facts.NAMES,
        }

    return await console.show(
        request, "conversation.html", gather, "conversation:read", conversation_id
    )


async def news(request: Request, conversation_id: str) -> HTTPResponse:
    """What an open page lacks: messages after a number, and everything around them."""
    console = console_of(request)
    after = _number(request.args.get("after")) or 0

    def gather(session: Session) -> dict[str, Any]:
        conversation, holder = queries.one(session, conversation_id)
        first = max(1, after - _REDRAWN)
        stretch = queries.stretch_from(session, conversation_id, first)
        ahead = stretch.messages[0].at if stretch.messages and first > 1 else None
        return {
            **_around(session, console, request, conversation, holder),
            "lines": lines(stretch, console.clinic.zone, ahead),
        }

    values = await console.read(gather)
    drawn = [
        {
            "id": line.message.id,
            "seq": line.message.seq,
            "html": console.fragment(request, "message.html", line=line, **values),
        }
        for line in values["lines"]
    ]
    parts = {
        name: console.fragment(request, f"conversation_{name}.html", **values)
        for name in ("head", "side", "reply")
    }
    return json({"messages": drawn, "parts": parts})


def _around(
    session: Session, console: Console, request: Request, conversation: Any, holder: Any
) -> dict[str, Any]:
    """Everything but the messages."""
    now = request.ctx.at
    cards = case_queries.of_conversation(session, conversation.id)
    appointments = queries.appointments_of(session, conversation.id)
    holds = queries.holds_of(session, conversation.id, now)
    recent = queries.last_stretch(session, conversation.id).messages
    return {
        "conversation": conversation,
        "holder": holder,
        "mine": conversation.owner_id == request.ctx.staff.id,
        "cards": cards,
        "appointments": appointments,
        "holds": holds,
        "history": case_queries.history(session, [card.case.id for card in cards]),
        "brief": brief(
            console.clinic,
            conversation,
            recent,
            queries.findings_of(session, conversation.id),
            [card.case for card in cards],
            appointments,
            holds,
            criteria_said(session, conversation.id),
            now,
        ),
        "notes": notes_of(session, conversation.id),
        "texts": texts_to(session, conversation),
        "others": others(session, conversation),
        "outcomes": outcomes,
        "clock_colour": case_queries.clock_colour,
    }


def outcomes(tier: str | None) -> tuple[str, ...]:
    """How a case of this tier may end."""
    if tier == "crisis_988":
        return ("reached", "welfare_check")
    alarm = ("sent_to_er", "welfare_check")
    return OUTCOMES if tier else tuple(o for o in OUTCOMES if o not in alarm)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _before(request: Request) -> tuple[datetime, str] | None:
    """Where the page before this one ended."""
    at, _, last_id = request.args.get("before", "").partition("~")
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (when, last_id) if when.tzinfo else None
