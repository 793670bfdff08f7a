"""How many parts a text takes, and how to cut a long one so that each piece can stand alone.

A text of the GSM alphabet takes 160 characters alone and 153 in each part of a joined one; any
other character makes it 70 and 67 (3GPP TS 23.038, 23.040).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from frontdesk.answers import gsm7

#: parts of an answer, and of what staff write themselves
MOST = 2
MOST_FOR_STAFF = 3

_ESCAPED = frozenset("\f^{}\\[~]|€")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
#: marks that people's telephones write and the alphabet lacks, beside those the answers know
_MARKS = str.maketrans(
    {
        "‚": "'",
        "‛": "'",
        "′": "'",
        "`": "'",
        "´": "'",
        "„": '"',
        "″": '"',
        "«": '"',
        "»": '"',
        "‐": "-",
        "‒": "-",
        "―": "-",
        "−": "-",
        "·": "-",
        "\t": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u200b": "",
        "\u200d": "",
        "\ufeff": "",
        "\ufe0f": "",
        "™": "(TM)",
        "®": "(R)",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "½": "1/2",
        "¼": "1/4",
        "°": " deg",
        "×": "x",
    }
)


def plain(text: str) -> str:
    """`text` in the GSM alphabet as far as that is possible without changing what it says."""
    text = gsm7.plain(unicodedata.normalize("NFC", text).translate(_MARKS))
    if not gsm7.strange(text):
        return text
    return "".join(c if not gsm7.strange(c) else _without_accent(c) for c in text)


def count(text: str) -> int:
    """The parts that `text` takes; an empty one takes 1."""
    if gsm7.strange(text):
        units = [len(c.encode("utf-16-be")) // 2 for c in text]
        return _parts(units, alone=70, joined=67)
    return _parts([2 if c in _ESCAPED else 1 for c in text], alone=160, joined=153)


def pieces(text: str, most: int, more: str) -> list[str]:
    """`text` in pieces of at most `most` parts, cut between sentences where that can be.

    Every piece but the last ends with `more`, which says how to get the next.
    """
    if count(text) <= most:
        return [text]
    left, cut = text.strip(), []
    while count(left) > most:
        head = _head(left, lambda piece: count(f"{piece} {more}") <= most)
        cut.append(f"{head.strip()} {more}")
        left = left[len(head) :].strip()
    return [*cut, left] if left else cut


def _head(text: str, fits: Callable[[str], bool]) -> str:
    """The longest beginning that fits and ends at a sentence, else a word, else anywhere."""
    for ends in (_sentence_ends, _word_ends):
        best = 0
        for end in ends(text):
            if not fits(text[:end]):
                break
            best = end
        # A lone short sentence in front of a very long one is not worth a text of its own.
        if best > 20:
            return text[:best]
    end = len(text)
    while not fits(text[:end]):
        end -= 1
    return text[:end]


def _sentence_ends(text: str) -> Iterator[int]:
    return (m.start() for m in _SENTENCE.finditer(text))


def _word_ends(text: str) -> Iterator[int]:
    return (m.start() for m in re.finditer(r"\s+", text))


def _parts(units: list[int], alone: int, joined: int) -> int:
    if sum(units) <= alone:
        return 1
    parts, room = 1, joined
    for unit in units:
        # An escaped or wide character is never torn apart.
        if unit > room:
            parts, room = parts + 1, joined
        room -= unit
    return parts


def _without_accent(character: str) -> str:
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)
    )
    return bare if bare and not gsm7.strange(bare) else character
