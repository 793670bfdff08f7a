"""Yes, no, questions, and leaving: what short answers mean."""

from __future__ import annotations

import re

_QUESTION = re.compile(
    r"(?:(?:and|but|so|ok|wait|also|quick question)[ ,]+)*(?:what|how|why|when|where|who|which|"
    r"can (?:you|i|we)|could (?:you|i)|do (?:i|you|they)|does|is (?:it|this|there|that|the)|"
    r"are (?:you|there|they)|will (?:i|it|you|my)|would (?:i|it|you)|should i|"
    r"am i|qu[eé]|c[oó]mo|cu[aá]nto|cu[aá]ndo|d[oó]nde)\b",
    re.I,
)
_YES = re.compile(
    r"(?:y|ye|yes+|yea+h?|yep|yup|ya|sure|ok(?:ay)?|correct|right|perfect|great|good|fine|"
    r"sounds good|looks good|looks right|that'?s (?:right|correct|fine|good|perfect|it)|all good|"
    r"confirm(?:ed)?|book it|go ahead|please do|do it|absolutely|definitely|of course|"
    r"let'?s do it|that works|works(?: for me)?|i do|affirmative|cool|"
    r"si|sí|claro|correcto|de acuerdo|está bien)\b",
    re.I,
)
_NO = re.compile(
    r"(?:n|no+|nope|nah|not (?:right|correct|quite|that)|wrong|"
    r"that'?s (?:wrong|not right|incorrect)|incorrect|i don'?t|don'?t|do not|negative|change|"
    r"para nada)\b",
    re.I,
)
_SOFTLY = (
    r"(?:(?:ok|oh|no|actually|sorry|um|hmm|please|you know what|well|wait|thanks?|but)[ ,.!]*)*"
)
_LEAVES = re.compile(
    _SOFTLY
    + r"(?:never ?mind(?: (?:it|that|thanks?|thank you|then))?|nvm|"
    r"forget (?:it|about it|that|the booking)|"
    r"cancel(?: (?:it|this|that|(?:the |my )?booking))?|"
    r"stop(?: (?:it|this|booking|the booking))?|quit|exit|not now|not today|maybe later|later|"
    r"i (?:have )?changed my mind|"
    r"(?:i )?(?:do not|don'?t) (?:want|need)(?: to)?"
    r"(?: (?:book|it|this|an appointment|an appt|anymore|any more|come))*|"
    r"i'?m (?:done|good|out)|leave it|no (?:thanks?|thank you)|(?:do not|don'?t) book(?: it)?|"
    r"i'?ll (?:call|do it later|think about it|come back)|let me think(?: about it)?|"
    r"some other time|olv[ií]dal[oa]|d[eé]jalo|no importa|cancelar|ya no)"
    r"[ ,.!]*(?:thanks?|thank you|please|for now|then|anyway|sorry)?[ .!]*",
    re.I,
)


def is_question(text: str) -> bool:
    """Whether a text has the form of a question."""
    return "?" in text or bool(_QUESTION.match(text.strip()))


#: how a question begins, or what only a question holds; for texts that were understood as one
_ASKING = re.compile(
    r"^(?:(?:and|but|so|ok|also|then|hi|hello|hey|plz|please|or)[ ,]+)*"
    r"(?:what|how|why|when|where|who|which|whats|hows|wheres|whos|in how|at what|is|are|am|was|"
    r"were|do|does|did|can|could|will|would|should|has|have you|any(?! (?:time|day|morning|"
    r"afternoon|evening|week|\w+day))|explain|tell me|open|closest|nearest|links?|"
    r"qu[eé]|c[oó]mo|cu[aá]nt[oa]s?|cu[aá]ndo|d[oó]nde|puedo|pueden|hay|aceptan)\b",
    re.I,
)
_ASKED_ABOUT = re.compile(
    r"\b(?:how (?:long|much|many|often|soon|far|do|does|is|are)|what|describe|"
    r"vs|versus|cost|price|prices|is that so|asks? (?:if|whether|about|for)|said (?:to )?ask|"
    r"explain|options|or not|"
    r"(?:do|does|can|could|will|would|should|is|are|am) (?:i|you|u|we|it|they|he|she|there|this|"
    r"that|my|the|your))\b",
    re.I,
)


def seems_question(text: str) -> bool:
    """Whether any part of a text asks; for texts that were understood as a question already."""
    clauses = re.split(r"[,.;!\n]+| and (?=how|what|when|do|does|is|are|can)", text)
    return (
        is_question(text)
        or bool(_ASKED_ABOUT.search(text))
        or any(_ASKING.match(clause.strip()) for clause in clauses)
    )


def agreement(text: str) -> bool | None:
    """Yes or no, where a text begins with one; None for anything else."""
    short = re.sub(r"[^\w' ]+", " ", text.lower()).strip()
    if "👍" in text or _YES.match(short):
        return True
    return False if _NO.match(short) else None


def leaves(text: str) -> bool:
    """Whether somebody wants to stop what is going on: "never mind", "not now"."""
    return bool(_LEAVES.fullmatch(text.strip()))
