"""Cells: five minutes of one provider. Their key is what makes an overlap impossible."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from frontdesk.clinic import Clinic
from frontdesk.store.tables import Appointment, Cell, Hold

#: length of a cell
SECONDS = 300

Place = tuple[str, int]


class CellsTaken(RuntimeError):
    """Somebody else has one of these cells."""


def cells_between(clinic: Clinic, starts: datetime, ends: datetime) -> range:
    """The cells of a stretch of time, buffers included."""
    rules = clinic.booking
    first = (starts - timedelta(minutes=rules.buffer_before_minutes)).timestamp()
    last = (ends + timedelta(minutes=rules.buffer_after_minutes)).timestamp()
    return range(int(first // SECONDS), int(-(-last // SECONDS)))


def occupy(
    session: Session, clinic: Clinic, occupant: Hold | Appointment, provider_id: str,
    starts: datetime, ends: datetime,
) -> None:
    """Make `occupant` have exactly these cells; what it had and no longer needs is freed.

    Raises:
        CellsTaken: when somebody else has one of them; nothing is changed then.
    """
    wanted = {(provider_id, cell) for cell in cells_between(clinic, starts, ends)}
    had = _cells_of(session, occupant)
    try:
        with session.begin_nested():
            _add(session, occupant, wanted - had)
    except IntegrityError as error:
        raise CellsTaken from error
    _remove(session, had - wanted)


def free(session: Session, occupant: Hold | Appointment) -> None:
    """Let go of every cell of `occupant`."""
    session.execute(delete(Cell).where(_owner(occupant) == occupant.id))


def hand_over(session: Session, hold: Hold, appointment: Appointment) -> None:
    """The cells of a hold become the appointment's."""
    session.execute(
        update(Cell)
        .where(Cell.hold_id == hold.id)
        .values(hold_id=None, appointment_id=appointment.id)
    )


def _owner(occupant: Hold | Appointment) -> InstrumentedAttribute[str | None]:
    return Cell.hold_id if isinstance(occupant, Hold) else Cell.appointment_id


def _cells_of(session: Session, occupant: Hold | Appointment) -> set[Place]:
    query = select(Cell.provider_id, Cell.cell).where(_owner(occupant) == occupant.id)
    return {(provider, cell) for provider, cell in session.execute(query)}


def _add(session: Session, occupant: Hold | Appointment, places: Collection[Place]) -> None:
    held = {"hold_id" if isinstance(occupant, Hold) else "appointment_id": occupant.id}
    # In one order everywhere: two that want overlapping cells then wait, and never deadlock.
    rows = [{"provider_id": p, "cell": c, **held} for p, c in sorted(places)]
    if rows:
        session.execute(insert(Cell), rows)


def _remove(session: Session, places: Collection[Place]) -> None:
    for provider, cell in places:
        session.execute(delete(Cell).where(Cell.provider_id == provider, Cell.cell == cell))
