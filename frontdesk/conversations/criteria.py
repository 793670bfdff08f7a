"""What a person said of the general criteria: kept with the message that ended them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.store.tables import Message

#: the ends of the conversation over the criteria; their `data.criteria` holds slot -> value
_ENDS = ("utter_candidacy_summary", "utter_candidacy_left")


def criteria_said(session: Session, conversation_id: str) -> Mapping[str, str]:
    """The newest answers, for a booking or a case; empty when there are none.

    `frontdesk.answers.criteria.Criteria.summary` puts them into words for staff.
    """
    query = (
        select(Message.data)
        .where(Message.conversation_id == conversation_id, Message.response.in_(_ENDS))
        .order_by(Message.seq.desc())
        .limit(1)
    )
    data = session.scalars(query).one_or_none() or {}
    return dict(data.get("criteria") or {})
