"""E-mail addresses and states of the country, as people write them."""

from __future__ import annotations

import re

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?![\w@])",
    re.I,
)
_SPOKEN = re.compile(
    r"\b([\w.+-]+) (?:at|\(at\)|\[at\]) ([\w-]+) (?:dot|\(dot\)) (\w{2,4})\b", re.I
)
#: postal codes of the states, as USPS writes them
STATES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
    "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
    "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "PR": "Puerto Rico",
}
#: codes that are words of their own count only when they stand alone
_WORDS = frozenset({"in", "or", "me", "ok", "hi", "oh", "la", "de", "id", "pa", "ma", "al"})


def find_email(text: str) -> str | None:
    """The first e-mail address of a text, in lower case."""
    found = _EMAIL.search(_SPOKEN.sub(r"\1@\2.\3", text))
    return found[0].lower() if found and ".." not in found[0] else None


def without_email(text: str) -> str:
    """The text with its addresses cut out, so that they are not read as names or times."""
    return _EMAIL.sub(" , ", text)


def find_state(text: str) -> str | None:
    """The postal code of the state that is named; None where none is."""
    words = re.sub(r"[^a-z ]+", " ", text.lower())
    words = f" {' '.join(words.split())} "
    named = [(words.find(f" {name.lower()} "), code) for code, name in STATES.items()]
    # West Virginia begins before the Virginia in it
    if found := sorted((at, code) for at, code in named if at >= 0):
        return found[0][1]
    for word in words.split():
        if word.upper() in STATES and (word not in _WORDS or len(words.split()) == 1):
            return word.upper()
    return None
