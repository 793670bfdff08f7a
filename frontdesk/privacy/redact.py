"""Card and social-security numbers are taken out before a message is first written.

The one change to "as typed": nobody at the clinic needs them, and nobody should have to guard
them. Places keep their length, so that evidence marked in a text stays where it is.
"""

from __future__ import annotations

import re

_CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")
_WRITTEN = re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}([- .])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])")
#: nine digits in a row are one only where somebody says so
_NAMED = re.compile(
    r"(?:\bssn\b|social(?:[ -]security)?|seguro social)\D{0,25}(\d{3}[- .]?\d{2}[- .]?\d{4})(?!\d)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")


def redact(text: str) -> str:
    """The text with the digits of card and social-security numbers as `•`."""
    if not _DIGIT.search(text):
        return text
    text = _CARD.sub(lambda m: _hidden(m[0]) if _is_card(m[0]) else m[0], text)
    text = _WRITTEN.sub(lambda m: _hidden(m[0]), text)
    return _NAMED.sub(lambda m: m[0].replace(m[1], _hidden(m[1])), text)


def _hidden(number: str) -> str:
    return _DIGIT.sub("•", number)


def _is_card(number: str) -> bool:
    """Luhn's sum fits, and it begins as a card does (2 to 6: Mastercard, Amex, Visa, Discover)."""
    digits = [int(d) for d in _DIGIT.findall(number)]
    if not 2 <= digits[0] <= 6:
        return False
    doubled = [d if n % 2 == 0 else (d * 2 - 9 if d > 4 else d * 2)
               for n, d in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0
