"""Page the clinic's ladder, rung by rung, until somebody acknowledges.

Writing the outbox row is the promise; the worker sends it. What the person is told follows what
is true: that staff were paged once a transport accepted a page, or that nobody could be reached.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.cases.cases import note_event
from frontdesk.cases.clocks import clocks
from frontdesk.clinic import Clinic
from frontdesk.clinic.model import Rung
from frontdesk.clinic.spoken import spoken_time
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.settings import Settings
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Case, OutboxRow

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
            written += self._page(session, case, case.rung, at, f"rung{case.rung}")
            case.next_page_at = self._next(case)
        return written

    def page_again(self, session: Session, case: Case, at: datetime) -> int:
        """Page again for a further message, at most every few minutes."""
        minutes = int(at.timestamp() // (clocks().repage_minutes * 60))
        return self._page(session, case, max(case.rung, 0), at, f"again{minutes}")

    def accepted(self, session: Session, case: Case, at: datetime, transport: str) -> None:
        """A transport took a page: now it is true that staff were paged, and the person is told."""
        note_event(session, case, "page_accepted", at, transport=transport)
        if case.paged_at is None:
            case.paged_at = at
        if case.told != "paged" and case.kind == "red_flag":
            self._tell(session, case, "paged", "utter_paged", at)

    def untold(self, session: Session, at: datetime) -> Sequence[str]:
        """Cases whose page nobody accepted in time, and whose person was not told yet."""
        before = at - timedelta(seconds=clocks().untold_seconds)
        query = select(Case.id).where(
            Case.kind == "red_flag",
            Case.state == "open",
            Case.told.is_(None),
            Case.paged_at.is_(None),
            Case.opened_at <= before,
        )
        return session.scalars(query).all()

    def tell_unreached(self, session: Session, case: Case, at: datetime) -> None:
        """Tell the person that nobody could be reached, unless a page was accepted meanwhile."""
        if case.told is None and case.paged_at is None:
            self._tell(session, case, "not_paged", "utter_not_paged", at)

    def case_of(self, token: str) -> tuple[str, str] | None:
        """The case id and the page's id that a link in a page names; None for a forged one."""
        try:
            case_id, page_id = self._links.loads(token)
        except (BadSignature, ValueError, TypeError):
            return None
        return str(case_id), str(page_id)

    def _tell(self, session: Session, case: Case, told: str, key: str, at: datetime) -> None:
        case.told = told
        conversation = locked_conversation(session, case.conversation_id)
        # At home with an abuser a second line can do harm; silence was asked for.
        if conversation.silent or case.category == "abuse_or_unsafe_home":
            return
        self._speaker.say(
            session,
            conversation,
            key,
            at,
            data={"tier": case.tier, "case": case.id},
            author="system",
            purpose="safety",
        )
        note_event(session, case, "told", at, what=told)

    def _next(self, case: Case) -> datetime | None:
        if case.rung + 1 >= len(self._clinic.alerts.ladder):
            return None
        return clocks().rung_due(case.tier, case.rung + 1, case.opened_at, case.due_at)

    def _page(self, session: Session, case: Case, rung: int, at: datetime, step: str) -> int:
        people = self._clinic.alerts.ladder
        person = people[min(rung, len(people) - 1)] if people else None
        ways = self.ways(person) if person else []
        written = 0
        for transport, address in ways:
            key = f"page:{case.id}:{case.tier}:{step}:{transport}"
            if session.scalars(select(OutboxRow.id).where(OutboxRow.key == key)).first():
                continue
            session.add(self._row(case, key, transport, address, at))
            written += 1
        if not ways:
            note_event(session, case, "page_failed", at, rung=rung, why="no_transport")
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

    def _row(self, case: Case, key: str, transport: str, address: str, at: datetime) -> OutboxRow:
        row_id = new_id("out")
        link = f"{self._settings.console_base}/page/{self._links.dumps([case.id, row_id])}"
        tier = _TIER_WORDS.get(case.tier or "", "CASE")
        drill = "DRILL. " if case.drill else ""
        opened = spoken_time(self._clinic, case.opened_at, at)
        text = f"{drill}Frontdesk {tier}: a person needs you. Opened {opened}. {link}"
        subject = f"{drill}Frontdesk {tier}: a person needs you"
        return OutboxRow(
            id=row_id,
            key=key,
            transport=transport,
            purpose="page",
            conversation_id=case.conversation_id,
            case_id=case.id,
            address=address,
            body={"text": text, "subject": subject},
            created_at=at,
            next_at=at,
        )
