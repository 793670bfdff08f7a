"""Text me if I leave: a number, shown by a code to be the visitor's own, and their yes to it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import phonenumbers
import structlog
from phonenumbers import PhoneNumberType
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from frontdesk.booking.phones import find_phone
from frontdesk.conversations import consent
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.store.ids import new_id, phone_hash
from frontdesk.store.tables import Conversation, OutboxRow, TextBack

log = structlog.get_logger()

#: the wording people agree to, and what the outbox calls the text
ASKED, PURPOSE = "utter_text_back_asked", "text_back"
CODE_LASTS = timedelta(minutes=10)
#: codes for one conversation in all, and to one number within an hour; tries of one code
_CODES, _CODES_OF_NUMBER, _TRIES = 5, 3, 3
#: codes of this clinic within an hour: whoever asks for more does not want to be texted
CODES_OF_ALL = 200

#: where a text costs what texts cost; numbers abroad and of premium rate are asked for by those
#: who earn by every text (Twilio and the carriers call it SMS pumping)
_HERE = ("US", "CA", "PR")
_KINDS = (
    PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
)  # fmt: skip


class NoNumber(ValueError):
    """What was written holds no telephone number."""


class TooManyCodes(RuntimeError):
    """Enough codes were texted."""


@dataclass(frozen=True)
class TextBacks:
    """Takes numbers, and the codes that were texted to them.

    A link into a conversation about somebody's health must not go to a mistyped number: the code
    shows that the visitor holds the telephone.

    Attributes:
        key: The secret that keys the hashes.
        texts: Whether texts can be sent at all.
    """

    speaker: Speaker
    key: str
    texts: bool

    def ask(self, session: Session, conversation_id: str, typed: str, at: datetime) -> None:
        """Text a code to the number that was typed. An earlier number holds no longer.

        Raises:
            NoNumber: when there is none in `typed`.
            TooManyCodes: beyond three an hour to a number, or five in a conversation; and for
                numbers abroad or of premium rate, and beyond `CODES_OF_ALL`.
        """
        phone = find_phone(typed)
        if phone is None or not self.texts:
            raise NoNumber
        conversation = locked_conversation(session, conversation_id)
        wish = session.get(TextBack, conversation_id)
        sent = wish.codes if wish else 0
        if sent >= _CODES or not _ordinary(phone) or self._too_many(session, phone, at):
            raise TooManyCodes
        code = f"{secrets.randbelow(1_000_000):06d}"
        session.merge(
            TextBack(
                conversation_id=conversation_id,
                phone=phone,
                asked_at=at,
                codes=sent + 1,
                tries=0,
                code_hash=self._hash(conversation_id, code),
                code_until=at + CODE_LASTS,
                agreed_at=None,
                told_seq=wish.told_seq if wish else 0,
            )
        )
        self._agree(session, phone, conversation, at)
        session.add(self._code_text(phone, code, conversation, at))
        log.info("text_back.asked", conversation_id=conversation_id)

    def prove(self, session: Session, conversation_id: str, code: str, at: datetime) -> bool:
        """Take a code back. Three wrong ones, or none in ten minutes, and it is void."""
        locked_conversation(session, conversation_id)
        wish = session.get(TextBack, conversation_id)
        if wish is None or wish.code_until <= at or wish.tries >= _TRIES:
            return False
        wish.tries += 1
        right = hmac.compare_digest(self._hash(conversation_id, code), wish.code_hash)
        if right:
            wish.agreed_at, wish.code_until = at, at
        log.info("text_back.checked", conversation_id=conversation_id, proved=right)
        return right

    def _agree(self, session: Session, phone: str, talk: Conversation, at: datetime) -> None:
        """Keep what they were asked and said yes to (47 CFR 64.1200(f)(9)); a stop still holds."""
        number = phone_hash(phone, self.key)
        wording = self.speaker.render(ASKED, "web", at, talk.language).text
        consent.note(session, number, "given", at, source="web", wording=wording)

    def _code_text(self, phone: str, code: str, talk: Conversation, at: datetime) -> OutboxRow:
        words = self.speaker.render("utter_proof_text", "sms", at, talk.language, {"code": code})
        # It belongs to no conversation, so that it stands in no transcript.
        return OutboxRow(
            id=new_id("out"),
            key=new_id("code"),
            transport="sms",
            purpose="code",
            address=phone,
            body={"text": words.text},
            created_at=at,
            next_at=at,
        )

    @staticmethod
    def _too_many(session: Session, phone: str, at: datetime) -> bool:
        """Whether an hour's codes were texted: to this number, or in all."""
        codes = (OutboxRow.purpose == "code", OutboxRow.created_at > at - timedelta(hours=1))
        to_this = select(func.count()).where(*codes, OutboxRow.address == phone)
        if (session.scalar(to_this) or 0) >= _CODES_OF_NUMBER:
            return True
        return (session.scalar(select(func.count()).where(*codes)) or 0) >= CODES_OF_ALL

    def _hash(self, conversation_id: str, code: str) -> str:
        said = f"{conversation_id}:{code}".encode()
        return hmac.new(self.key.encode(), said, hashlib.sha256).hexdigest()


def end(session: Session, conversation_id: str) -> None:
    """Text this visitor no more; the count of codes stays."""
    wish = session.get(TextBack, conversation_id)
    if wish is not None:
        wish.agreed_at, wish.code_until = None, wish.asked_at
    withdraw(session, conversation_id)


def withdraw(session: Session, conversation_id: str) -> None:
    """What has not left yet stays here: the visitor is back, or wants no text."""
    session.execute(
        update(OutboxRow)
        .where(
            OutboxRow.conversation_id == conversation_id,
            OutboxRow.purpose == PURPOSE,
            OutboxRow.state == "waiting",
        )
        .values(state="unsent", error="seen")
    )


def _ordinary(phone: str) -> bool:
    number = phonenumbers.parse(phone)
    here = phonenumbers.region_code_for_number(number) in _HERE
    return here and phonenumbers.number_type(number) in _KINDS
