"""Short replies to something the desk asked: a name, a number, a time, yes or no."""

from __future__ import annotations

import re

_QUESTION = re.compile(
    r"\?\s*$|^(?:how|what|when|where|who|why|which|can|could|do|does|did|is|are|will|would|should"
    r"|may|tell me|is there)\b"
)
_COMMAND = re.compile(
    r"^(?:never ?mind|forget it|start over|stop|quit|cancel(?: (?:it|that|this))?|go back|menu|help"
    r"|talk to|speak to|agent|human|operator|wait|delete|restart)\b"
)
_YES = re.compile(
    r"^(?:yes|yeah|yep|yup|ya|yea|y|sure|ok|okay|correct|right|sounds good|looks good|perfect"
    r"|great|confirm(?:ed)?|that works|works|of course|definitely|absolutely|please do|go ahead"
    r"|i do|i have|i did|i am|uh huh|mhm|si|claro|affirmative|fine|good|that is right|it is)\b"
)
_NO = re.compile(
    r"^(?:no|nope|nah|n|not yet|not really|never|i do not|i have not|i did not|none|negative"
    r"|don't|no thanks|not right now|nothing)\b"
)
_CHANGE = re.compile(
    r"\b(?:actually|i meant|i mean|wait|sorry|my mistake|typo|instead|wrong (?:number|name|time)"
    r"|correction|change (?:that|it|the|my)|rather|scratch that|let me change|not \w+ but)\b"
)
_DIGITS = re.compile(r"\d")
_TIME = re.compile(
    r"\b(?:\d{1,2}(?::\d{2})?\s*(?:am|pm|a\.m\.|p\.m\.|o'?clock)?|mon(?:day)?|tue(?:s|sday)?"
    r"|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sunday|today|tomorrow|tonight"
    r"|morning|afternoon|evening|noon|next week|this week|first|second|third|fourth|last|earliest"
    r"|latest|any ?time|whenever|any|either|soonest|asap|as soon as possible|none of|other|later"
    r"|earlier|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\b"
)
_NAME = re.compile(r"^(?:(?:my|the) (?:full )?name(?: is|'s)?|name:?|i am|i'm|it is|it's|this is"
                   r"|call me)?\s*[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*){0,3}[.!]?$")  # fmt: skip
_IMAGING = re.compile(r"\b(?:mri|scan|imaging|ct|x-?ray|picture|report|disc|cd)\b")
_SKIP = re.compile(r"^(?:skip|pass|rather not|prefer not|not now|later|none|n/?a)\b")
_SHORT = 8


def reply_to_asked(text: str, asked: str | None) -> str | None:
    """What a message is when it plainly answers what was asked, else None.

    Args:
        text: normalised.
        asked: the kind of detail the last message of the desk asked for, if any.

    Returns:
        `inform`, `affirm`, `deny`, `correct` or None.
    """
    if not asked or not text or _COMMAND.search(text) or _QUESTION.search(text):
        return None
    short = len(text.split()) <= _SHORT
    if short and _CHANGE.search(text):
        return "correct"
    yes_or_no = _yes_or_no(text) if short else None
    if asked in ("confirmation", "mri", "yes_no"):
        return yes_or_no or (_detail(text, asked, short) and "inform") or None
    if _detail(text, asked, short):
        return "inform"
    return yes_or_no


def _yes_or_no(text: str) -> str | None:
    if _NO.search(text):
        return "deny"
    return "affirm" if _YES.search(text) else None


def _detail(text: str, asked: str, short: bool) -> bool:
    if short and _SKIP.search(text):
        return True
    if asked == "name":
        return bool(_NAME.search(text)) and not _yes_or_no(text)
    if asked in ("phone", "number"):
        return len(_DIGITS.findall(text)) >= 7
    if asked == "time":
        return short and bool(_TIME.search(text))
    if asked == "mri":
        return bool(_IMAGING.search(text))
    if asked == "confirmation":
        return short and bool(_TIME.search(text))
    return short and not _yes_or_no(text)
