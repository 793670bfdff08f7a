"""The tables. Import from here; one file for each room."""

from frontdesk.store.tables.base import Base, UtcTime
from frontdesk.store.tables.booking import Appointment, AppointmentEvent, Cell, Hold
from frontdesk.store.tables.cases import Case, CaseEvent, FindingRow
from frontdesk.store.tables.conversations import ActionRun, Conversation, Message
from frontdesk.store.tables.outbox import Heartbeat, OutboxRow
from frontdesk.store.tables.staff import AuditRow, Staff, StaffSession

__all__ = [
    "ActionRun",
    "Appointment",
    "AppointmentEvent",
    "AuditRow",
    "Base",
    "Case",
    "CaseEvent",
    "Cell",
    "Conversation",
    "FindingRow",
    "Heartbeat",
    "Hold",
    "Message",
    "OutboxRow",
    "Staff",
    "StaffSession",
    "UtcTime",
]
