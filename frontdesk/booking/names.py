"""Names as people give them. No list of names: only how a name is introduced, and its shape."""

from __future__ import annotations

import re

_WORD = r"[^\W\d_]+(?:['’.\-][^\W\d_]+)*\.?"
_LINKS = r"(?:de|la|las|los|del|da|dos|di|van|von|der|den|bin|ibn|al|el|st\.?|mc|o)"
_NAME = rf"{_WORD}(?:[ ]+{_WORD}){{0,4}}"
_SAID = re.compile(
    r"\b(?:my (?:full |first |real |legal )?name(?: is|'?s)?|name(?:'?s| is)?:?|"
    r"(?:her|his|their|the patient'?s?) (?:full )?name(?: is|'?s)?|call me|"
    r"(?:this is|it'?s|its) (?=[A-ZÀ-Þ])|me llamo|mi nombre es|se llama|under the name)"
    rf"(?: actually| really)?[ :]+(?P<name>{_NAME})", re.I,
)
_I_AM = re.compile(rf"\b(?:i'?m|i’m|i am|soy|this is|here is)[ ]+(?P<name>{_NAME})", re.I)
_LEAD = re.compile(
    r"^(?:(?:hi|hello|hey|yes|yeah|sure|ok|okay|oh|um|well|of course|so|and|sorry|no|actually|"
    r"it'?s|its|it is|that'?s|that is|that would be|i'?m|i am|this is|me llamo|soy|"
    r"the name is|name|mr|mrs|ms|dr|miss)\b[ ,.:!]*)+", re.I,
)
#: words that follow "I'm" or stand alone and are no names
_NOT_NAMES = frozenset(re.findall(r"\S+",
    "a an the in at on of to for not no yes yeah yep nope ok okay sure so very just really still "
    "having have has had looking trying calling writing texting asking wondering interested "
    "hoping thinking going coming getting feeling hurting suffering dealing here there new back "
    "fine good great well sorry afraid worried scared nervous anxious happy glad sad tired sick "
    "flexible free available open busy ready done retired disabled pregnant diabetic male female "
    "old young able unable allergic about also only already always never currently now today "
    "tomorrow from with without under over out up down i me my you your he she it we they who "
    "what when where why how which can could would should do does did is are was were am "
    "be been pain sore ache aching numb stiff patient appointment mri scan disc disk neck leg "
    "please pls thanks thank help want need like book booking schedule cancel stop none nobody "
    "nothing something anything whatever idk dunno skip pass later maybe next week monday tuesday "
    "wednesday thursday friday saturday sunday morning afternoon evening noon any anytime earliest "
    "and or but if because since after before hola gracias por favor que si dolor espalda tengo "
    "quiero una un cita hello hi hey lol test asdf qwerty anonymous private sounds test "
    "far away near close late early uninsured unsure curious concerned confused older younger "
    "instead number phone time name her his their its this that these those mother father mom dad "
    "son daughter wife husband"))
_STOP = re.compile(r"\b(?:and|my|phone|number|cell|i|is|y|mi|because|for|with|here|at|on|but|"
                   r"please|thanks|thank|dob|born|calling|would|want|need|not|instead)\b", re.I)


def introduced_name(text: str) -> str | None:
    """The name in "my name is Ana Ruiz", "I'm Ana Ruiz, ..."; None where nobody says one."""
    if said := _SAID.search(text):
        return _tidy(_cut(said["name"]))
    for match in _I_AM.finditer(text):
        name = _cut(match["name"])
        ends = text[match.start("name") + len(name):].lstrip()
        followed = not ends or not ends[0].isalpha() or bool(_STOP.match(ends))
        whole = len(name.split()) > 1 or name[:1].isupper()
        if name and followed and whole and _looks_like_name(name):
            return _tidy(name)
    return None


def bare_name(text: str) -> str | None:
    """The answer to "What is your name?"; None where it is no name."""
    rest = _LEAD.sub("", text.strip()).strip(" ,.;:!-\n")
    for part in re.split(r"[,;\n(]| - |\. ", rest):
        part = part.strip(" .!")
        part = _cut(part) or part
        if re.fullmatch(_NAME, part) and _looks_like_name(part):
            return _tidy(part)
    return None


def corrected_name(name: str, text: str) -> str | None:
    """The name after "Anna not Ana"; None when the text says nothing like it."""
    match = re.search(rf"(?P<new>{_WORD})[ ,]*(?:and )?(?:not|instead of|rather than)[ ,]+"
                      rf"(?P<old>{_WORD})", text, re.I)
    if match is None:
        return None
    words = name.split()
    for place, word in enumerate(words):
        if word.casefold() == match["old"].casefold().rstrip("."):
            words[place] = match["new"]
            return _tidy(" ".join(words))
    return None


def _cut(name: str) -> str:
    """Up to the word that goes on with something else."""
    stop = _STOP.search(name)
    return (name[: stop.start()] if stop else name).strip(" .,'-")


def _looks_like_name(name: str) -> bool:
    words = re.findall(r"[^\W\d_]+", name.lower())
    return (
        bool(words) and len(name) <= 60 and sum(map(len, words)) >= 2
        and not any(w in _NOT_NAMES for w in words)
    )


def _tidy(name: str) -> str | None:
    """Ana Ruiz for "ana ruiz" and "ANA RUIZ"; mixed case is kept as written."""
    name = re.sub(r"\s+", " ", name).strip(" .,'-")
    if not name or not _looks_like_name(name):
        return None
    if name not in (name.lower(), name.upper()):
        return name
    words = name.lower().split()
    return " ".join(
        w if i and re.fullmatch(_LINKS, w) else "-".join(p.capitalize() for p in w.split("-"))
        for i, w in enumerate(words)
    )
