"""Whom a visit is for, and who is booked by staff."""

from __future__ import annotations

import re

_KIN = (
    r"mother[ -]in[ -]law|father[ -]in[ -]law|mom|mum|mother|mama|mamá|dad|father|papa|papá|"
    r"wife|husband|spouse|partner|girlfriend|boyfriend|son|daughter|child|kid|brother|sister|"
    r"grandma|grandmother|grandpa|grandfather|aunt|uncle|friend|neighbor|cousin|niece|nephew|"
    r"fianc[eé]e?|hijo|hija|esposo|esposa|hermano|hermana|abuela|abuelo|patient|client"
)
_FOR_KIN = re.compile(
    rf"\b(?:for|para|behalf of|not for me,?)\s+(?:my|mi|our)\s+(?P<kin>{_KIN})\b"
    rf"|\b(?:my|mi)\s+(?P<needs>{_KIN})\s+"
    r"(?:needs|wants|would|has|is|necesita|quiere|hurt|who)\b",
    re.I,
)
_FOR_SELF = re.compile(r"\b(?:for (?:me|myself)|it'?s me|just me|para m[ií])\b", re.I)
_SAME = {
    "mum": "mother", "mom": "mother", "mama": "mother", "mamá": "mother", "dad": "father",
    "papa": "father", "papá": "father", "kid": "child", "grandma": "grandmother",
    "grandpa": "grandfather",
}
_AGES = (
    re.compile(
        r"\b(?:i'?m|i am|he'?s|he is|she'?s|she is|(?:son|daughter|child|kid|hijo|hija|who) is|"
        r"aged?|tengo|tiene|turns?) (?P<age>\d{1,2})"
        r"(?=[ ,.!]*(?:$|years?|yrs?|y/?o|and|but|a[nñ]os|so|[,.!]))",
        re.I,
    ),
    re.compile(r"\b(?P<age>\d{1,2})[ -]*(?:years?|yrs?|yr)[ -]*olds?\b", re.I),
)
#: "I was 16 when I fell" is no child of sixteen
_WAS = re.compile(r"\b(?:was|were|when i|since i|at age|ago)\b", re.I)
_MINOR = re.compile(
    r"\b(?:under ?18|under ?age|(?:a|my) (?:minor|teen(?:ager)?|toddler|baby)|menor de edad)\b",
    re.I,
)
_PREGNANT = re.compile(
    r"\b(?:pregnan(?:t|cy)|expecting (?:a baby|a child)|embaraz(?:ada|o)|"
    r"(?:first|second|third|1st|2nd|3rd) trimester)\b",
    re.I,
)
_NOT_PREGNANT = re.compile(
    r"(?:\b(?:not|never|no|after my|since my|post|last)|n'?t)\b[^.,;]{0,25}\bpregnan"
    r"|\bno (?:estoy|est[aá]) embarazada",
    re.I,
)


_PLAINLY = re.compile(rf"\b(?:for|para|behalf of) (?:my|mi|our) (?P<kin>{_KIN})\b", re.I)


def plainly_for(text: str) -> str | None:
    """Whom it is for, where that is said and not only who is spoken of."""
    found = _PLAINLY.search(text)
    return _SAME.get(found["kin"].lower(), found["kin"].lower()) if found else None


def for_whom(text: str) -> str | None:
    """`mother`, `son` ... or `self`; None where nothing is said about it."""
    if found := _FOR_KIN.search(text):
        kin = (found["kin"] or found["needs"]).lower()
        return _SAME.get(kin, kin)
    return "self" if _FOR_SELF.search(text) else None


_PROCEDURE = re.compile(
    r"\b(?:(?:had|got|did|done|received|after|since|following) (?:my |a |an |the |another |some )?"
    r"(?:\w+ ){0,3}?(?:injections?|shots?|procedures?|prp|stem cells?|exosomes?|treatment|surgery|"
    r"fusion|discectomy|laminectomy|epidural|ablation|nerve block)|"
    r"(?:was|were|been) (?:injected|operated on)|post[ -]?op|"
    r"(?:injections?|shots?|procedure|prp|surgery|operation) (?:was|were))\b[^.;!?]{0,40}",
    re.I,
)
#: how long ago, where it is within 90 days
_LATELY = re.compile(
    r"\b(?:today|yesterday|last (?:night|week|month)|this (?:morning|week|month)|recently|"
    r"(?:a|an|one|two|three|four|five|six|seven|eight|few|couple(?: of)?|\d{1,2}) "
    r"(?:days?|weeks?) ago|(?:a|one|two|1|2) months? ago|"
    r"(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.I,
)


def _had_procedure(text: str) -> bool:
    """Whether a procedure of the last 90 days is told of."""
    for told in _PROCEDURE.finditer(text):
        near = text[max(0, told.start() - 40) : told.end()]
        if _LATELY.search(near) and not _LONG_AGO.search(near):
            return True
    return False


#: thirteen weeks and more
_LONG_AGO = re.compile(r"\b(?:1[3-9]|[2-9]\d) weeks? ago\b", re.I)


def through_staff(text: str) -> str | None:
    """`pregnancy`, `minor` or `procedure` (within 90 days): staff book such a visit."""
    if _PREGNANT.search(text) and not _NOT_PREGNANT.search(text):
        return "pregnancy"
    if _MINOR.search(text):
        return "minor"
    ages = [m for pattern in _AGES for m in pattern.finditer(text)]
    young = [m for m in ages if 0 < int(m["age"]) < 18 and not _WAS.search(text[: m.end() + 8])]
    if young:
        return "minor"
    return "procedure" if _had_procedure(text) else None
