"""Where a message may fall into two requests."""

from __future__ import annotations

import re

_BREAK = re.compile(
    r"\s*(?:[,;.?!&]|\s-\s|\b(?:and|also|plus|but|then|btw|or|if so|so|oh|y|tambien|ademas)\b)+\s*"
)
_TRIMMED = " ,.?!-"
MIN_WORDS = 2
MAX_CUTS = 8


def two_parts(text: str) -> list[tuple[str, str]]:
    """Every way to cut a normalised message in two at a sign or a joining word.

    Args:
        text: normalised.

    Returns:
        Pairs of the part before and the part after, none of a single word; at most eight.
    """
    cuts = []
    for sign in _BREAK.finditer(text):
        before, after = text[: sign.start()].strip(_TRIMMED), text[sign.end() :].strip(_TRIMMED)
        if min(len(before.split()), len(after.split())) >= MIN_WORDS:
            cuts.append((before, after))
    return cuts[:MAX_CUTS]
