"""Someone who is or may be pregnant: their care questions are for a nurse."""

from __future__ import annotations

import re

from frontdesk.booking.people import through_staff

#: the kind of case, a category of the safety taxonomy (section 7.31)
PREGNANCY = "pregnancy_care_question"
#: trying and breastfeeding count too (the taxonomy, 7.31)
_TOO = re.compile(
    r"\b(?:breast ?-?feed\w*|nursing my (?:baby|son|daughter|newborn)|trying (?:to conceive|"
    r"to get pregnant|for a baby)|\bivf\b|dando pecho|amamantando)\b",
    re.I,
)


def is_pregnancy(text: str) -> bool:
    """Whether a message speaks of a pregnancy, of trying, or of breastfeeding."""
    return through_staff(text) == "pregnancy" or bool(_TOO.search(text))
