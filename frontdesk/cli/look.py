"""Commands that look into the store: cases, transcript, appointments."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.cli.lines import write_lines
from frontdesk.conversations.transcript import NoConversation, messages_after
from frontdesk.house import House
from frontdesk.secrets import secret
from frontdesk.settings import settings
from frontdesk.store.ids import sms_conversation_id
from frontdesk.store.tables import Appointment, Case, Conversation


def add_to(commands: Any) -> None:
    """Add these commands."""
    cases = commands.add_parser("cases", help="the cases, newest last")
    cases.set_defaults(run=lambda _o: _write(_cases))
    appointments = commands.add_parser("appointments", help="the appointments, by time")
    appointments.set_defaults(run=lambda _o: _write(_appointments))
    transcript = commands.add_parser("transcript", help="every message of a conversation")
    transcript.add_argument("conversation", help="its id, or sms:+13125550123")
    transcript.set_defaults(run=_transcript)


def _write(rows: Any) -> None:
    with House(settings()).store.read() as session:
        write_lines(rows(session))


def _cases(session: Session) -> Iterator[dict[str, Any]]:
    query = (
        select(Case, Conversation.channel)
        .join(Conversation, Conversation.id == Case.conversation_id)
        .order_by(Case.opened_at)
    )
    for case, channel in session.execute(query):
        yield {
            "id": case.id,
            "conversation": case.conversation_id,
            "channel": channel,
            "kind": case.kind,
            "tier": case.tier,
            "category": case.category,
            "state": case.state,
            "opened": case.opened_at,
            "due": case.due_at,
            "owner": case.owner_id,
            "drill": case.drill,
        }


def _appointments(session: Session) -> Iterator[dict[str, Any]]:
    for made in session.scalars(select(Appointment).order_by(Appointment.starts)):
        yield {
            "id": made.id,
            "conversation": made.conversation_id,
            "state": made.state,
            "starts": made.starts,
            "ends": made.ends,
            "name": made.name,
            "phone": made.phone,
        }


def _transcript(options: argparse.Namespace) -> None:
    conversation_id = _conversation_id(options.conversation)

    def rows(session: Session) -> Iterator[dict[str, Any]]:
        if session.get(Conversation, conversation_id) is None:
            raise NoConversation(f"there is no conversation {options.conversation}")
        for m in messages_after(session, conversation_id, limit=100_000):
            yield {
                "id": m.id,
                "at": m.at,
                "author": m.author,
                "text": m.text,
                "response": m.response,
                "delivery": m.delivery,
            }

    _write(rows)


def _conversation_id(named: str) -> str:
    if named.startswith("sms:"):
        return sms_conversation_id(named[4:], secret("LOOKUP_SECRET", settings()))
    return named
