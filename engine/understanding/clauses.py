"""Where a message may fall into two requests."""

from __future__ import annotations

import re

_BREAK = re.compile(
    r"\s*(?:[,;.?!&]|\s-\s|\b(?:and|also|plus|but|then|btw|or|if so|so|oh|y|tambien|ademas)\b)+\s*"
)
_END = re.compile(r"[;.?!]|\balso\b")
_TRIMMED = " ,.?!-"
MIN_WORDS = 2
MAX_CUTS = 6


def two_parts(text: str) -> list[tuple[str, str]]:
    """Ways to cut a normalised message in two at a sign or a joining word.

    Args:
        text: normalised.

    Returns:
        Pairs of the part before and the part after, none of a single word; at most six. Of more,
        ends of sentences are kept first, and the last ones: what is wanted comes after the story.
    """
    cuts = []
    for sign in _BREAK.finditer(text):
        before, after = text[: sign.start()].strip(_TRIMMED), text[sign.end() :].strip(_TRIMMED)
        if min(len(before.split()), len(after.split())) >= MIN_WORDS:
            cuts.append((bool(_END.search(sign[0])), sign.start(), before, after))
    chosen = sorted(sorted(cuts)[-MAX_CUTS:], key=lambda cut: cut[1])
    return [(before, after) for _, _, before, after in chosen]
