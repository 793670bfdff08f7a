"""What became of a text: kept with its message, its number and its case."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.cases.cases import note_event, open_case, standing_case
from frontdesk.cases.ladder import Ladder
from frontdesk.channels.sms.leave import number_key
from frontdesk.channels.sms.provider import Receipt, Refused
from frontdesk.clinic import Clinic
from frontdesk.conversations import consent
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.store import Store
from frontdesk.store.tables import Case, Message, OutboxRow

log = structlog.get_logger()

_RANK = {"sent": 1, "failed": 2, "delivered": 3}


class Receipts:
    """Writes down what the provider tells of our texts."""

    def __init__(self, store: Store, clinic: Clinic, ladder: Ladder) -> None:
        self._store = store
        self._clinic = clinic
        self._ladder = ladder

    def note(self, receipt: Receipt, at: datetime) -> bool:
        """Keep a receipt; False when it is of no text of ours. Out of order is no matter."""
        with self._store.begin() as session:
            row = _row(session, receipt)
            if row is None:
                return False
            row.provider_id = row.provider_id or receipt.provider_id
            row.leased_until = None
            if row.state in ("leased", "waiting"):
                row.state, row.accepted_at = "accepted", at
                self._page_taken(session, row, receipt, at)
            message = session.get(Message, row.message_id) if row.message_id else None
            before = message.delivery if message else row.state
            if _RANK[receipt.state] <= _RANK.get(before or "", 0):
                return True
            if message:
                message.delivery = receipt.state
            if receipt.state == "delivered":
                row.state, row.error = "delivered", None
            elif receipt.refused:
                row.state, row.error = "failed", receipt.refused.why
                failed(session, self._clinic, self._ladder, row, receipt.refused, at)
        log.info("sms.receipt", row=row.id, state=receipt.state, error=row.error)
        return True

    def _page_taken(
        self, session: Session, row: OutboxRow, receipt: Receipt, at: datetime
    ) -> None:
        """Whoever sent a page died before noting it: it was taken all the same."""
        if row.purpose == "page" and row.case_id and receipt.state != "failed":
            case = session.get_one(Case, row.case_id, with_for_update=True)
            self._ladder.accepted(session, case, at, row.transport)


def failed(
    session: Session,
    clinic: Clinic,
    ladder: Ladder,
    row: OutboxRow,
    refused: Refused,
    at: datetime,
) -> None:
    """A text will not arrive: stop the number where that is what it means, and tell staff.

    A safety text that did not arrive pages at once: only a call can reach the person now.
    """
    if row.transport != "sms" or row.purpose == "page":
        return
    if refused.stops:
        key = number_key(row.address)
        if consent.standing(session, key).stopped is None:
            consent.note(
                session, key, refused.stops, at, source="provider", message_id=row.message_id
            )
    if not row.conversation_id:
        return
    conversation = locked_conversation(session, row.conversation_id)
    if row.purpose == "safety":
        _page_about_it(session, clinic, ladder, row, refused, at)
    elif row.purpose != "programme":
        kind = "cant_be_texted" if refused.stops else "undelivered"
        open_case(
            session, clinic, conversation, kind, at, message_id=row.message_id, why=refused.why
        )


def _page_about_it(
    session: Session,
    clinic: Clinic,
    ladder: Ladder,
    row: OutboxRow,
    refused: Refused,
    at: datetime,
) -> None:
    conversation = locked_conversation(session, str(row.conversation_id))
    case = standing_case(session, conversation.id, "red_flag") or open_case(
        session,
        clinic,
        conversation,
        "cant_be_texted",
        at,
        tier="urgent_same_day",
        message_id=row.message_id,
    )
    note_event(session, case, "text_blocked", at, why=refused.why, message=row.message_id)
    if not ladder.page_due(session, case, at):
        ladder.page_blocked(session, case, at)


def _row(session: Session, receipt: Receipt) -> OutboxRow | None:
    if receipt.row:
        return session.get(OutboxRow, receipt.row, with_for_update=True)
    if not receipt.provider_id:
        return None
    query = select(OutboxRow).where(OutboxRow.provider_id == receipt.provider_id)
    return session.scalars(query.with_for_update()).first()
