"""A history checker, as Jepsen has one: what clients noted and what the store holds must agree.

Clients write down what they sent, what was acknowledged and what they heard, with the times of
their own clock. `records_of` reads what the store kept. `violations` goes through both.
"""

from tests.history.check import Violation, violations
from tests.history.notes import Heard, Notes, Sent
from tests.history.records import (
    Records,
    StoredCase,
    StoredMessage,
    StoredPage,
    StoredVisit,
    arrivals,
    records_of,
)

__all__ = [
    "Heard",
    "Notes",
    "Records",
    "Sent",
    "StoredCase",
    "StoredMessage",
    "StoredPage",
    "StoredVisit",
    "Violation",
    "arrivals",
    "records_of",
    "violations",
]
