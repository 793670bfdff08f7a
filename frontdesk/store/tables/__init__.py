"""The tables. Import from here; one file for each room."""

from frontdesk.store.tables.base import Base, UtcTime
from frontdesk.store.tables.booking import (
    Appointment,
    AppointmentEvent,
    Block,
    BusyFeed,
    Cell,
    Hold,
    Notice,
    Proof,
    Waiting,
)
from frontdesk.store.tables.cases import Case, CaseEvent, FindingRow
from frontdesk.store.tables.coming_back import ResumeLink, TextBack
from frontdesk.store.tables.console import (
    AnswerReview,
    CannedReply,
    Note,
    Presence,
    ReviewedExample,
)
from frontdesk.store.tables.conversations import ActionRun, Conversation, Message
from frontdesk.store.tables.office import (
    ClinicChange,
    Erasure,
    Incident,
    LegalHold,
    PersonFact,
)
from frontdesk.store.tables.outbox import Heartbeat, OutboxRow
from frontdesk.store.tables.sealed import AnySealed
from frontdesk.store.tables.staff import AuditRow, Staff, StaffSession
from frontdesk.store.tables.texting import ConsentRow

__all__ = [
    "ActionRun",
    "AnySealed",
    "AnswerReview",
    "Appointment",
    "AppointmentEvent",
    "AuditRow",
    "Base",
    "Block",
    "BusyFeed",
    "CannedReply",
    "Case",
    "CaseEvent",
    "Cell",
    "ClinicChange",
    "ConsentRow",
    "Conversation",
    "Erasure",
    "FindingRow",
    "Heartbeat",
    "Hold",
    "Incident",
    "LegalHold",
    "Message",
    "Note",
    "Notice",
    "OutboxRow",
    "PersonFact",
    "Presence",
    "Proof",
    "ResumeLink",
    "ReviewedExample",
    "Staff",
    "StaffSession",
    "TextBack",
    "UtcTime",
    "Waiting",
]
