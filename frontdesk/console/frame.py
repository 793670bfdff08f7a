"""What stands around every page: counts, who is on call, and a notice of what just happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sanic import Request
from sqlalchemy.orm import Session

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
}
#: notices that tell of something that did not happen
REFUSALS = frozenset({"owned", "not_owner", "silent", "empty", "crisis"})


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
        "reachable": bool(first and console.ladder.ways(first)),
    }
