"""Take a conversation over, write in it, hand it back."""

from __future__ import annotations

from collections.abc import Callable

from sanic import HTTPResponse, Request
from sanic.exceptions import BadRequest
from sanic.response import json, redirect
from sqlalchemy.orm import Session

from frontdesk import audit
from frontdesk.cases.cases import acknowledge
from frontdesk.console.context import console_of
from frontdesk.console.forms import field
from frontdesk.console.frame import NOTICES
from frontdesk.console.queries.cases import of_conversation
from frontdesk.conversations import ownership
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.promises.kept import note_reply

LONGEST_REPLY = 2000


class Silent(RuntimeError):
    """The person asked that nothing is written back."""


async def take(request: Request, conversation_id: str) -> HTTPResponse:
    """Own the conversation. Who takes it has seen its cases, so nobody further is paged."""
    console, staff, at = console_of(request), request.ctx.staff, request.ctx.at

    def work(session: Session) -> None:
        ownership.take(session, console.speaker, conversation_id, staff, at)
        for card in of_conversation(session, conversation_id):
            acknowledge(session, card.case, at, staff.id)
        audit.record(session, staff.id, "conversation:take", conversation_id, at)

    return await _done(request, conversation_id, work, "taken")


async def reply(request: Request, conversation_id: str) -> HTTPResponse:
    """Send the owner's own words."""
    console, staff, at = console_of(request), request.ctx.staff, request.ctx.at
    text = field(request, "text").strip()
    if len(text) > LONGEST_REPLY:
        raise BadRequest(f"A reply holds at most {LONGEST_REPLY} characters.")

    def work(session: Session) -> None:
        if locked_conversation(session, conversation_id).silent:
            raise Silent
        sent = ownership.reply(session, console.speaker, conversation_id, staff, text, at)
        note_reply(session, conversation_id, at)
        audit.record(session, staff.id, "conversation:reply", conversation_id, at, message=sent.id)

    return await _done(request, conversation_id, work if text else None, None)


async def hand_back(request: Request, conversation_id: str) -> HTTPResponse:
    """Let the assistant answer again; a lock is lifted."""
    console, staff, at = console_of(request), request.ctx.staff, request.ctx.at

    def work(session: Session) -> None:
        ownership.hand_back(session, console.speaker, conversation_id, staff, at)
        audit.record(session, staff.id, "conversation:hand_back", conversation_id, at)

    return await _done(request, conversation_id, work, "handed_back")


async def _done(
    request: Request,
    conversation_id: str,
    work: Callable[[Session], None] | None,
    notice: str | None,
) -> HTTPResponse:
    refused = None if work else "empty"
    if work:
        try:
            await console_of(request).write(work)
        except ownership.AlreadyOwned:
            refused = "owned"
        except ownership.NotOwner:
            refused = "not_owner"
        except Silent:
            refused = "silent"
    return _answer(request, conversation_id, refused, notice)


def _answer(
    request: Request, conversation_id: str, refused: str | None, notice: str | None
) -> HTTPResponse:
    if request.headers.get("x-live") == "1":
        return json({"error": NOTICES[refused]}, status=409) if refused else json({})
    said = refused or notice
    return redirect(f"/conversations/{conversation_id}" + (f"?notice={said}" if said else ""))
