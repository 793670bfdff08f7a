"""Answers to the questions safety itself asked, and what their silence means."""

from __future__ import annotations

import re

from frontdesk.safety.model import Evidence, Finding, SafetyInput
from frontdesk.safety.tiers import TIER_OF

SILENCE_AFTER_SECONDS: dict[str, int] = {"ambiguous_distress": 600, "vague_alarm": 300}
"""How long a question may stay unanswered; 300 for every other."""

MENU: dict[str, str] = {
    "1": "chest_pain_heart",
    "2": "acute_weakness_or_paralysis",
    "3": "cauda_equina_signs",
    "4": "spinal_infection_suspected",
    "5": "vague_alarm",
}
"""The numbers of vague_alarm's text."""

_MENU_WORDS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
               "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "other": "5",
               "otro": "5"}
_YES = re.compile(
    r"\W*(?:y|ye|yes+|yea+h*|yep|yup|ya|yas|si|sí|i am|i do|i have|kind ?of|kinda|sort ?of|sorta|"
    r"maybe|idk|i don'?t know|not sure|sometimes|a little|both|i think so|i guess|i guess so|"
    r"probably|possibly|a veces|tal vez|quizas?|no se|no sé|unsure|i'?m not sure|hard to say|"
    r"yes (?:i am|i do|i have|sometimes|maybe|kind of)|sort of yes|👍|y+e+s+)\W*", re.I)
_NO = re.compile(
    r"\W*(?:n|no+|nope|nah|no (?:i'?m|i am) not|i'?m not|i am not|not at all|never|"
    r"no (?:not|nothing) (?:at all|like that)|no thoughts? of (?:suicide|that|it)|"
    r"of course not|absolutely not|no way|no (?:i )?(?:would|will|wo)(?:n'?t| not|"
    r" never)(?: do that)?|"
    r"no (?:thank you|thanks|gracias)|para nada|claro que no|i don'?t|no i don'?t)\W*", re.I)

_SURE_NO = r"(?:no+|nope|nah|not at all|of course not|absolutely not|no way|para nada|claro que no)"
#: where one part ends: "no good" and "no im not just sad" are no calm answers
_NEXT = (
    r"(?:\s*[,.;!-]+\s*|\s+(?=(?:and |y |but )?(?:i|im|just|only|nothing|not|it|estoy|solo|s[oó]lo|"
    r"todo|nada)\b))(?:and |y |but )?"
)
_CALM = (
    r"(?:(?:i am|i'?m|estoy|todo) )?(?:(?:just|only|really|very|so|a (?:bit|little)|totally|"
    r"s[oó]lo|muy|un poco) )*(?:fine|ok(?:ay)?|good|alright|all right|safe|frustrated|"
    r"stressed(?: out)?|tired|exhausted|annoyed|upset|venting|overwhelmed|angry|mad|fed up|sore|"
    r"in pain|hurting|bien|frustrad[oa]|estresad[oa]|cansad[oa]|molest[oa]|enojad[oa])"
    r"(?: (?:thanks|thank you|gracias|(?:with|about|from|by) (?:it|this|all this|"
    r"the (?:pain|wait|waiting|bills?)|my back)))*"
)
_NOTHING = (
    r"(?:(?:i am|i'?m) not(?=\s*(?:[,.;!]|$))|nothing like that|(?:i|it) would never|"
    r"(?:it'?s )?not like that|(?:i am|i'?m) not (?:going to|gonna) (?:hurt|harm) myself|"
    r"nada de eso)"
)
_NO_AND_CALM = re.compile(rf"\W*{_SURE_NO}(?:{_NEXT}(?:{_CALM}|{_NOTHING}))+\W*", re.I)
"""A clear no, and nothing after it but that all is well or only trying."""


def answer_finding(message: SafetyInput) -> tuple[Finding | None, bool]:
    """The finding that lies in a bare answer to the last question, and whether it settles it.

    Anything but a clear "no" to "Are you thinking of hurting yourself?" counts as yes.
    """
    if message.asked is None:
        return None, False
    if message.asked.category == "ambiguous_distress":
        return _distress_answer(message)
    if message.asked.category == "vague_alarm":
        return _menu_answer(message)
    return None, bool(_YES.fullmatch(message.text) or _NO.fullmatch(message.text))


def silence_finding(category: str) -> Finding:
    """What an unanswered question of `category` becomes. The worker decides when."""
    raised = "suicide_self_harm" if category == "ambiguous_distress" else category
    return Finding(raised, TIER_OF[raised], f"silence/{category}")


def _distress_answer(message: SafetyInput) -> tuple[Finding | None, bool]:
    if _NO.fullmatch(message.text) or _NO_AND_CALM.fullmatch(message.text.replace("\u2019", "'")):
        return None, True
    if _YES.fullmatch(message.text):
        return _found("suicide_self_harm", message), True
    return None, False


def _menu_answer(message: SafetyInput) -> tuple[Finding | None, bool]:
    word = message.text.strip().strip(".,:;!?()#*'\"").lower()
    number = _MENU_WORDS.get(word, word.split(" ")[0].strip(".,:;)"))
    if number not in MENU:
        return None, False
    return _found(MENU[number], message), True


def _found(category: str, message: SafetyInput) -> Finding:
    where = len(message.earlier)
    words = Evidence(message.text, where, 0, len(message.text))
    asked = message.asked.category if message.asked else ""
    return Finding(category, TIER_OF[category], f"asked/{asked}", (words,))
