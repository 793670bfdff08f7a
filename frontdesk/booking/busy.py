"""The clinic's own calendars: what they say is busy is never offered.

A provider may name calendars (`busy` in `clinic.yml`): the secret ICS address that Google,
Outlook or an EHR gives out, or a file somebody exports. They are read every five minutes; where
one was not read for an hour, what patients book are requests that staff confirm.
"""

from __future__ import annotations

import os
import time as time_limits
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import httpx
import icalendar
import recurring_ical_events
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.booking.blocks import settle
from frontdesk.booking.ics import UID_DOMAIN
from frontdesk.booking.openings import last_day
from frontdesk.clinic import Clinic
from frontdesk.clinic.model import Provider
from frontdesk.store import Store
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Block, BusyFeed

log = structlog.get_logger()

READ_EVERY = timedelta(minutes=5)
#: seconds a calendar's server may take; bytes a calendar may have
_PATIENCE, _LARGEST = 10.0, 5_000_000
#: seconds all of a calendar may take
_LONGEST = 20.0

#: frequencies of a series that no calendar of a clinic has
_TOO_DENSE = {"SECONDLY", "MINUTELY"}

Fetch = Callable[[str], bytes]
Stretch = tuple[datetime, datetime]


class Unreadable(RuntimeError):
    """A calendar could not be read; `why` is a tag."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class BusyCalendars:
    """Reads every provider's calendars into blocks."""

    def __init__(self, store: Store, clinic: Clinic, fetch: Fetch) -> None:
        self._store = store
        self._clinic = clinic
        self._fetch = fetch

    def read_due(self, now: datetime) -> int:
        """Read the calendars that were not tried for five minutes; returns how many were read."""
        with self._store.read() as session:
            rows = session.execute(select(BusyFeed.id, BusyFeed.tried_at))
            tried = {feed: at for feed, at in rows}
        due = [
            (provider, feed, address)
            for provider, feed, address in feeds(self._clinic)
            if feed not in tried or not tried[feed] <= now < tried[feed] + READ_EVERY
        ]
        return sum(self._read(*one, now) for one in due)

    def _read(self, provider: Provider, feed: str, address: str, now: datetime) -> bool:
        """Read one calendar; what was known stays where it can not be read."""
        try:
            # Nothing is locked while a stranger's server is waited for.
            busy = busy_times(self._fetch(address), self._clinic, now)
        except Unreadable as error:
            self._noted(feed, now, error.why)
            log.warning("busy.unreadable", feed=feed, why=error.why)
            return False
        with self._store.begin() as session:
            _replace(session, provider, feed, busy)
            settle(session, self._clinic, provider.id, now)
        self._noted(feed, now, None)
        return True

    def _noted(self, feed: str, now: datetime, error: str | None) -> None:
        with self._store.begin() as session:
            row = session.get(BusyFeed, feed) or BusyFeed(id=feed, read_at=None)
            row.tried_at, row.error = now, error
            row.read_at = row.read_at if error else now
            session.add(row)


def feeds(clinic: Clinic) -> Iterator[tuple[Provider, str, str]]:
    """Provider, name and address of every calendar."""
    for provider in clinic.booking.providers:
        for number, address in enumerate(provider.busy):
            yield provider, f"{provider.id}/{number}", address


def is_stale(session: Session, clinic: Clinic, provider_id: str, now: datetime) -> bool:
    """Whether a calendar of the provider was not read for too long to book by it."""
    oldest = now - timedelta(minutes=clinic.booking.busy_stale_minutes)
    for provider, feed, _ in feeds(clinic):
        row = session.get(BusyFeed, feed) if provider.id == provider_id else None
        if provider.id == provider_id and (
            row is None or row.read_at is None or row.read_at < oldest
        ):
            return True
    return False


def busy_times(content: bytes, clinic: Clinic, now: datetime) -> list[Stretch]:
    """The busy stretches of an ICS file from now to the horizon, repeats and exceptions included.

    Free (transparent) and cancelled events are not busy, nor are our own appointments come back.
    A time without a zone, and a whole day, are the clinic's.

    Raises:
        Unreadable: for what is no calendar.
    """
    until = datetime.combine(last_day(clinic, now) + timedelta(days=1), time(), clinic.zone)
    try:
        calendar = icalendar.Calendar.from_ical(content)
        _refuse_dense(calendar)
        events = recurring_ical_events.of(calendar, skip_bad_series=True).between(
            now.astimezone(clinic.zone), until
        )
        found = {_stretch(e, clinic) for e in events if _is_busy(e)}
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        # A date in the year 9999 overflows; none may keep the other calendars from being read.
        raise Unreadable("not_a_calendar") from error
    return sorted(s for s in found if s[0] < s[1])


def _refuse_dense(calendar: icalendar.Component) -> None:
    """A series by the second has millions of members: nobody could wait for them."""
    for event in calendar.walk("VEVENT"):
        rules = event.get("RRULE", [])
        for rule in rules if isinstance(rules, list) else [rules]:
            if {str(f).upper() for f in rule.get("FREQ", [])} & _TOO_DENSE:
                raise Unreadable("too_dense")


def _is_busy(event: icalendar.Event) -> bool:
    ours = str(event.get("UID", "")).endswith(UID_DOMAIN)
    free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    gone = str(event.get("STATUS", "")).upper() == "CANCELLED"
    return not (ours or free or gone)


def _stretch(event: icalendar.Event, clinic: Clinic) -> Stretch:
    return _moment(event.start, clinic), _moment(event.end, clinic)


def _moment(at: date, clinic: Clinic) -> datetime:
    if not isinstance(at, datetime):
        at = datetime.combine(at, time())
    return at if at.tzinfo else at.replace(tzinfo=clinic.zone)


def _replace(session: Session, provider: Provider, feed: str, busy: list[Stretch]) -> None:
    query = select(Block).where(Block.source == feed)
    had = {(b.starts, b.ends): b for b in session.scalars(query)}
    for stretch, gone in had.items():
        if stretch not in busy:
            session.delete(gone)
    for starts, ends in busy:
        if (starts, ends) not in had:
            session.add(
                Block(id=new_id("block"), provider_id=provider.id, starts=starts, ends=ends,
                      source=feed)
            )
    session.flush()


def fetched(folder: Path) -> Fetch:
    """Reads an address as `clinic.yml` names it; files are looked for in `folder`."""

    def fetch(address: str) -> bytes:
        if address.startswith("$"):
            address = os.environ.get(address[1:], "")
        if not address.startswith(("https://", "http://", "webcal://")):
            return _from_file(folder, address)
        return _from_web(address.replace("webcal://", "https://", 1))

    return fetch


def _from_file(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()[:_LARGEST]
    except OSError as error:
        raise Unreadable("file") from error


def _from_web(address: str) -> bytes:
    try:
        with httpx.stream("GET", address, timeout=_PATIENCE, follow_redirects=True) as response:
            if response.status_code != 200:
                raise Unreadable(f"http_{response.status_code}")
            content = b""
            until = time_limits.monotonic() + _LONGEST
            for part in response.iter_bytes():
                content += part
                if time_limits.monotonic() > until:  # one that drips keeps each single wait short
                    raise Unreadable("slow")
                if len(content) > _LARGEST:
                    raise Unreadable("too_large")
            return content
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreadable("unreachable") from error
