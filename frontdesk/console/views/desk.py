"""What staff write beside a conversation: notes, facts, presence, incidents."""

from __future__ import annotations

from sanic import HTTPResponse, Request
from sanic.exceptions import BadRequest
from sanic.response import json
from sqlalchemy.orm import Session

from frontdesk.console.acting import act, answer, note
from frontdesk.console.context import console_of
from frontdesk.console.forms import field
from frontdesk.console.queries import desk as queries
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.people import facts, incidents
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Note

LONGEST_NOTE = 2000


async def add_note(request: Request, conversation_id: str) -> HTTPResponse:
    """Keep a private note."""
    text, at, staff_id = field(request, "note").strip(), request.ctx.at, request.ctx.staff.id
    if len(text) > LONGEST_NOTE:
        raise BadRequest(f"A note holds at most {LONGEST_NOTE} characters.")
    if not text:
        return answer(request, _back(conversation_id), "empty", refused=True)

    def work(session: Session) -> None:
        locked_conversation(session, conversation_id)
        row = Note(
            id=new_id("note"), conversation_id=conversation_id, staff_id=staff_id, at=at, text=text
        )
        session.add(row)
        session.flush()
        note(session, request, "note:add", conversation_id, note=row.id)

    return await act(request, work, _back(conversation_id))


async def add_fact(request: Request, conversation_id: str) -> HTTPResponse:
    """Keep a fact on the person, or take it away when no value is given."""
    name, value = field(request, "name"), field(request, "value").strip()
    staff_id, at = request.ctx.staff.id, request.ctx.at

    def work(session: Session) -> None:
        if value:
            facts.note_fact(session, conversation_id, name, value, staff_id, at)
        else:
            facts.remove_fact(session, conversation_id, name, at)
        verb = "fact:note" if value else "fact:remove"
        note(session, request, verb, conversation_id, fact=name[:30])

    return await act(
        request, work, _back(conversation_id), "fact_kept", {facts.BadFact: "bad_fact"}
    )


async def wrong_person(request: Request, conversation_id: str) -> HTTPResponse:
    """A message went to, or came from, the wrong person: open an incident."""
    message_id, staff_id, at = field(request, "message"), request.ctx.staff.id, request.ctx.at

    def work(session: Session) -> None:
        opened = incidents.open_incident(session, conversation_id, message_id, staff_id, at)
        note(session, request, "incident:open", conversation_id, incident=opened.id)

    return await act(
        request, work, _back(conversation_id), "incident", {incidents.NoMessage: "no_message"}
    )


async def here(request: Request, conversation_id: str) -> HTTPResponse:
    """This page is open, and perhaps typed in; who else is here comes back."""
    staff_id, at = request.ctx.staff.id, request.ctx.at
    typing = field(request, "typing") == "1" and request.ctx.may("conversation:write")

    def look(session: Session) -> tuple[bool, list[tuple[str, bool]]]:
        fresh = queries.is_noted(session, conversation_id, staff_id, at)
        return fresh, queries.others_here(session, conversation_id, staff_id, at)

    fresh, others = await console_of(request).read(look)
    if typing or not fresh:
        await console_of(request).write(
            lambda s: queries.note_presence(s, conversation_id, staff_id, at, typing)
        )
    return json({"here": [{"name": name, "typing": typing} for name, typing in others]})


def _back(conversation_id: str) -> str:
    return f"/conversations/{conversation_id}"
