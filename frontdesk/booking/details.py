"""What one message says towards a booking: any details, in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from frontdesk.booking.addresses import without_email
from frontdesk.booking.agreement import agreement, is_question, leaves
from frontdesk.booking.mri import CLAUSE as MRI_CLAUSE
from frontdesk.booking.mri import names_mri, told_mri
from frontdesk.booking.names import bare_name, corrected_name, introduced_name
from frontdesk.booking.people import for_whom, plainly_for, through_staff
from frontdesk.booking.phones import corrected, find_phone, tried_a_number, without_phone
from frontdesk.booking.reasons import says_nothing
from frontdesk.booking.times import share_understood, understand
from frontdesk.booking.wanted import Wanted

_LONGEST_REASON = 400
#: characters of a message that are read for details
_LONGEST = 800


@dataclass(frozen=True)
class Known:
    """What was understood before, for corrections."""

    name: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Heard:
    """What a message said; None where it said nothing about it."""

    reason: str | None = None
    #: yes, no, unsure
    mri: str | None = None
    name: str | None = None
    #: E.164
    phone: str | None = None
    #: a number was tried and is none
    phone_wrong: bool = False
    wanted: Wanted | None = None
    #: mother, son ..., or self
    for_whom: str | None = None
    #: yes or no to what was asked
    agrees: bool | None = None
    leaves: bool = False
    #: minor or pregnancy: staff book these visits
    through_staff: str | None = None
    #: it has the form of a question
    asks: bool = False

    def anything(self) -> bool:
        """Whether some detail was in it."""
        return any((self.reason, self.mri, self.name, self.phone, self.wanted, self.for_whom))


def read(text: str, asked: str | None, now: datetime, zone: ZoneInfo, known: Known) -> Heard:
    """What `text` says.

    Args:
        asked: what was asked for, as `asks_for` calls it: reason, mri, name, phone, time or
            confirmation; None for a message nobody asked for.
        known: for corrections such as "555 not 556".
    """
    text = text[:_LONGEST]
    text = without_email(text)
    asks, rest = is_question(text), without_phone(text)
    phone = (corrected(known.phone, text) if known.phone else None) or find_phone(text)
    return Heard(
        reason=_reason(rest, asked, asks),
        mri=_mri(rest, asked, asks),
        name=_name(rest, asked, asks, known),
        phone=phone,
        phone_wrong=asked == "phone" and phone is None and tried_a_number(text),
        wanted=_wanted(rest, asked, now, zone),
        for_whom=for_whom(rest),
        agrees=agreement(text),
        leaves=leaves(text),
        through_staff=None if asks else through_staff(text),
        asks=asks,
    )


def strong_details(text: str) -> Heard:
    """Only what can not be mistaken: for messages that were mainly about something else."""
    text = text[:_LONGEST]
    rest = without_phone(without_email(text))
    name = introduced_name(rest)
    sure = name if name and name in text else None
    return Heard(phone=find_phone(text), name=sure, for_whom=plainly_for(rest))


def names_trouble(text: str) -> bool:
    """Whether a text names what hurts or what was done for it."""
    return bool(_BODY.search(text))


_BODY = re.compile(
    r"\b(?:pain\w*|hurt\w*|ache\w*|aching|sore\w*|dis[ck]s?|herniat\w*|bulg\w*|sciatic\w*|"
    r"stenosis|back|neck|spine|spinal|legs?|hips?|knees?|shoulders?|numb\w*|tingl\w*|facet|"
    r"si joint|arthritis|scoliosis|pinched|nerves?|lumbar|cervical|l\d[- /]?(?:l?\d|s1)|"
    r"stiff\w*|injur\w*|surgery|fusion|prp|stem cells?|injections?|softwave|shockwave|"
    r"dolor|espalda|cuello|pierna|second opinion|degenerat\w*)\b",
    re.I,
)
#: words of a history, whose times are not the times of a visit
_HISTORY = re.compile(
    r"\b(?:since|ago|for (?:the )?(?:past|last|\d+|a few|several|years|months|weeks)|"
    r"started|began|worse|hurts?|been|happened|fell|accident|injured)\b",
    re.I,
)
_CLAUSE = re.compile(
    r"[,;\n]+|(?<=[^\d.])\.(?=\s|$)|[!?]+| - |\band (?=i |my |i'|can|any )|\bbut (?=i )", re.I
)
_BOOKING_WORDS = re.compile(
    r"^(?:hi|hello|hey)?[ ,]*(?:i'?d|i would|i|can i|could i|please|we)?[ ]*"
    r"(?:like|want|need|wanna|have|love)?[ ]*(?:to )?(?:please )?(?:book|schedule|make|set ?up|"
    r"get|come in|see)?[ ]*(?:me )?(?:an?|the|for|with)?[ ]*(?:first )?"
    r"(?:consultation|consult|appointment|appt|visit|someone|somebody|a doctor|the doctor)?[ ]*"
    r"(?:for|about|because of|with|to talk about|regarding|re|due to)?[ ]*(?:my |a |an |some )?",
    re.I,
)


def _wanted(text: str, asked: str | None, now: datetime, zone: ZoneInfo) -> Wanted | None:
    if asked in ("time", "confirmation"):
        return understand(text, now, zone)
    told = [c for c in _clauses(text) if not _HISTORY.search(c) and not names_mri(c)]
    if asked == "mri":
        # "yes, from June" is when the pictures were taken
        told = [c for c in told if told_mri(c, answers=True) is None]
    enough = 0.35 if asked is None else 0.75
    kept = [c for c in told if share_understood(c, now, zone) >= enough]
    wanted = understand(", ".join(kept), now, zone) if kept else None
    # A mere number that nobody asked a time for is something else: an age, a count.
    return None if wanted and any(w.only_clock for w in wanted.windows) else wanted


def _name(text: str, asked: str | None, asks: bool, known: Known) -> str | None:
    if known.name and (fixed := corrected_name(known.name, text)):
        return fixed
    introduced = introduced_name(text)
    return bare_name(text) if introduced is None and asked == "name" and not asks else introduced


def _mri(text: str, asked: str | None, asks: bool) -> str | None:
    if asks and asked != "mri":
        return None
    about = [c for c in _clauses(text) if names_mri(c)]
    if asked == "mri":
        found = told_mri(" ".join(about) or text, answers=True)
        return found if found is None or not asks or found == "unsure" else None
    return told_mri(" ".join(about), answers=False)


def _reason(text: str, asked: str | None, asks: bool) -> str | None:
    if asked not in (None, "reason") or leaves(text):
        return None
    if asked == "reason":
        return _whole_reason(text.strip(" ,.;"), asks)
    about = [
        c for c in _clauses(text)
        if _BODY.search(c) and not names_mri(c) and introduced_name(c) is None
    ]
    said = ", ".join(_BOOKING_WORDS.sub("", c, count=1).strip() for c in about)
    return said[:_LONGEST_REASON] or None


def _whole_reason(text: str, asks: bool) -> str | None:
    """All of the answer, unless it says nothing or is a question about something else."""
    bare = agreement(text) is not None and len(text.split()) < 3
    letters = len(re.findall(r"[^\W\d_]", text))
    if _BODY.search(text):
        return text[:_LONGEST_REASON]
    if letters < 3 or bare or asks or says_nothing(text):
        return None
    return text[:_LONGEST_REASON]


def _clauses(text: str) -> list[str]:
    text = MRI_CLAUSE.sub(r" , \g<0> , ", text)
    return [c.strip() for c in _CLAUSE.split(text) if c and c.strip()]
