"""Phone numbers as people write them."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

_REGION = "US"
_DIGIT_WORDS = {
    "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6",
    "siete": "7", "ocho": "8", "nueve": "9",
}
_SPOKEN = re.compile(rf"\b(?:(?:{'|'.join(_DIGIT_WORDS)})\b[ -]*){{7,}}", re.I)
_INSTEAD = re.compile(r"(?P<new>\d{2,})[ ,]*(?:and )?(?:not|instead of|rather than|no)[ ,]+"
                      r"(?P<old>\d{2,})", re.I)
_INSTEAD_LAST = re.compile(r"(?:not|isn'?t|wrong)[ ,]+(?P<old>\d{2,})[ ,]*(?:but|it'?s|its|is)[ ,]+"
                           r"(?P<new>\d{2,})", re.I)
_ENDS_IN = re.compile(r"(?:last (?:4|four)(?: digits)?|ends? (?:in|with)|ending(?: in)?)\D{0,12}"
                      r"(?P<new>\d{4})\b", re.I)
#: "sorry its 555 0144": a number without its area code takes the place of the one that was given
_LOCAL = re.compile(
    r"(?:it'?s|its|is|meant|make (?:it|that)|sorry|wrong|correction|actually|should be)\D{0,16}"
    r"(?<!\d)(?P<a>\d{3})[-. ]?(?P<b>\d{4})(?!\d)", re.I)
_AREA = re.compile(r"area code\D{0,12}(?P<new>\d{3})\b", re.I)


def find_phone(text: str) -> str | None:
    """The first valid number of a text as E.164; the last one if it is a correction."""
    found = [m.number for m in _matches(text) if phonenumbers.is_valid_number(m.number)]
    return phonenumbers.format_number(found[0], PhoneNumberFormat.E164) if found else None


def without_phone(text: str) -> str:
    """The text with its numbers cut out, so that they are not read as anything else."""
    for match in reversed(_matches(text)):
        text = text[: match.start] + " , " + text[match.end :]
    return text


def tried_a_number(text: str) -> bool:
    """Whether somebody seems to have written a number, be it wrong."""
    return sum(c.isdigit() for c in _in_digits(text)) >= 5


def corrected(phone: str, text: str) -> str | None:
    """The number after "its 555 not 556", "ends in 0143", "area code 773"; None if none of them.

    A result that is no valid number is none either.
    """
    digits = phone.removeprefix("+1")
    text = _in_digits(text)
    instead = _INSTEAD.search(text) or _INSTEAD_LAST.search(text)
    if instead and instead["old"] in digits:
        before, _, after = digits.rpartition(instead["old"])
        return _valid(before + instead["new"] + after)
    if match := _LOCAL.search(text):
        return _valid(digits[:3] + match["a"] + match["b"])
    if match := _ENDS_IN.search(text):
        return _valid(digits[:-4] + match["new"])
    if match := _AREA.search(text):
        return _valid(match["new"] + digits[3:])
    return None


def spoken_phone(phone: str) -> str:
    """312-555-0142, or with the country's code where it is another country."""
    number = phonenumbers.parse(phone)
    if number.country_code == 1:
        national = str(number.national_number)
        return f"{national[:3]}-{national[3:6]}-{national[6:]}"
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _matches(text: str) -> list[phonenumbers.PhoneNumberMatch]:
    return list(PhoneNumberMatcher(_in_digits(text), _REGION, leniency=Leniency.POSSIBLE))


def _in_digits(text: str) -> str:
    """Seven or more digits written as words become digits; the length of the text may change."""
    return _SPOKEN.sub(
        lambda m: "".join(_DIGIT_WORDS[w.lower()] for w in re.findall(r"[a-z]+", m[0], re.I)) + " ",
        text,
    )


def _valid(digits: str) -> str | None:
    return find_phone(digits)
