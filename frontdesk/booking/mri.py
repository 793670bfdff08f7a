"""Whether there is an MRI, as people say it."""

from __future__ import annotations

import re

_WORD = re.compile(r"\b(?:mris?|m\.r\.i|imaging|resonancia|scans?)\b", re.I)
_UNSURE = re.compile(
    r"\b(?:not sure|unsure|don'?t know|do not know|dunno|idk|maybe|i think so|no idea|"
    r"can'?t remember|don'?t remember|no s[eé]|tal vez|not certain|skip|pass|saltar|n/a|"
    r"(?:rather|prefer) not(?: say)?)\b",
    re.I,
)
_NO = re.compile(
    r"\b(?:no|nope|nah|not yet|never|none|haven'?t|have not|hasn'?t|don'?t have|do not have|"
    r"without|didn'?t|(?:only|just) (?:an? )?(?:x-?rays?|ct)|need (?:one|an mri)|waiting|"
    r"scheduled|todav[ií]a no|n)\b",
    re.I,
)
_YES = re.compile(
    r"\b(?:yes+|yeah|yep|yup|ya|y|i do|have (?:one|it|an?|my|the|had)|had|got|did|done|with|took|"
    r"sure|s[ií]|i have|has|from|ago|last (?:year|month|week|spring|summer|fall|winter)|"
    r"recent(?:ly)?|20[12]\d|months? old|tengo|claro|there is|i (?:can )?bring)\b",
    re.I,
)
#: the words about an MRI in a longer text, so that nothing else is read into them
CLAUSE = re.compile(
    r"(?:\b(?:(?:i|she|he|we|and|but|don'?t|do not|did not|didn'?t|haven'?t|already|just) )*"
    r"(?:have|has|had|got|get|no|without|with|did|done)"
    r"(?: had| an?| my| the| any| recent| new| old)*"
    r" mri'?s?\b(?: scans?| done| yet)*"
    r"(?: (?:from|in|last|this) \w+(?: \d{4})?| \w+ \w+ ago)?)",
    re.I,
)


def names_mri(text: str) -> bool:
    """Whether an MRI is spoken of."""
    return bool(_WORD.search(text))


def told_mri(text: str, answers: bool) -> str | None:
    """`yes`, `no` or `unsure`; None where it is not told.

    Args:
        answers: whether the text answers "Is there an MRI?"; the word may then be missing.
    """
    if not answers and not names_mri(text):
        return None
    if _UNSURE.search(text):
        return "unsure"
    if _NO.search(text):
        return "no"
    return "yes" if _YES.search(text) or not answers else None
