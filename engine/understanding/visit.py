"""A visit asked for in one message: whoever says who they are, or when, wants one, not an answer.

"book a consultation. I'm Ana Ruiz, 312-555-0142, back pain, no mri" is many things to a classifier
that weighs all its words; to a front desk it is one.
"""

from __future__ import annotations

import re

_BOOKS = re.compile(
    r"\b(?:(?:book|schedule|make|set up|arrange|reserve)\b[^.?!]{0,30}"
    r"|(?:need|want|like) (?:an? )?(?:\w+ )?)\b(?:consultation|consult|appointment|appt|visit)\b"
)
_OTHER = re.compile(
    r"\?|\b(?:cancel|reschedule|move|change|moved|already|my (?:appointment|appt|visit)|existing)\b"
    r"|^(?:how|what|when|where|who|why|which|can|could|do|does|did|is|are|will|would|should|may)\b"
)
_WHO = re.compile(r"\b(?:i'?m|i am|my name is|this is|name is)\s+(?P<name>[^\W\d_]+ [^\W\d_]+)")
_FIRST_OF_ALL = re.compile(_WHO.pattern + r"\s*,")
_PHONE = re.compile(r"(?<!\d)(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}(?!\d)")
_DAY = re.compile(
    r"\b(?:mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?|tomorrow"
    r"|next week|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}"
    r"|the \d{1,2}(?:st|nd|rd|th))\b"
)
_HOUR = re.compile(
    r"\b(?:at \d{1,2}|\d{1,2}(?::\d\d)? ?(?:am|pm)|\d{1,2}:\d\d|noon|mornings?|afternoons?"
    r"|any ?time)\b"
)
#: what follows "I am" and is no name
_NO_NAME = re.compile(
    r"^(?:a|an|the|not|in|on|at|so|very|really|having|looking|trying|new|interested|calling|writing"
    r"|wondering|hoping|going|ready|able|afraid|sorry|just|still|here|from|over|under|about|free"
    r"|available|hurting|tired|sick|fine|good|\w+ing)\b"
)


def tells_a_visit(text: str) -> bool:
    """Whether a message that answers no question asks for a visit and already says details of it.

    Args:
        text: normalised.
    """
    if _OTHER.search(text):
        return False
    when = bool(_DAY.search(text) and _HOUR.search(text))
    if _BOOKS.search(text):
        return when or bool(_PHONE.search(text)) or _introduced(_WHO.search(text))
    return when and _introduced(_FIRST_OF_ALL.match(text))


def _introduced(found: re.Match[str] | None) -> bool:
    return bool(found) and not _NO_NAME.match(found["name"])
