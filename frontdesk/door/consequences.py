"""What an answer brings with it: an estimate that is due, a question staff must answer.

All of it happens in the transaction that writes the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.answers.model import ANSWER
from frontdesk.cases.cases import open_case, standing_case
from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import spoken_deadline
from frontdesk.conversations.pregnancy import PREGNANCY, is_pregnancy
from frontdesk.conversations.speaker import Speaker
from frontdesk.store.tables import Case, CaseEvent, Conversation, Message

COST = "utter_faq/cost"
ESTIMATE = "cost_estimate"
GAP = "content_gap"
LANGUAGE = "change_language"
#: replies that say themselves who looks at a pregnancy
_OF_PREGNANCY = (f"utter_{PREGNANCY}", "utter_booking_pregnancy")


@dataclass(frozen=True)
class Reaction:
    """A patient's message that is being answered, in the transaction of its answer."""

    session: Session
    conversation: Conversation
    message: Message
    at: datetime


class Consequences:
    """Cases that answers open by themselves."""

    def __init__(self, clinic: Clinic, speaker: Speaker) -> None:
        self._clinic = clinic
        self._speaker = speaker

    def estimate(self, to: Reaction, response: str) -> dict[str, str]:
        """A question of cost counts as a request for a written estimate (45 CFR 149.610).

        Opened once a conversation; returns what fills the answer. After staff have dealt with
        it the answer offers another one instead.
        """
        if response != COST:
            return {}
        if self._had(to, ESTIMATE) and not standing_case(to.session, to.conversation.id, ESTIMATE):
            return {}
        return {"when": self._by(self._open(to, ESTIMATE), to.at)}

    def gaps(self, to: Reaction, said: Sequence[Message]) -> None:
        """What is not known here staff are to tell, once a key and conversation; said last."""
        opened = [case for case in (self._gap(to, answer) for answer in said) if case]
        if opened:
            self._say(to, "utter_gap_noted", opened[-1])

    def _gap(self, to: Reaction, said: Message) -> Case | None:
        gap: Mapping[str, Any] | None = (said.data or {}).get("gap")
        if not gap or self._had(to, GAP, gap["key"]):
            return None
        return self._open(
            to, GAP, answer=gap["key"], missing=gap["missing"], withheld=gap["withheld"]
        )

    def untranslated(self, to: Reaction, said: Message) -> None:
        """An answer that is only there in English, to whoever is answered in another language."""
        spoken = to.conversation.language
        answer = (said.response or "").startswith(ANSWER)
        if spoken not in self._clinic.languages_approved or not answer:
            return
        if (said.data or {}).get("language") == spoken or self._had(to, LANGUAGE):
            return
        self._say(to, "utter_spanish_here", self._open(to, LANGUAGE, answer=said.response))

    def pregnancy(self, to: Reaction, responses: list[str]) -> None:
        """A pregnancy that is mentioned is for a nurse, whatever was asked; said once."""
        told = any(r.startswith(_OF_PREGNANCY) for r in responses)
        if told or to.message.payload or not is_pregnancy(to.message.text):
            return
        if self._had(to, PREGNANCY):
            return
        self._say(to, f"utter_{PREGNANCY}", self._open(to, PREGNANCY))

    def _open(self, to: Reaction, kind: str, **data: Any) -> Case:
        return open_case(
            to.session, self._clinic, to.conversation, kind, to.at, message_id=to.message.id, **data
        )

    def _say(self, to: Reaction, key: str, case: Case) -> None:
        self._speaker.say(
            to.session,
            to.conversation,
            key,
            to.at,
            values={"when": self._by(case, to.at)},
            reply_to=to.message.id,
        )

    def _by(self, case: Case, at: datetime) -> str:
        return f"by {spoken_deadline(self._clinic, case.due_at, at)}"

    @staticmethod
    def _had(to: Reaction, kind: str, answer: str | None = None) -> bool:
        """Whether this conversation ever had a case of that kind (about that answer)."""
        query = (
            select(CaseEvent.data)
            .join(Case, Case.id == CaseEvent.case_id)
            .where(Case.conversation_id == to.conversation.id, Case.kind == kind)
        )
        found = to.session.scalars(query).all()
        return any(answer is None or (d or {}).get("answer") == answer for d in found)
