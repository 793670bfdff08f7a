"""Words that stand for a wish, or join, bound and rule out days and times."""

from __future__ import annotations

import re

from frontdesk.booking.phrase import Part, Phrase, phrase


def _word(pattern: str, kind: str) -> Phrase:
    return phrase(rf"(?:{pattern})", lambda match, now: Part(kind))


WHOLE = (
    _word(r"(?:the )?(?:earliest|soonest)(?: (?:one|time|day|opening|slot|appointment|date))?"
          r"(?: possible)?|asap|a\.s\.a\.p\.?|as (?:soon|early) as(?: (?:possible|you can))?"
          r"|(?:the )?(?:first|next|1st)(?: one)? (?:available|opening|one|appointment|slot|"
          r"thing you|time|spot|you)|right (?:away|now)|(?:the )?sooner the better"
          r"|sooner rather than later|as soon as|soon(?:est)?"
          r"|whatever(?:'s| is| you have)? (?:first|soonest|next)|(?:the )?first you have",
          "earliest"),
    _word(r"any ?(?:time|day|thing)(?! (?:but|except))"
          r"(?: (?:works|is fine|is good|of day|at all))?|whenever"
          r"|(?:i'?m |im |i am )?(?:flexible|wide open)|(?:i'?m|i am) (?:open|free)(?= *(?:$|[.!]))"
          r"|(?:it )?does ?n[o']?t matter|no preference"
          r"|whatever(?:'?s| is)? (?:works|easiest|easier|best|good|fine|convenient)"
          r"|do ?n'?t care|you (?:pick|choose|decide)|up to you", "any"),
)
JOINING = (
    _word(r"(?:is|are)?(?: ?n'?t| not?)? ?(?:no good|bad|does ?n'?t work|do ?n'?t work"
          r"|wo ?n'?t work|not? good|out|impossible|is off)", "no_good"),
    _word(r"not un?till?|(?:no|not|nothing|isnt|isn't) (?:earlier|sooner|before)(?: than)?"
          r"|not? before"
          r"|starting(?: at)?|beginning(?: on| at)?|from|since"
          r"|i(?: (?:get|am)|'?m) (?:off|out|done|free|finished)(?: (?:of )?(?:work|school))?"
          r"(?= (?:at |by |around |from )?\d)", "from"),
    _word("between", "between"), _word(r"to|thru", "to"),
    _word(r"(?:no|not) later than|not? after|nothing (?:after|past|later than)|by|until|till"
          r"|up to|through", "by"),
    _word(r"(?:any ?time |sometime |some time )?(?:after|past|later than|following)", "after"),
    _word(r"(?:any ?time |sometime |some time )?(?:before|earlier than|prior to|ahead of)",
          "before"),
    _word(r"(?:or|and) (?:later|after(?! ?(?:\d|the\b|noon))|on|onwards?)|onwards?", "later"),
    _word(r"or (?:earlier|before(?! ?(?:\d|the\b|noon))|sooner)", "earlier"),
    _word(r"(?:but )?(?:not|no(?! ?[,.;!])|except(?: for)?|any ?(?:thing|day|time) but|"
          r"other than|besides|"
          r"(?:i )?(?:can ?'?t|cannot|can not|couldn'?t)(?: (?:do|make|come))?(?: it)?(?: on)?|"
          r"i (?:have )?work|i'?m (?:busy|booked|out|away|working|not free|gone)|"
          r"avoid|never)(?: on| in| any)?", "not"),
    _word(r"or|/|either", "or"), _word(r"and|&|\+", "and"), _word(r"[,;]", "comma"),
    _word(r"so|but|how about|what about|instead|then", "but"),
)
#: words that may stand beside a time without meaning anything else
FILLERS = frozenset(re.findall(r"\S+",
    "i i'd id im i'm we can could do would will is it its it's like want need prefer love to have "
    "get make made come in on at the a an of for me my please pls thanks thank you ok okay "
    "sometime some time day days date week works work best good great better fine ideally maybe "
    "perhaps probably if possible that there any how about what lets let's let us be free "
    "available only but am hi hello hey yes yeah yep sure see your for with one appointment "
    "visit slot opening book schedule put down instead then also else anything something actually "
    "should so just really them those these hmm um sorry no wait rather preferably "
    "que tal podria ser mejor quiero por favor gracias si tiene tienen me gustaria hay"))
