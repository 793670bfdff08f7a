"""What is kept of people: export it, erase it, keep it for the law; wrong-person incidents."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import raw, redirect
from sqlalchemy.orm import Session

from frontdesk.console.acting import act, answer, note
from frontdesk.console.context import console_of
from frontdesk.console.forms import field
from frontdesk.console.queries import conversations, office
from frontdesk.conversations.transcript import locked_conversation
from frontdesk.people import incidents
from frontdesk.privacy import erase as erasing
from frontdesk.privacy import retention
from frontdesk.privacy.export import export as exported
from frontdesk.privacy.export import gathered
from frontdesk.store.ids import new_id
from frontdesk.store.tables import LegalHold

_WORD = "ERASE"
_LONGEST_REASON = 200


async def index(request: Request) -> HTTPResponse:
    """Holds, receipts, incidents, and what the retention will take next."""
    console = console_of(request)

    def gather(session: Session) -> dict[str, Any]:
        return {
            "holds": office.holds(session),
            "receipts": office.receipts(session),
            "incidents": office.open_incidents(session),
            "names": office.names(session),
            "tell_within": incidents.TELL_WITHIN,
            "next": len(retention.due(session, console.clinic, request.ctx.at)),
            "batch": retention.BATCH,
            "retention": console.clinic.retention,
        }

    return await console.show(request, "privacy.html", gather, "privacy:list")


async def of_conversation(request: Request, conversation_id: str) -> HTTPResponse:
    """What is kept of one conversation, table by table."""

    def gather(session: Session) -> dict[str, Any]:
        conversation, _ = conversations.one(session, conversation_id)
        tables = gathered(session, conversation_id)
        return {
            "conversation": conversation,
            "rows": {name: len(rows) for name, rows in tables.items()},
            "hold": erasing.held(session, conversation_id),
        }

    return await console_of(request).show(
        request, "privacy_one.html", gather, "privacy:read", conversation_id
    )


async def export(request: Request, conversation_id: str) -> HTTPResponse:
    """One zip file with JSON and a readable page."""
    console, at = console_of(request), request.ctx.at

    def work(session: Session) -> dict[str, bytes]:
        files = exported(session, console.clinic, conversation_id, at)
        note(session, request, "privacy:export", conversation_id)
        return files

    files = await console.write(work)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    headers = {"Content-Disposition": 'attachment; filename="frontdesk-export.zip"'}
    return raw(packed.getvalue(), content_type="application/zip", headers=headers)


async def erase(request: Request, conversation_id: str) -> HTTPResponse:
    """Erase everything, after the word was written."""
    back, at, staff_id = f"/conversations/{conversation_id}/privacy", request.ctx.at, _me(request)
    if field(request, "confirm").strip() != _WORD:
        return answer(request, back, "not_confirmed", refused=True)

    def work(session: Session) -> None:
        receipt = erasing.erase(session, conversation_id, "request", staff_id, at)
        note(session, request, "privacy:erase", conversation_id, receipt=receipt.id)

    try:
        await console_of(request).write(work)
    except erasing.UnderHold:
        return answer(request, back, "under_hold", refused=True)
    return redirect("/privacy?notice=erased")


async def hold(request: Request, conversation_id: str) -> HTTPResponse:
    """Keep it whatever happens, with a reason; or lift that."""
    back, at, staff_id = f"/conversations/{conversation_id}/privacy", request.ctx.at, _me(request)
    reason, lifts = field(request, "reason").strip()[:_LONGEST_REASON], field(request, "do")
    if lifts != "lift" and not reason:
        return answer(request, back, "no_reason", refused=True)

    def work(session: Session) -> None:
        locked_conversation(session, conversation_id)
        standing = erasing.held(session, conversation_id)
        if lifts == "lift" and standing:
            standing.lifted_at = at
        elif lifts != "lift" and standing is None:
            session.add(
                LegalHold(
                    id=new_id("hold"), conversation_id=conversation_id, reason=reason,
                    staff_id=staff_id, at=at,
                )
            )
        session.flush()
        note(session, request, "privacy:lift" if lifts == "lift" else "privacy:hold",
             conversation_id)

    return await act(request, work, back, "hold_lifted" if lifts == "lift" else "hold_set")


async def close_incident(request: Request, incident_id: str) -> HTTPResponse:
    """It was dealt with."""

    def work(session: Session) -> None:
        incidents.close(session, incident_id, _me(request), request.ctx.at)
        note(session, request, "incident:close", incident_id[:60])

    return await act(request, work, "/privacy", "incident_closed")


def _me(request: Request) -> str:
    return str(request.ctx.staff.id)
