"""When it happened: the time words of a sentence, and which sign they belong to."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from frontdesk.safety.matcher import Span
from frontdesk.safety.thread import Thread

LONG_AGO = 36_500.0
_UNIT = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0, "year": 365.0,
         "decade": 3650.0, "dia": 1.0, "semana": 7.0, "mes": 30.0, "ano": 365.0, "hora": 1 / 24}
_U = r"(?:minute|hour|day|week|month|year|decade|dia|semana|mes|ano|hora)(?:s|es)?"
_N = (r"(?:\d+(?:\.\d+)?|a couple(?: of)?|couple(?: of)?|a few|few|several|many|a|an|some|"
      r"over \d+|about \d+|un|una|unos|unas)")
_COUNT = re.compile(rf"(?P<n>{_N})(?: (?:or so|plus|of))? (?P<u>{_U})")
_PAST = re.compile(
    rf"\b{_N}(?: (?:or so|plus|of))? {_U} (?:ago|back|prior|before that|earlier)\b"
    rf"|\bhace {_N} {_U}\b"
    r"|\b(?P<old>years (?:and years )?(?:ago|back)|long (?:time )?ago|decades ago|ages ago|"
    r"as an? (?:kid|child|baby|teen\w*|infant|(?:young |little )?(?:girl|boy|man|woman))|"
    r"when i was (?:a |an |in |just |only |about )?"
    r"(?:kid|child|baby|teen\w*|little|young\w*|boy|girl|toddler|student|\d+|college|school|high)|"
    r"from polio|since polio|from the war|in vietnam|at birth|in my (?:teens|twenties|"
    r"thirties|forties|[2-6]0 ?s|youth)|back in the|childhood|de nino|de nina|hace (?:muchos )?"
    r"anos|(?:in|since|during|from) (?:college|high ?school|grade school|middle school|the (?:army|"
    r"navy|service|military|marines|eighties|nineties|seventies|[6-9]0 ?s)|my first pregnancy)|"
    r"since (?:i had (?:my )?(?:kids|children|babies)|birth)|as an infant|from birth)\b"
    r"|\b(?:in|from|back in|since|of|en|desde|around|circa|my|the|a) (?P<year>19\d\d|20[0-3]\d)\b"
    r"|\blast (?P<last>year|month|week|summer|winter|spring)\b"
    r"|\b(?P<yesterday>yesterday|ayer|last night|anoche|the other day)\b")
_LASTING = re.compile(
    rf"\b(?:for|past|last|over|almost|nearly|about|going on|por|desde hace)(?: the)?"
    rf"(?: (?:past|last|over|almost|about|like|nearly|at least))? {_N}(?: plus)? {_U}\b"
    rf"|\b{_N} {_U} now\b|\bsince {_N} {_U}\b"
    r"|\b(?P<always>always|chronic\w*|for (?:years|ages|decades|months|a long time|so long|"
    r"as long)|"
    r"all my life|my (?:whole|entire) life|(?:years|decades|months) of|since (?:i was|birth|"
    r"childhood|"
    r"college|my kids|having kids)|same as (?:always|usual|ever|before|(?:my |the )?last "
    r"(?:visit|time|year))|"
    r"no better no worse|unchanged|as usual|"
    r"like always|"
    r"no change|hasnt changed|never changed?s?|long ?standing|lifelong|forever|years now|"
    r"de siempre|por anos|desde nino|nothing new|my usual|my normal|not new|my old|stable)\b")
_CHANGE = re.compile(
    r"\b(?:worse\w*|worst|new|newly|now|spread\w*|sudden\w*|today|tonight|started|starting|getting|"
    r"lately|recently|again|increas\w*|growing|grows|progress\w*|became|become|becoming|developed|"
    r"crept|"
    r"developing|this morning|this week|right now|came back|come back|coming back|returned|"
    r"climbing|"
    r"not (?:going|gone)|last night|since yesterday|more and more|creeping|moved|moving up|"
    r"all of a|"
    r"different|tonite|just|peor|ahora|hoy|de repente|nuevo|nueva|empeor\w*|otra vez)\b")
_REVIVED = re.compile(
    r"\b(?:worse\w*|now|spread\w*|growing|getting|again|today|tonight|this (?:morning|week)|"
    r"came back|coming back|returned|more and more|moving up|moved|peor|ahora|hoy|otra vez)\b")
_NOW = re.compile(
    r"\b(?:now|right now|today|tonight|this (?:morning|afternoon|evening|week|am|pm)|yesterday|"
    r"last night|just|already|since|currently|at the moment|been|started|keeps|minutes? ago|"
    r"hours? ago|days? ago|ahora|hoy|ayer|anoche|desde)\b")
_AGE_NOW = re.compile(r"(?:minutes?|hours?|days?|weeks?|months?|years?|decades?) now\b")
_BREAK = re.compile(
    r"(?:^| )(?:but|now|however|then|and (?:i|my|now|he|she|his|her)|\.\.|i|my|he|she|"
                    r"so|pero|y|ahora)(?= |$)")
_STRONG_BREAK = re.compile(
    r"(?:^| )(?:but|now|however|then|and (?:i|my|now|he|she|his|her)|\.\.|pero|ahora)(?= |$)")
_FRESH = re.compile(r"^ ,? ?(?:and )?(?:new|now|today)(?= )")
_SUBORDINATE = re.compile(
    r"^ (?:when|while|because of|after|at|during|in|with|for|from|by|on|before|over)(?= )")
_NOT_WORSE = re.compile(
    r"\b(?:no|not|isnt|arent|never|nothing|without) (?:any |getting |gotten |been |gets? )?"
    r"(?:worse|new|worsening|spreading|different)\b")
_NOW_CALM = re.compile(
    r"\bnow (?:its |it is |i am |am )?(?:just|only|fine|ok|okay|good|better|normal|regular|all|"
    r"i can)\b")
_SINCE = re.compile(r"(?:^| )(?:since|ever since|after|desde|following|started|began)(?= |$)")
_DATED = re.compile(r" (?:now )?(?:ever )?(?:after|since|from|following) (?:\w+ ){0,2}$")
"""Between "for six years" and the crash that began them."""
_FEW = {"a": 1, "an": 1, "some": 4, "a couple": 2, "couple": 2, "a few": 3, "few": 3,
        "several": 4, "many": 10, "un": 1, "una": 1, "unos": 3, "unas": 3}


@dataclass(frozen=True)
class When:
    """`ago`: days since it happened; `lasting`: days it has been so; None: nothing said."""

    ago: float | None = None
    lasting: float | None = None
    changed: bool = False
    revived: bool = False
    anchored: bool = False


class Clockwork:
    """The time words of one thread, read when first asked for."""

    def __init__(self, thread: Thread, year: int) -> None:
        self._thread, self._year = thread, year
        self._flags: dict[int, tuple[bool, bool, bool]] = {}

    @cached_property
    def _sentences(self) -> dict[int, tuple[str, int, list[int]]]:
        """Sentence number to its words as one string, first token, and where each word begins."""
        numbers, norm = self._thread.sentence, self._thread.norm
        ready, first = {}, 0
        while first < len(norm):
            last = bisect_right(numbers, numbers[first], first)
            places, at = [], 0
            for word in norm[first:last]:
                places.append(at)
                at += len(word) + 1
            ready[numbers[first]] = (" ".join(norm[first:last]), first, places)
            first = last
        return ready

    def sentence(self, number: int) -> str:
        """The words of a sentence with a blank between."""
        return self._sentences[number][0]

    def anchored(self, number: int) -> bool:
        """Whether the sentence speaks of now or of the last days."""
        return self._moved(number)[2]

    def of(self, span: Span) -> When:
        """When the sign of `span` was, as far as its sentence says."""
        number = self._thread.sentence[span.start]
        text, first, places = self._sentences[number]
        start = places[span.start - first]
        last = min(span.end - 1 - first, len(places) - 1)
        end = places[last] + len(self._thread.norm[first + last])
        ago = lasting = None
        for found in _PAST.finditer(text):
            if _bound(text, start, end, found):
                days = self._days(found)
                between = text[end: found.start()] if found.start() >= end else ""
                if _SINCE.search(between) or found.group().startswith(("since", "desde")):
                    lasting = max(lasting or 0.0, days)
                else:
                    ago = max(ago or 0.0, days)
        for found in _LASTING.finditer(text):
            if _bound(text, start, end, found, _STRONG_BREAK):
                lasting = max(lasting or 0.0, self._days(found))
            if _DATED.match(text[found.end(): start]):
                ago = max(ago or 0.0, self._days(found))
        return When(ago, lasting, *self._moved(number))

    def _moved(self, number: int) -> tuple[bool, bool, bool]:
        """Whether the sentence tells of change, of something come back, of now."""
        hit = self._flags.get(number)
        if hit is None:
            plain = self.sentence(number)
            for calm in (_AGE_NOW, _NOT_WORSE, _NOW_CALM):
                plain = calm.sub("", plain)
            hit = self._flags[number] = (
                _CHANGE.search(plain) is not None, _REVIVED.search(plain) is not None,
                _NOW.search(plain) is not None)
        return hit

    def _days(self, found: re.Match[str]) -> float:
        parts = found.groupdict()
        if parts.get("old") or parts.get("always"):
            return LONG_AGO
        if parts.get("year"):
            return max(0.0, (self._year - int(parts["year"])) * 365.0)
        if parts.get("last"):
            return _UNIT.get(parts["last"], 120.0) * (1.0 if parts["last"] == "week" else 1.2)
        if parts.get("yesterday"):
            return 1.0
        counted = _COUNT.search(found.group())
        if counted is None:
            return LONG_AGO
        number = re.sub(r"over |about | of", "", counted.group("n"))
        unit = next(u for u in _UNIT if counted.group("u").startswith(u))
        value = _FEW.get(number)
        return (float(number) if value is None else value) * _UNIT[unit]


def _bound(text: str, start: int, end: int, anchor: re.Match[str],
           breaks: re.Pattern[str] = _BREAK) -> bool:
    """Whether the time words belong to the sign between `start` and `end`."""
    if anchor.start() < end and start < anchor.end():
        return True
    if anchor.start() >= end:
        between = text[end: anchor.start()]
        if _SUBORDINATE.search(between):
            breaks = _STRONG_BREAK
        since = _SINCE.search(between)
        return breaks.search(between[: since.start()] if since else between) is None
    clause = re.split(r"(?: |^)(?:but|and|,|\.\.)(?: |$)", text[: anchor.start()])[-1]
    if len(clause.split()) > 1:
        return False
    if _FRESH.search(text[anchor.end(): start + 4]):
        return False
    between = re.sub(r"^ ?,? ?(?:i|my|he|she|his|her|we)\b", "", text[anchor.end(): start])
    return _BREAK.search(between) is None
