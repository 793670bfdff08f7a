"""Numbers: whether one can be answered, where its owner lives, and when it may be texted."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat
from phonenumbers.timezone import time_zones_for_number

from frontdesk.clinic import Clinic
from frontdesk.clinic.model import DAYS, Week

#: a number that is reached through WhatsApp keeps the provider's prefix and is its own person
WHATSAPP = "whatsapp:"
#: more zones than a region has: a number that tells nothing of where its owner is
_TOO_MANY = 4


def address_of(sender: str) -> str | None:
    """The address under which a sender is kept; None for what can not be answered.

    Names in place of numbers and short codes (AMAZON, 729725) are machines: nobody reads a reply.
    """
    prefix, number = _split(sender.strip())
    try:
        parsed = phonenumbers.parse(number, "US")
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return prefix + phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def may_text_now(clinic: Clinic, address: str, at: datetime) -> bool:
    """Whether the number's own local time lies within the hours in which we text unasked."""
    return all(_within(clinic.texting.hours, at.astimezone(z)) for z in zones_of(clinic, address))


def next_time(clinic: Clinic, address: str, at: datetime) -> datetime:
    """When the number may be texted unasked: `at`, or the next quarter of an hour that is."""
    at_quarter = at
    for _ in range(8 * 24 * 4):
        if may_text_now(clinic, address, at_quarter):
            return at_quarter
        at_quarter = (at_quarter + timedelta(minutes=15)).replace(second=0, microsecond=0)
        at_quarter -= timedelta(minutes=at_quarter.minute % 15)
    return at_quarter


def zones_of(clinic: Clinic, address: str) -> tuple[ZoneInfo, ...]:
    """Where the number's owner may be: by its area code, else where the clinic is."""
    return _zones(_split(address)[1]) or (clinic.zone,)


@lru_cache(maxsize=4096)
def _zones(number: str) -> tuple[ZoneInfo, ...]:
    try:
        names = time_zones_for_number(phonenumbers.parse(number, "US"))
        found = tuple(ZoneInfo(name) for name in names if name != "Etc/Unknown")
    except (NumberParseException, ZoneInfoNotFoundError, ValueError):
        return ()
    return found if len(found) <= _TOO_MANY else ()


def _within(hours: Week, local: datetime) -> bool:
    spans = hours.get(DAYS[local.weekday()], ())
    return any(s.starts <= local.time() < s.ends for s in spans)


def _split(address: str) -> tuple[str, str]:
    if address.lower().startswith(WHATSAPP):
        return WHATSAPP, address[len(WHATSAPP) :]
    return "", address
