"""A new password by mail: a signed link that works once and for half an hour."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from frontdesk.staff.accounts import by_email
from frontdesk.staff.passwords import check_strength, hashed
from frontdesk.store.ids import new_id
from frontdesk.store.tables import OutboxRow, Staff

LASTS = timedelta(minutes=30)


class Resets:
    """Makes and reads the links. A link dies with the password it was made for."""

    def __init__(self, key: str, console_base: str) -> None:
        self._links = URLSafeSerializer(key, salt="staff-reset")
        self._base = console_base

    def ask(self, session: Session, email: str, at: datetime) -> Staff | None:
        """Put the mail into the outbox, if the address has an account."""
        staff = by_email(session, email)
        if staff is None or staff.disabled_at is not None:
            return None
        token = self._links.dumps([staff.id, _mark(staff), at.isoformat()])
        session.add(_mail(staff, f"{self._base}/reset/{token}", at))
        session.flush()
        return staff

    def staff_of(self, session: Session, token: str, at: datetime) -> Staff | None:
        """Whose link it is; None when it is forged, too old or used."""
        try:
            staff_id, mark, asked = self._links.loads(token)
            made = datetime.fromisoformat(asked)
        except (BadSignature, ValueError, TypeError):
            return None
        staff = session.get(Staff, str(staff_id))
        fresh = timedelta() <= at - made <= LASTS
        known = staff is not None and staff.disabled_at is None and _mark(staff) == mark
        return staff if known and fresh else None

    def finish(self, session: Session, staff: Staff, new: str) -> None:
        """Keep the new password. The second factor stays. Raises `WeakPassword`."""
        check_strength(new, staff.email)
        staff.password_hash, staff.one_time = hashed(new), False
        staff.failures, staff.locked_until = 0, None
        session.flush()


def _mark(staff: Staff) -> str:
    return hashlib.sha256(staff.password_hash.encode()).hexdigest()[:20]


def _mail(staff: Staff, link: str, at: datetime) -> OutboxRow:
    text = (
        "Somebody asked for a new password for the Frontdesk console. If it was you, open this "
        f"link within 30 minutes:\n\n{link}\n\nIf it was not you, do nothing: your password stays."
    )
    row_id = new_id("out")
    return OutboxRow(
        id=row_id,
        key=f"reset:{row_id}",
        transport="email",
        purpose="staff",
        address=staff.email,
        body={"subject": "Frontdesk: a new password", "text": text},
        created_at=at,
        next_at=at,
    )
