"""The first look at what somebody wrote: thumbed spellings, day letters and ranks as plain words.

It knows no sentences, only tokens, so that whatever is made of them later reads the same. Letters
and minutes need a hand of their own; all else is a table (`rewriting`).
"""

from __future__ import annotations

import re

from frontdesk.booking.rewriting import rewrites

_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
          "twelve")
_LETTERS = {"m": "monday", "t": "tuesday", "tu": "tuesday", "w": "wednesday", "r": "thursday",
            "th": "thursday", "f": "friday"}
_LETTER = r"(?:Th|TH|th|Tu|TU|tu|[MTWRFmtwrf])"
_JOINED = r"(?: ?[/,&+] ?| (?:or|and|n) | )"
#: "M W F", "t/th", "M or W"; a single letter only where it is all there is
_ROW = re.compile(rf"(?<![\w'&/.-]){_LETTER}(?:{_JOINED}{_LETTER})+(?![\w'&/-])")
_ALONE = re.compile(rf"\s*(?:any |every |on )?({_LETTER})[ .!?]*", re.I)
_SPAN = re.compile(r"(?<![\w-])(M|Tu|T|W|Th|R|[mt](?=-)|w(?=-f)) ?- ?(T|Tu|W|Th|R|F|th|w|"
                   r"f)(?![\w-])")
#: a letter alone, where others stand in a row
_FIRST = re.compile(r"^(m|tu?|w|th|r|f) (?=\d{1,2}(?::?\d\d)? ?[ap]?m?\W*$)", re.I)
_BESIDE = re.compile(r"(?<![\w'/&-])(M|Tu|T|W|Th|R|F)(?= (?:before|after|at|any|am|pm|AM|PM|\d))")
_TOGETHER = re.compile(r"\b(?:MTWThF|MTWRF|MWThF|MTWTh|MTThF|MTW|MWF|TWTh|TuTh|TTh|TR|MW|WF|MF|"
                       r"mtwthf|mtwrf|mwf|mtw|twth|tuth|tth)\b")

_DOTTED = re.compile(r"\b(mon|tues?|weds?|thurs?|thu|fri)\.(?= (?:mon|tue|wed|thu|fri|or|"
                     r"and))", re.I)
_NUMBERED = re.compile(r"(?:^|[:\n])\s*1[.)]\s")
_MINUTES = {"5": "05", "five": "05", "10": "10", "ten": "10", "20": "20", "twenty": "20",
            "25": "25", "twenty five": "25"}
_PAST = re.compile(
    rf"\b({'|'.join(_MINUTES)}) (?:minutes? )?(?:past|after) (\d{{1,2}}|"
    rf"{'|'.join(_HOURS)})\b(?! ?:)",
    re.I,
)
_TO = re.compile(rf"\bat (five|ten|twenty|twenty five) to ({'|'.join(_HOURS)})\b", re.I)


def tokens(text: str) -> str:
    """The text with its tokens spelled out; letter case still tells days from other letters."""
    if alone := _ALONE.fullmatch(text):
        return _LETTERS[alone[1].lower()]
    text = _SPAN.sub(lambda m: f"{_LETTERS[m[1].lower()]}-{_LETTERS[m[2].lower()]}", text)
    if _ROW.search(text):
        text = _BESIDE.sub(lambda m: _LETTERS[m[1].lower()], text)
    text = _FIRST.sub(lambda m: _LETTERS[m[1].lower()] + " ", text)
    text = _ROW.sub(lambda m: _spelled(m[0]), text)
    text = _TOGETHER.sub(lambda m: _spelled(" ".join(re.findall(_LETTER, m[0]))), text)
    if _NUMBERED.search(text):
        text = re.sub(r"(?<![\d:])\b[1-5][.)](?=\s)", " else ", text)
    text = _PAST.sub(_minutes_past, text)
    text = _TO.sub(_minutes_to, text)
    dotted = len(_DOTTED.findall(text)) > 1
    text = _DOTTED.sub(r"\1," if dotted else r"\1;", text)
    for pattern, new in rewrites()[0]:
        text = pattern.sub(new, text)
    return text


def worded(text: str) -> str:
    """A text in plain words, figures put in, without the last turns of phrase."""
    for pattern, new in rewrites()[1]:
        text = pattern.sub(new, text)
    return text


def _minutes_past(match: re.Match[str]) -> str:
    hour = match[2].lower()
    number = _HOURS.index(hour) + 1 if hour in _HOURS else int(hour)
    return f"{number}:{_MINUTES[match[1].lower()]}"


def _minutes_to(match: re.Match[str]) -> str:
    """At ten to three, said in words; in figures it is from ten to three."""
    hour = _HOURS.index(match[2].lower()) or 12
    return f"at {hour}:{60 - int(_MINUTES[match[1].lower()])}"


def _spelled(row: str) -> str:
    """M W F, the days of every week where there are three or more."""
    if row.lower().split() == ["r", "t"]:
        return row
    spelled = re.sub(r"(?<![a-z])(?:th|tu|[mtwrf])(?![a-z])",
                     lambda m: _LETTERS[m[0].lower()], row.lower())
    days = re.findall(r"\w+day", spelled)
    if " or " in spelled:
        return spelled
    return " and ".join([", ".join(days[:-1]), days[-1]]) if len(days) > 2 else " and ".join(days)
