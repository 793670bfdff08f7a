"""How a conversation stands, as its visitor is told: who answers, by when, and whether by text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session

from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import spoken_deadline
from frontdesk.promises.late import awaited
from frontdesk.store.tables import Conversation, Presence, Staff, TextBack

#: a keystroke of staff so long ago means that they write
_WRITES = timedelta(seconds=6)


@dataclass(frozen=True)
class Standing:
    """What the visitor is told of.

    Attributes:
        owner: The name of the member of staff who answers; None: the assistant.
        due: By when a person was promised; None where nobody is waited for.
        texts: The last digits of the number to be texted, and whether it is agreed.
        hushed: An alarm stands, or nothing may be sent: no offer is made then.
    """

    owner: str | None = None
    due: datetime | None = None
    texts: tuple[str, bool] | None = None
    hushed: bool = False


@dataclass(frozen=True)
class Look:
    """A conversation as it was found: its newest place, how it stands, when its owner typed.

    `epoch` is raised when the visitor clears the chat: who was there before is there no longer.
    """

    seq: int
    epoch: int
    standing: Standing
    typed_at: datetime | None


@lru_cache(maxsize=1)
def _query() -> Select[Any]:
    """Put together once: it is asked three times a second, and with every message."""
    here = and_(
        Presence.conversation_id == Conversation.id, Presence.staff_id == Conversation.owner_id
    )
    return (
        select(
            Conversation.id,
            Conversation.last_seq,
            Conversation.epoch,
            Staff.name,
            awaited(Conversation.id),
            TextBack.phone,
            TextBack.agreed_at,
            TextBack.code_until,
            Conversation.locked_by,
            Conversation.silent,
            Presence.typed_at,
        )
        .outerjoin(Staff, Staff.id == Conversation.owner_id)
        .outerjoin(TextBack, TextBack.conversation_id == Conversation.id)
        .outerjoin(Presence, here)
        .where(Conversation.id.in_(bindparam("ids", expanding=True)))
    )


def look(session: Session, ids: Sequence[str], at: datetime) -> dict[str, Look]:
    """How these conversations stand, in one question to the store."""
    found = {}
    for id_, seq, epoch, *rest, typed in session.execute(_query(), {"ids": list(ids)}):
        owner, due, phone, agreed, until, locked, silent = rest
        waits = phone and (agreed or until > at)
        texts = (phone[-4:], agreed is not None) if waits else None
        standing = Standing(owner, due, texts, bool(locked and not owner) or silent)
        writes = typed is not None and typed > at - _WRITES
        found[id_] = Look(seq, epoch, standing, typed if writes else None)
    return found


def status(standing: Standing, clinic: Clinic, texts: bool, at: datetime) -> dict[str, Any]:
    """The `status` event. `texts`: whether texts can be sent at all."""
    due = standing.due
    waits = standing.owner is not None or due is not None
    told: dict[str, Any] = {
        "owner": "staff" if standing.owner else "bot",
        "staff_name": standing.owner,
        "online": True,
        "waiting": due is not None and not standing.owner,
    }
    if due and due > at and not standing.owner:
        told["reply_by"] = spoken_deadline(clinic, due, at)
        told["reply_at"] = due.isoformat()
    if texts and waits and not standing.hushed:
        told["text_back"] = _text_back(standing.texts)
    return told


def _text_back(texts: tuple[str, bool] | None) -> dict[str, str]:
    if texts is None:
        return {"state": "offered"}
    digits, agreed = texts
    return {"state": "agreed" if agreed else "code", "number": digits}
