"""Who may act on an appointment: the conversation that made it, the number on it, or a code.

A six-digit code is texted to the number on the appointment; the conversation that gives it back
has shown that it holds that telephone. Whether there is any appointment under a number is never
told: without one the same is said and no text goes out.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from frontdesk.booking.appointments import STANDING
from frontdesk.store.ids import new_id, phone_hash
from frontdesk.store.tables import Appointment, Conversation, OutboxRow, Proof

log = structlog.get_logger()

#: how long a code may be given back, and how long what it proved holds
CODE_LASTS, PROOF_LASTS = timedelta(minutes=10), timedelta(minutes=60)
#: codes an hour for one conversation and for one number; tries of one code
_CODES, _TRIES = 3, 3


class TooManyCodes(RuntimeError):
    """Enough codes were asked for; staff help from here."""


@dataclass(frozen=True)
class Checked:
    """What became of a code: `proved`, or whether another try is left."""

    proved: bool
    again: bool = False


class Proofs:
    """Sends codes and takes them back. `key`: the secret that keys the hashes."""

    def __init__(self, key: str) -> None:
        self._key = key

    def send(
        self, session: Session, conversation_id: str, phone: str, wording: Callable[[str], str],
        now: datetime,
    ) -> None:
        """Text a code to a number (E.164) if an appointment stands under it.

        Args:
            wording: the text that carries a code.

        Raises:
            TooManyCodes: beyond three an hour of this conversation or for this number.
        """
        number = phone_hash(phone, self._key)
        self._refuse_too_many(session, conversation_id, number, now)
        exists = bool(_standing_under(session, phone, now))
        code = f"{secrets.randbelow(1_000_000):06d}"
        made = Proof(
            id=new_id("proof"), conversation_id=conversation_id, number_key=number,
            code_hash=self._hash(code) if exists else None, at=now, until=now + CODE_LASTS,
        )
        session.add(made)
        if exists:
            session.add(_text(made.id, phone, wording(code), now))
        session.flush()
        log.info("proof.asked", conversation_id=conversation_id)

    def check(
        self, session: Session, conversation_id: str, code: str, now: datetime
    ) -> Checked:
        """Take a code back. Three wrong ones, or none in ten minutes, and it is void."""
        query = (
            select(Proof)
            .where(Proof.conversation_id == conversation_id, Proof.proved_at.is_(None))
            .order_by(Proof.at.desc(), Proof.id)
            .limit(1)
            .with_for_update()
        )
        proof = session.scalars(query).one_or_none()
        if proof is None or proof.until <= now or proof.tries >= _TRIES:
            return Checked(proved=False)
        proof.tries += 1
        right = hmac.compare_digest(self._hash(code), proof.code_hash or "")
        if right:
            proof.proved_at, proof.until = now, now + PROOF_LASTS
        session.flush()
        log.info("proof.checked", conversation_id=conversation_id, proved=right)
        return Checked(right, again=not right and proof.tries < _TRIES)

    def appointments(
        self, session: Session, conversation_id: str, now: datetime
    ) -> list[Appointment]:
        """The standing appointments this conversation may act on, soonest first."""
        conversation = session.get(Conversation, conversation_id)
        proved = self._proved(session, conversation_id, now)
        address = conversation.address if conversation else None
        mine = [Appointment.conversation_id == conversation_id]
        if address:
            mine.append(Appointment.phone == address)
        condition = Appointment.phone.is_not(None) if proved else or_(*mine)
        query = (
            select(Appointment)
            .where(condition if not proved else or_(*mine, condition))
            .where(Appointment.state.in_(STANDING), Appointment.ends > now)
            .order_by(Appointment.starts)
        )
        return [
            a for a in session.scalars(query)
            if a.conversation_id == conversation_id
            or (address and a.phone == address)
            or (a.phone and phone_hash(a.phone, self._key) in proved)
        ]

    def _proved(self, session: Session, conversation_id: str, now: datetime) -> set[str]:
        query = select(Proof.number_key).where(
            Proof.conversation_id == conversation_id, Proof.proved_at.is_not(None),
            Proof.until > now,
        )
        return set(session.scalars(query))

    def _refuse_too_many(
        self, session: Session, conversation_id: str, number: str, now: datetime
    ) -> None:
        query = select(func.count()).where(
            or_(Proof.conversation_id == conversation_id, Proof.number_key == number),
            Proof.at > now - timedelta(hours=1),
        )
        if (session.scalar(query) or 0) >= _CODES:
            raise TooManyCodes

    def _hash(self, code: str) -> str:
        return hmac.new(self._key.encode(), code.encode(), hashlib.sha256).hexdigest()


def _standing_under(session: Session, phone: str, now: datetime) -> bool:
    query = select(Appointment.id).where(
        Appointment.phone == phone, Appointment.state.in_(STANDING), Appointment.ends > now
    )
    return session.scalars(query.limit(1)).first() is not None


def _text(proof_id: str, phone: str, text: str, now: datetime) -> OutboxRow:
    # Asked for by whoever holds the conversation, this minute: it waits for no quiet hours, and
    # it belongs to no conversation, so that it stands in no transcript.
    return OutboxRow(
        id=new_id("out"), key=proof_id, transport="sms", purpose="code", address=phone,
        body={"text": text}, created_at=now, next_at=now,
    )
