"""What the assistant could not answer; staff say what was meant, and training takes it in."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from sanic import HTTPResponse, Request
from sanic.exceptions import NotFound
from sqlalchemy.orm import Session

from frontdesk.console.acting import act, note
from frontdesk.console.context import console_of
from frontdesk.console.forms import field
from frontdesk.console.queries import unanswered as queries
from frontdesk.learning import examples
from frontdesk.store.tables import Conversation, Message

_LOOKED_AT = timedelta(days=60)
_LONGEST_TOPIC = 80


async def index(request: Request) -> HTTPResponse:
    """What nobody has looked at yet, gaps, and what was kept."""
    since = request.ctx.at - _LOOKED_AT

    def gather(session: Session) -> dict[str, Any]:
        return {
            "unclear": queries.not_understood(session, since),
            "badly": queries.answered_badly(session, since),
            "gaps": queries.gaps(session, since),
            "kept": queries.kept(session),
        }

    return await console_of(request).show(request, "unanswered.html", gather, "example:list")


async def show(request: Request, message_id: str) -> HTTPResponse:
    """One message: say what was meant."""

    def gather(session: Session) -> dict[str, Any]:
        message, conversation = _message(session, message_id)
        return {
            "message": message,
            "clean": examples.clean(message.text, _names(conversation)),
            "intents": examples.intents(),
            "guess": (message.understanding or {}).get("intent"),
        }

    return await console_of(request).show(
        request, "unanswered_one.html", gather, "example:read", message_id
    )


async def keep(request: Request, message_id: str) -> HTTPResponse:
    """Keep the choice and write the file anew."""
    console, at, staff_id = console_of(request), request.ctx.at, request.ctx.staff.id
    intent, topic = field(request, "intent"), field(request, "topic").strip()[:_LONGEST_TOPIC]
    text = field(request, "text").strip()

    def work(session: Session) -> None:
        message, conversation = _message(session, message_id)
        said = examples.clean(text or message.text, _names(conversation))
        row = examples.keep(session, message, said, intent or None, topic or None, staff_id, at)
        note(session, request, "example:keep", row.id, intent=intent[:60])

    done = await act(
        request, work, "/unanswered", "example_kept", {examples.NoSuchIntent: "no_intent"}
    )
    folder = console.settings.data_dir

    def written() -> int:
        with console.store.read() as session:
            return examples.write(session, folder)

    await asyncio.to_thread(written)
    return done


def _message(session: Session, message_id: str) -> tuple[Message, Conversation]:
    message = session.get(Message, message_id)
    if message is None or message.author != "patient":
        raise NotFound("There is no such message.")
    return message, session.get_one(Conversation, message.conversation_id)


def _names(conversation: Conversation) -> list[str]:
    return [conversation.contact_name] if conversation.contact_name else []
