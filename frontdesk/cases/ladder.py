"""Page the clinic's ladder, rung by rung, until somebody acknowledges.

Writing the outbox row is the promise; the worker sends it. What the person is told follows what
is true: that staff were paged once a transport accepted a page, or that nobody could be reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from frontdesk.cases.callback import reachable_at
from frontdesk.cases.cases import acknowledge, locked_case, note_event
from frontdesk.cases.clocks import clocks
from frontdesk.cases.crowd import CROWD, crowd_key, crowd_page_accepted
from frontdesk.cases.second_line import second_line
from frontdesk.clinic import Clinic
from frontdesk.clinic.model import Rung
from frontdesk.clinic.spoken import spoken_time
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.correlation import current
from frontdesk.settings import Settings
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Case, OutboxRow

log = structlog.get_logger()

_TIER_WORDS = {
    "emergency_911_now": "EMERGENCY",
    "crisis_988": "CRISIS",
    "urgent_same_day": "URGENT",
    "priority_callback": "PRIORITY",
}


class Ladder:
    """Pages for cases, and what people are told of them."""

    def __init__(self, clinic: Clinic, settings: Settings, link_key: str, speaker: Speaker) -> None:
        self._clinic = clinic
        self._settings = settings
        self._links = URLSafeSerializer(link_key, salt="page")
        self._speaker = speaker

    def page_due(self, session: Session, case: Case, at: datetime) -> int:
        """Page every rung whose time has come; returns how many rows were written."""
        written = 0
        while case.state == "open" and case.next_page_at and case.next_page_at <= at:
            case.rung += 1
            case.first_page_at = case.first_page_at or at
            written += self._page(session, case, case.rung, at, f"rung{case.rung}")
            case.next_page_at = self._next(case)
        return written

    def page_again(self, session: Session, case: Case, at: datetime) -> int:
        """Page again for a further message, a few minutes after the last page at the earliest."""
        pages = select(func.max(OutboxRow.created_at)).where(
            OutboxRow.case_id == case.id, OutboxRow.purpose == "page"
        )
        last = session.scalar(pages)
        pause = timedelta(minutes=clocks().repage_minutes)
        if case.first_page_at is None or (last and at - last < pause):
            return 0
        return self._page(session, case, max(case.rung, 0), at, f"again{int(at.timestamp())}")

    def accepted(self, session: Session, case: Case, at: datetime, transport: str) -> None:
        """A transport took a page: now it is true that staff were paged, and the person is told."""
        note_event(session, case, "page_accepted", at, transport=transport)
        if case.paged_at is None:
            case.paged_at = at
        if case.told != "paged" and case.kind == "red_flag":
            self._tell(session, case, "paged", at)

    def page_blocked(self, session: Session, case: Case, at: datetime) -> int:
        """The safety text can not reach the person, only a call can: page whoever was paged."""
        return self._page(session, case, max(case.rung, 0), at, "blocked")

    def acknowledge_by_text(self, session: Session, number: str, at: datetime) -> list[str]:
        """A number of the ladder (E.164) texted OK: the open cases it was paged for are seen."""
        query = (
            select(OutboxRow.case_id)
            .join(Case, Case.id == OutboxRow.case_id)
            .where(
                OutboxRow.purpose == "page",
                OutboxRow.transport == "sms",
                OutboxRow.address == number,
                Case.state == "open",
            )
            .distinct()
        )
        seen = [case_id for case_id in session.scalars(query) if case_id]
        for case_id in seen:
            if case := locked_case(session, case_id):
                acknowledge(session, case, at, None, by="text")
        return seen

    def is_rung(self, number: str) -> bool:
        """Whether a number (E.164) is one of the ladder's, so never a patient's."""
        return any(person.sms == number for person in self._clinic.alerts.ladder)

    def untold(self, session: Session, at: datetime) -> Sequence[str]:
        """Cases whose page nobody accepted in time, and whose person was not told yet."""
        before = at - timedelta(seconds=clocks().untold_seconds)
        return session.scalars(_untold(Case.id).where(Case.first_page_at <= before)).all()

    def next_untold(self, session: Session) -> datetime | None:
        """When the first of them is due to be told, unless a page is accepted until then."""
        first: datetime | None = session.scalar(_untold(func.min(Case.first_page_at)))
        return first + timedelta(seconds=clocks().untold_seconds) if first else None

    def tell_unreached(self, session: Session, case: Case, at: datetime) -> None:
        """Tell the person that nobody could be reached, unless a page was accepted meanwhile."""
        if case.told is not None or case.paged_at is not None:
            return
        if transport := crowd_page_accepted(session, case):
            self.accepted(session, case, at, transport)
            return
        self._tell(session, case, "not_paged", at)

    def case_of(self, token: str) -> tuple[str, str] | None:
        """The case id and the page's id that a link in a page names; None for a forged one."""
        try:
            case_id, page_id = self._links.loads(token)
        except (BadSignature, ValueError, TypeError):
            return None
        return str(case_id), str(page_id)

    def _tell(self, session: Session, case: Case, told: str, at: datetime) -> None:
        case.told = told
        conversation = locked_conversation(session, case.conversation_id)
        # At home with an abuser a second line can do harm; silence was asked for.
        if conversation.silent or case.category == "abuse_or_unsafe_home":
            return
        key = second_line(self._clinic, case, told, bool(reachable_at(conversation)), at)
        self._speaker.say(
            session,
            conversation,
            key,
            at,
            values={"when": f"by {spoken_time(self._clinic, case.due_at, at)}"},
            data={"tier": case.tier, "case": case.id},
            author="system",
            purpose="safety",
        )
        note_event(session, case, "told", at, what=told)

    def _next(self, case: Case) -> datetime | None:
        if case.rung + 1 >= len(self._clinic.alerts.ladder):
            return None
        began = case.first_page_at or case.opened_at
        return clocks().rung_due(case.tier, case.category, case.rung + 1, began, case.due_at)

    def _page(self, session: Session, case: Case, rung: int, at: datetime, step: str) -> int:
        people = self._clinic.alerts.ladder
        person = people[min(rung, len(people) - 1)] if people else None
        ways = self.ways(person) if person else []
        if not ways:
            log.critical("case.nobody_to_page", case_id=case.id, rung=rung)
            note_event(session, case, "page_failed", at, rung=rung, why="no_transport")
            return 0
        crowd = crowd_key(session, case, rung, at)
        written = 0
        for transport, address in ways:
            key = f"{crowd or f'page:{case.id}:{case.tier}:{step}'}:{transport}"
            if session.scalars(select(OutboxRow.id).where(OutboxRow.key == key)).first():
                continue
            session.add(self._row(case, key, transport, address, at, bool(crowd)))
            written += 1
        if crowd:
            note_event(session, case, CROWD, at, rung=rung, key=crowd)
        elif written:
            note_event(session, case, "paged", at, rung=rung)
        return written

    def ways(self, person: Rung) -> list[tuple[str, str]]:
        """(transport, address) by which `person` can be paged with the settings there are."""
        has = self._settings
        ways = []
        if person.email and has.smtp_host:
            ways.append(("email", person.email))
        if person.sms and has.twilio_account_sid and has.twilio_number:
            ways.append(("sms", person.sms))
        if has.page_webhook_url:
            ways.append(("webhook", has.page_webhook_url))
        return ways

    def _row(
        self, case: Case, key: str, transport: str, address: str, at: datetime, crowd: bool
    ) -> OutboxRow:
        row_id = new_id("out")
        return OutboxRow(
            id=row_id,
            key=key,
            transport=transport,
            purpose="page",
            conversation_id=case.conversation_id,
            case_id=case.id,
            correlation=current() or case.correlation,
            address=address,
            body=self._crowd_body() if crowd else self._body(case, row_id, at),
            created_at=at,
            next_at=at,
        )

    def _body(self, case: Case, row_id: str, at: datetime) -> dict[str, str]:
        """Tier, time and a link; nothing that tells of the person or of what is wrong."""
        link = f"{self._settings.console_base}/page/{self._links.dumps([case.id, row_id])}"
        tier = _TIER_WORDS.get(case.tier or "", "CASE")
        head = f"{'DRILL. ' if case.drill else ''}Frontdesk {tier}"
        opened = spoken_time(self._clinic, case.opened_at, at)
        return {
            "text": f"{head}: a person needs you. Opened {opened}. {link}",
            "subject": f"{head}: a person needs you",
        }

    def _crowd_body(self) -> dict[str, str]:
        link = f"{self._settings.console_base}/"
        text = f"Frontdesk: many alarms from one address within an hour. See all of them: {link}"
        return {"text": text, "subject": "Frontdesk: many alarms from one address"}


def _untold(what: Any) -> Select[Any]:
    """`what` of the cases that were paged for and whose person was told nothing yet."""
    return select(what).where(
        Case.kind == "red_flag",
        Case.state == "open",
        Case.told.is_(None),
        Case.paged_at.is_(None),
    )
