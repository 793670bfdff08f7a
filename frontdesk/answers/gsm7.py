"""The alphabet of a text message (GSM 03.38), and how long a text is in it."""

from __future__ import annotations

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
_ALL = _BASIC | _EXTENDED
_PLAIN = str.maketrans(
    {
        "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "•": "-",
        "\u00a0": " ", "\u2011": "-", "á": "a", "í": "i", "ó": "o", "ú": "u", "Á": "A", "Í": "I",
        "Ó": "O", "Ú": "U",
    }
)

#: two parts of a joined text message, 153 each
MOST = 306


def strange(text: str) -> list[str]:
    """The characters of `text` that the alphabet lacks; one of them halves what fits in a part."""
    return sorted(set(text) - _ALL)


def length(text: str) -> int:
    """How many places `text` takes; characters of the extension table take two."""
    return sum(2 if c in _EXTENDED else 1 for c in text)


def plain(text: str) -> str:
    """`text` with typographic marks, and the accents the alphabet lacks, written plainly."""
    return text.translate(_PLAIN)


def fits(text: str) -> bool:
    """Whether `text` goes out as at most two parts of a text message."""
    return not strange(text) and length(text) <= MOST
