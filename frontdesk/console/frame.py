"""What stands around every page: counts, who is on call, and a notice of what just happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sanic import Request
from sqlalchemy.orm import Session

from frontdesk.clinic.changes import swapped_until
from frontdesk.clinic.hours import is_open
from frontdesk.console.queries.cases import counts

if TYPE_CHECKING:
    from frontdesk.console.context import Console

#: shown once after a change; the address holds only the key
NOTICES = {
    "acknowledged": "Acknowledged. Nobody further is paged for it.",
    "taken": "The conversation is yours. The assistant stays silent until you hand it back.",
    "handed_back": "Handed back. The assistant answers again.",
    "resolved": "Case resolved.",
    "owned": "Somebody else took this conversation first.",
    "not_owner": "Only the person who has the conversation can do that.",
    "silent": "They asked us not to write back. Nothing was sent.",
    "empty": "There was nothing to send.",
    "crisis": "A crisis is closed only when they were reached or a welfare check was decided.",
    "password": "Your password was changed.",
    "others_ended": "You are signed out everywhere else.",
    "factor_set": "From now on you are asked for a code when you sign in.",
    "factor_removed": "You are no longer asked for a code.",
    "wrong_password": "That is not your password. Nothing was changed.",
    "oneself": "Ask another manager to change your own account.",
    "no_address": "That is no email address.",
    "staff_exists": "There is an account of that address already.",
    "no_role": "Please choose a role.",
    "staff_changed": "Changed. They are signed out and begin anew.",
    "fact_kept": "Kept.",
    "bad_fact": "That is no value for it. Nothing was changed.",
    "texts_stopped": "No more texts go to this number. Their visits stand.",
    "texts_again": "Texts go to this number again. How they agreed is kept.",
    "stop_unconfirmed": "Please confirm that they asked for it. Nothing was changed.",
    "again_unconfirmed": "Please choose how they agreed. Nothing was changed.",
    "no_number": "No number is known that could be texted. Nothing was changed.",
    "held_by_provider": "Their carrier blocks us. Only a START from their own phone reopens it.",
    "incident": "An incident was opened. The manager sees it under Privacy.",
    "no_message": "There is no such message in this conversation.",
    "incident_closed": "Incident closed.",
    "canned_kept": "Kept. It can be used in every conversation.",
    "canned_gone": "It is used no more.",
    "hold_set": "Nothing of this conversation is erased until the hold is lifted.",
    "hold_lifted": "The hold was lifted.",
    "no_reason": "Please write why.",
    "under_hold": "A legal hold stands. Nothing was erased.",
    "not_confirmed": "Please write ERASE to confirm. Nothing was erased.",
    "erased": "Everything kept of that conversation was erased. The receipt is below.",
    "reviewed": "Your review is kept. It holds for the wording you read.",
    "wording_changed": "The wording changed since you read it. Please read it again.",
    "bad_day": "Please choose a day after today.",
    "example_kept": "Kept. The next training takes it in.",
    "no_intent": "Please choose what they meant, or write what the new topic is about.",
    "clinic_changed": "Changed. Every part of the house follows within ten seconds.",
    "bad_hours": "Those hours can not be read. Write 08:30-17:00, or leave the day empty.",
    "bad_swap": "Please choose who takes over, and until when.",
    "booked": "Booked. They are told.",
    "moved": "Moved. They are told.",
    "accepted": "Confirmed. They are told.",
    "declined": "They are told that this time can not be kept, and asked for another.",
    "cancelled": "Cancelled. The time is free again.",
    "blocked": "That time is blocked.",
    "unblocked": "That time can be booked again.",
    "time_taken": "Somebody has that time already. Nothing was changed.",
    "bad_booking": "Please fill in name, time and room.",
    "marked": "Noted.",
}
#: notices that tell of something that did not happen
REFUSALS = frozenset(
    ("owned", "not_owner", "silent", "empty", "crisis", "wrong_password", "oneself", "no_address")
    + ("staff_exists", "no_role", "bad_fact", "no_message", "no_reason", "under_hold")
    + ("not_confirmed", "wording_changed", "bad_day", "no_intent", "bad_hours", "bad_swap")
    + ("time_taken", "bad_booking", "stop_unconfirmed", "again_unconfirmed", "no_number")
    + ("held_by_provider",)
)


def frame(session: Session, console: Console, request: Request) -> dict[str, Any]:
    """The values that `base.html` needs."""
    key = request.args.get("notice", "")
    return {
        "counts": counts(session, request.ctx.staff.id),
        "on_call": on_call(console, request),
        "notice": NOTICES.get(key),
        "refused": key in REFUSALS,
    }


def on_call(console: Console, request: Request) -> dict[str, Any]:
    """Who is paged first, and whether a page can reach anybody at all."""
    alerts = console.clinic.alerts
    first = alerts.ladder[0] if alerts.ladder else None
    return {
        "name": first.name if first else None,
        "open": is_open(console.clinic, request.ctx.at),
        "out_of_hours": alerts.on_call,
        "swapped": swapped_until(console.clinic),
        "reachable": bool(first and console.ladder.ways(first)),
    }
