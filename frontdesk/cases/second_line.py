"""What a person is told about staff after a page: only what is then true.

The variants follow the clinic's hours and on-call set-up (red-flag taxonomy, section 1). Nobody
is promised a call without a number, nor by a closed clinic that has nobody on call.
"""

from __future__ import annotations

from datetime import datetime

from frontdesk.clinic import Clinic
from frontdesk.clinic.hours import is_open
from frontdesk.safety.tiers import CRISIS, URGENT
from frontdesk.store.tables import Case

NOT_PAGED = "utter_not_paged"
CLOSED = "utter_paged_closed"
#: (clinic is open, a call can be promised) -> response
_URGENT = {
    (True, False): "utter_alerted",
    (True, True): "utter_alerted_call",
    (False, False): "utter_paged",
    (False, True): "utter_paged_call",
}
CRISIS_CALL = "utter_paged_crisis"
SECOND_LINES = (NOT_PAGED, CLOSED, CRISIS_CALL, *_URGENT.values())


def second_line(clinic: Clinic, case: Case, told: str, reachable: bool, at: datetime) -> str:
    """The response that says what became of the page.

    Args:
        told: `paged` or `not_paged`.
        reachable: A number of the person is known.
    """
    if told == "not_paged":
        return NOT_PAGED
    opened = is_open(clinic, at)
    if not opened and not clinic.alerts.on_call:
        return CLOSED
    if case.tier == CRISIS and reachable:
        return CRISIS_CALL
    # An emergency is sent to 911, and told of no call it might wait for.
    return _URGENT[opened, reachable and case.tier == URGENT]
