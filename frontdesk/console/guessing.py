"""A wrong password of somebody who is signed in counts like one at the door.

Whoever finds an open browser would otherwise guess the password there without end.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sanic import Request
from sanic.exceptions import Unauthorized
from sqlalchemy.orm import Session

from frontdesk import audit
from frontdesk.console.context import console_of
from frontdesk.staff import lockout
from frontdesk.staff.sessions import end_all
from frontdesk.store.tables import Staff, StaffSession


@asynccontextmanager
async def one_guess(request: Request) -> AsyncIterator[None]:
    """Around a password that is asked for again: one at a time, while they are signed in.

    Of a hundred at once all would be compared before the first is counted.

    Raises:
        Unauthorized: where guesses before this one ended the session.
    """
    console, session_id = console_of(request), request.ctx.session_id
    async with console.tries.of(f"staff {request.ctx.staff.id}"):
        if await console.read(lambda session: session.get(StaffSession, session_id)) is None:
            raise Unauthorized("Please sign in again.")
        yield


async def guessed(request: Request) -> None:
    """Count it; after too many the account rests and is signed out everywhere."""
    staff_id, at = request.ctx.staff.id, request.ctx.at

    def work(session: Session) -> None:
        staff = session.get_one(Staff, staff_id, with_for_update=True)
        if lockout.failed(session, staff, at):
            end_all(session, staff_id)
            audit.record(session, None, "session:locked_out", staff_id, at)
        audit.record(session, staff_id, "password:refused", staff_id, at)

    await console_of(request).write(work)
