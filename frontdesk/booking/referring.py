"""Words by which a message takes back, gives a reason or points back, and what counts then."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from frontdesk.booking.clause_words import WISH
from frontdesk.booking.corrections import BOUNDS, corrected
from frontdesk.booking.phrase import Part, Phrase, phrase
from frontdesk.booking.references import referred

_AT = r"(?= (?:about |around |at |by )?(?:\d{1,2}(?!\d|st|nd|rd|th|/)|noon|midday|quarter|half))"
_THAT = r" (?P<ref>then|that(?: time)?)(?! \w*(?:day|week|month)\b)"
_OBLIGED = (
    r"(?:needs? (?:it )?(?:to)?|needs?|ha(?:s|ve) (?:got )?to|(?:'ve|'s) got to|got to|gotta|must|"
    r"should|(?:would|'d) like (?:it )?to|wants? (?:it )?to|(?:as|so) long as (?:i'?m|we'?re|it'?s|"
    r"we|i|it)(?: can)?|if (?:i'?m|it'?s|we'?re|(?:i|we) can|we|it)|so (?:i|we) can"
    r"|(?:can|could|will|would) (?:i|we|it))"
)
_OVER = (
    r"(?:be |get |all )*(?:done|finish(?:ed|es)?|over(?: with)?|out|through|end(?:ed|s)?|completed?"
    r"|wrap(?:ped|s)? (?:it )?up|leave|gone|home|back|go)"
    r"(?: (?:of (?:there|here)|the door|home|at work|at the office|to work))?"
)
_FINISHED = (
    rf"(?:(?:(?:i|we|it|this|that) (?:also |really |just |do )?)?{_OBLIGED} {_OVER} "
    r"(?:by|before|at|no later than)"
    r"|(?:get|have|got) (?:me|us|him|her|it) (?:out|done|finished|home|back)(?: of \w+)? "
    r"(?:by|before)"
    r"|(?<!i'm )(?<!i am )(?<!im )(?<!get )(?<!be )(?<!i'll be )"
    r"(?:done|finished|over|wrapped up|out of (?:there|here)|in and out) (?:by|before)"
    r"|(?:tengo|tenemos|tiene|necesito|debo|hay)(?: que)? (?:salir|irme|irnos|terminar|acabar|"
    r"regresar|volver|estar (?:fuera|libre|de vuelta))(?: de \w+)?(?: at| by| before| until)?"
    r"|que (?:termine|acabe|salga)(?:mos)?(?: at| by| before)?)"
)
_I_CAN = (
    r"(?: time)?(?: (?:that )?(?:i|we|he|she|they|(?:my|our) \w+) (?:can|could)(?: (?:do|come|be|"
    r"get|make|start|there|in|it|here|arrive|drive|bring|take|drop|me|us|over))*)?"
    r"(?: is| would be|'s)?"
)
#: "the earliest I can do is Thursday": no hour but a day
_CAN_DO = (
    r" (?:time |day )?(?:that )?(?:i|we|he|she|they|(?:my|our) \w+) (?:can|could)(?: \w+){0,3}?"
    r"(?: is| would be|'s)?(?= (?:on |this |next |the |coming )*(?:\w+day\b|tomorrow"
    r"|\d{1,2}(?:st|nd|rd|th)))"
)
_OH = (
    r"(?:oh|ah|aw|uh|um+|er+|h?mm+|ugh|and|but|or|wait|actually|sorry|oops|whoops|shoot|crap|"
    r"darn|dang|"
    r"damn|gosh|perdon|espera)"
)
_NO = r"no+pe|no(?! (?:later|earlier|sooner|more|good))"
_CORRECTION = (
    rf"(?:(?:{_OH}[ ,.]+)*(?:no,? (?:wait|sorry|actually|i mean|espera|perdon)|wait,? (?:i mean|"
    r"actually)|i meant?(?: to say)?|or rather|no rather|correction|edit|oops|whoops|"
    r"or better(?: yet| still)?|(?:hang|hold) on(?: a (?:sec\w*|min\w*))?|"
    r"bueno,? no(?:,? mejor)?|digo|quiero decir|quise decir|mejor dicho)"
    rf"|(?:{_OH}[ ,.]+)*(?!or |and |but ){_OH}[ ,.]+(?:{_NO}|better)|or,? no(?=,? (?:can|could|"
    rf"make|how|let)))"
)
_EVENT_VERB = r"(?:start|begin|end|leave|arrive|finishe?|come|(?:let|get)s? out|get)"
_WHOSE = r"(?:my|his|her|our|the|their)"
#: what a thing that begins or ends then leaves free
_FREE_BY = {
    **dict.fromkeys(("start", "begin", "leave", "empieza", "entra"), "over"),
    **dict.fromkeys(("end", "finish", "finishe", "salgo", "sale", "termina"),
                    "from"),
}
#: who is to be met then, whatever it is that ends
_CHILDREN = re.compile(
    r"\b(?:sons?|daughters?|kids?|child\w*|boys?|girls?|bus|ride|train|flight)\b"
)
#: a word of a reason, which is no day and joins nothing
_W = r"(?!\w*days?\b|mornings?\b|(?:and|so|but|or|after|before|by|not|free|open|off)\b)[a-z']+"
_AT_SAID = r"(?= (?:at|by|around) (?:\d{1,2}(?!\d|st|nd|rd|th|/)|noon))"


_OBLIGES = re.compile(r"\b(?:(?:has|have|needs?|got|ought) to|must|gotta|should|better)\b")
#: somebody who does something
_STORY = re.compile(
    r"\b(?:i|we|he|she|they|it|everyone|everybody|i'?m|i'?ll|we'?re|we'?ll|he'?s|she'?s)\b|"
    r"\b(?:my|our|his|her|their|the) [a-z]+"
)


def _word(pattern: str, kind: str) -> Phrase:
    return phrase(rf"(?:{pattern})", lambda match, now: Part(kind))


def _reference(match: re.Match[str], now: datetime) -> Part:
    side = match["side"]
    return Part("that", side={"past": "after", "until": "by", "till": "by"}.get(side, side))


def _reason(match: re.Match[str], now: datetime) -> Part:
    """`side`: how the hour bounds the visit where no other hour was named."""
    said = match.groupdict()
    if said["mine"] or _CHILDREN.search(match[0]):
        return Part("reason", side="over")
    return Part("reason", side=_FREE_BY.get(said["verb"] or "", ""))


#: tried before every other phrase
REFERRING = (
    _word(rf"(?:the )?(?:earliest|soonest){_I_CAN}{_AT}", "from"),
    _word(rf"(?:the )?(?:earliest|soonest){_CAN_DO}", "from"),
    _word(rf"(?:the )?latest{_CAN_DO}", "by"),
    _word(rf"(?:the )?latest{_I_CAN}{_AT}", "by"),
    _word(r"(?:scratch|forget|strike|cancel) (?:that|it)|never ?mind(?: that)?", "scratch"),
    _word(rf"{_CORRECTION}(?:[ ,.]+{_CORRECTION})*(?:[ ,.]+make (?:it|that))?", "rather"),
    _word(r"(?:actually )?(?:make (?:it|that)|change (?:it|that) to)", "make_it"),
    _word(r"(?:(?:i|we) have|(?:(?:i|we)'?ve )?got) (?!(?:time|free|nothing|off|open|someone|"
          r"somebody)\b)(?:(?!ride|car|sitter|babysitter|help|truck|van|driver|kids?\b)[a-z']+ )"
          r"{1,4}then"
          r"(?= *(?:$|[,.;!?]| so\b| and\b| but\b))", "taken"),
    _word(r"sorry|actually|wait(?! un?til)|perdon|(?<=[,.] )no(?= ?,)", "perhaps_rather"),
    _word(r"because(?: of)?|becuz|bcuz|bcause|bc|b/c|coz|cos|cuz|'?cause|due to|porque|ya que|"
          r"debido a"
          r"|since(?= (?:i|my|we|he|she|our|the)\b)"
          r"|(?<!long )(?<!soon )(?<!early )(?<!late )as(?= (?:i|my|we|our|he|she|they|his|"
          r"her)\b)", "because"),
    phrase(rf"{_FINISHED}{_THAT}", lambda match, now: Part("that", side="over")),
    _word(rf"{_FINISHED}{_AT}", "over"),
    phrase(r"(?:not|nothing|none) (?:before|until|till|(?:earlier|sooner) than) "
           r"(?:then|that)(?! \w*(?:day|week|month)\b)",
           lambda match, now: Part("that", side="from")),
    phrase(r"(?:any ?(?:time|day|thing) |some ?(?:time|day) )?(?P<side>before|after|past|by|until|"
           r"till)" + _THAT, _reference),
    _word(r"(?:any|some|an) ?other (?:day|time)s?(?! (?:but|except))|a different (?:day|time)",
          "any_other"),
    _word(r"not (?:on |at |in )?(?:either of )?(?:then|those|that|these)(?: days?| times?| ones?)?"
          r"(?! \w*(?:day|week|month)\b)"
          r"|(?:i )?(?:can ?'?t|cannot|can not)(?: (?:do|make|come))? (?:then|those|that day)"
          r"|(?:busy|booked|unavailable|not free|not available) (?:then|those days|at that time)",
          "not_then"),
    phrase(rf"(?:(?:{_WHOSE} (?:{_W} ){{1,3}}?|(?:school|class|daycare|preschool|practice|court) )"
           rf"(?P<verb>{_EVENT_VERB})s?(?: {_W}){{0,3}}?{_AT}"
           rf"|(?P<mine>(?:i|we) (?:start|begin|go (?:in|to)|clock in|pick up)|"
           r"(?:(?:i|we)(?:'?ve)? )?(?:(?:have|need|got) to|gotta) (?:pick|get|drive|take|be)|"
           rf"entro|empiezo|recojo|tengo que)(?: {_W}){{0,5}}?{_AT_SAID}"
           rf"|(?:(?:i|we) have|tengo (?:una?|otra|mi))(?: {_W}){{1,5}}?{_AT_SAID})", _reason),
    phrase(rf"mi {_W} (?P<verb>empieza|entra|sale|termina|llega)(?P<mine>(?!))?(?: {_W})??{_AT}",
           _reason),
    phrase(rf"(?P<verb>salgo)(?P<mine>(?!))?(?: del? \w+(?: \w+)?)?{_AT}", _reason),
)
#: tried after every other phrase
ENGAGED = (_word(r"(?:i|we)(?:'?ve| have| had)(?: got)?|tengo", "engaged"),)


def settled(parts: list[Part], worded: str) -> list[Part]:
    """The parts of a text that count: corrections made, reasons out, references put in."""
    parts = referred(_without_reasons(corrected(_without_stories(parts, worded)), worded))
    return [p for p in parts if p.kind != "engaged"]


def _without_stories(parts: list[Part], worded: str) -> list[Part]:
    """We are planting corn until then: what others do until then bounds no visit."""
    made: list[Part] = []
    for part in parts:
        said = re.split(r"[.!?;,]|\b(?:so|and|but|because)\b", worded[: part.start])[-1]
        wished = WISH.search(said) or _OBLIGES.search(said)
        if part.kind != "that" or not _STORY.search(said) or wished:
            made.append(part)
    return made


def _without_reasons(parts: list[Part], worded: str) -> list[Part]:
    """Before 10, because my shift starts at 11: the hour of the reason is not wished for."""
    made: list[Part] = []
    reason, end = "", 0
    for place, part in enumerate(parts):
        if re.search(r"[,;.!?]", worded[end : part.start]):
            reason = ""
        end = part.end
        if part.kind in ("because", "reason"):
            timed = any(p.kind == "time" for p in made) or _timed_after(parts[place:])
            reason = "all" if timed else "bare" if part.kind == "because" and made else ""
            if part.side and not timed:
                made.append(replace(part, kind=part.side))
        elif reason and part.kind in ("comma", "but", "or", "that", "not_then", "any_other"):
            reason = ""
            made.append(part)
        elif not _of_reason(reason, part, made):
            made.append(part)
    return made


def _timed_after(parts: list[Part]) -> bool:
    """I get the bus at four, so no later than three: the wish says its own hour."""
    kinds = [(p.kind, p.side) for p in parts]
    concluded = kinds.index(("but", "so")) if ("but", "so") in kinds else len(parts)
    return any(p.kind == "time" for p in parts[concluded:])


def _of_reason(reason: str, part: Part, made: list[Part]) -> bool:
    if reason == "all":
        return part.kind not in ("earliest", "any")
    bare = reason == "bare" and made[-1].kind not in BOUNDS
    return bare and part.kind in ("day", "time", "no_good")
