"""Words that stand for a wish, or join, bound and rule out days and times."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from frontdesk.booking.phrase import Part, Phrase, phrase


def _word(pattern: str, kind: str) -> Phrase:
    return phrase(rf"(?:{pattern})", lambda match, now: Part(kind))


_ZONES = (
    (r"(?:pacific|p[sd]?t)", "America/Los_Angeles"), (r"(?:mountain|m[sd]t)", "America/Denver"),
    (r"(?:central|c[sd]?t)", "America/Chicago"), (r"(?:eastern|e[sd]t)", "America/New_York"),
)


def _zone(pattern: str, name: str) -> Phrase:
    """The zone of a time of the clock, said right after it."""
    full = rf"(?<=[\dmkn] ){pattern}(?: (?:standard|daylight))?(?: time)?"
    return phrase(full, lambda match, now: Part("zone", zone=ZoneInfo(name)))


#: any day but make it late: what follows is wished for
_NO_WISH = (
    r"(?! (?:make|let|please|pls|preferably|ideally|only|just|it|i|we|has|have|must|needs?|would|"
    r"could|can|if|not|nothing|prefer|better|start\w*|be|get|come|done|finish\w*|by|from|leave|"
    r"the (?:earlier|later|sooner)|earlier|later|sooner)\b)"
)
_AWAY = (
    r"(?:(?:i'?m|i am|we'?re|i'?ll be|am|be) )?(?:out(?: of (?:town|the country|state))?|away|gone|"
    r"(?:all |completely |totally |pretty )?(?:busy|booked|tied up|slammed|swamped|stuck|packed)"
    r"(?: (?:solid|up|out|full|at \w+))?|"
    r"(?:out )?on (?:the road|a run|a job|a trip|leave|tour|duty|site|(?:the|a) \w+)|"
    r"travel+ing|on (?:vacation|a trip)|busy|unavailable|booked(?: up)?|tied up|"
    r"not (?:available|around|free|here|back|home))"
)

#: "or after", with nothing that it would be after
_NOTHING_MORE = (
    r"(?= *(?:$|[,.;!?)]|(?:on|next|this|tomorrow|if|please|pls|thanks|would|is|works|any|monday|"
    r"tuesday|wednesday|thursday|friday)\b))"
)

WHOLE = (
    _word(r"(?<=\? )no(?=[,.!]| (?:that|it|i|we|the|he|she|my)\b)"
          r"|(?:'?s |is |are |would be |might be |seems )*(?:too|a bit|kind of|kinda|"
          r"way too)"
          r"(?: too)? (?:soon|early|late|far)(?: (?:out|away|off|for me))*"
          r"|(?:(?<=day )|(?<=days )|(?<=th )|(?<=st )|(?<=nd )|(?<=rd )|(?<=week )|(?<=tomorrow ))"
          r"no(?= ?[,.;]|$)", "no_good"),
    _word(rf"{_AWAY} (?:until|till)", "from"),
    _word(rf"{_AWAY} (?:through|thru)", "after"),
    _word(r"(?:(?:i'?m|i am|we'?re|i'?ll be|i|am|be|get|getting) )?(?:back|home|returns?|returning)"
          r"(?: (?:in town|home|from \w+))*(?= (?:on |by |around )?(?:the )?(?:\d|\w+day\b|next "
          r"week))(?: on| by| around)?", "from"),
    _word(r"(?:the )?(?:earliest|soonest)(?: (?:one|time|day|opening|slot|appointment|date))?"
          r"(?: possible)?|asap|a\.s\.a\.p\.?|as (?:soon|early) as(?: (?:possible|you can))?"
          r"|(?:the )?(?:first|next|1st)(?: one)? (?:available|opening|one|appointment|slot|"
          r"thing you|time(?= (?:you|that|available|open|there|slot))|spot|you)"
          r"|right (?:away|now)|(?:the )?(?:sooner|earlier) is better|"
          r"(?:the )?sooner the better"
          r"|sooner rather than later|as soon as|soon(?:est)?"
          r"|whatever(?:'s| is| you have)? (?:first|soonest|next(?! (?:week|month|\w+day)))"
          r"|(?:the )?first you have",
          "earliest"),
    *(_zone(pattern, name) for pattern, name in _ZONES),
    _word(r"any ?(?:time|day|thing)(?! (?:but|except))"
          r"(?: (?:works|is fine|is good|of day|at all))?|whenever"
          r"|(?:i'?m |im |i am )?(?:flexible|wide open)|(?:i'?m|i am) (?:always |totally |"
          r"completely |pretty much )?(?:open|free)(?= *(?:$|[.!]))"
          r"|(?:it )?does ?n[o']?t matter|no preference"
          r"|whatever(?:'?s| is)? (?:works|easiest|easier|best|good|fine|convenient|"
          r"open|free|available)"
          r"|whatever (?:time |slot |opening )?(?:you|y'all|u)(?:'ve| have)?(?: got)?"
          r"|do ?n'?t care|you (?:pick|choose|decide)|up to you", "any"),
)
JOINING = (
    _word(r"(?:is|are)?(?: ?n'?t| not?)? ?(?:no good|bad|does ?n'?t work|do ?n'?t work"
          r"|wo ?n'?t work|not? good|impossible|out of the question|off the table|not an option)|"
          r"(?<=day )(?:is off|(?:full|busy|booked|slammed|packed|taken|hectic)(?= *(?:$|[,.;])))"
          r"|(?:(?:is|are) |(?<=day )|(?<=days )|(?<=ings ))out"
          r"|(?:is ?n'?t|are ?n'?t|does ?n'?t|is not|won'?t)(?= *(?:$|[,.;!?]))"
          r"|(?:is|are|r|get|gets|will be|would be)(?: (?:really|very|too|super|kinda|kind of|"
          r"pretty|always|a bit|a little|usually))* (?:bad|hard|tough|difficult|rough|tricky|full|"
          r"booked|busy|crazy|hectic|taken|terrible|a no go|no go|a problem|a pain)", "no_good"),
    _word(r"not un?till?|wait(?:ing)? un?till?(?! next week)"
          r"|(?:no|not|nothing|isnt|isn't) (?:earlier|sooner|before)(?: than)?|not? before"
          r"|(?:(?<=can )|(?<=could )|(?<='d )|(?<='ll )|(?<=would ))(?:be|get|make it|arrive)"
          r"(?: (?:there|in|over|here|to you|to the (?:clinic|office)|to your \w+))+ by"
          r"|starting(?: at)?|beginning(?: on| at)?|from|since"
          r"|(?:i|we|he|she) (?:finish|end|wrap up|stop|knock off|clock out)(?: at| around)?(?= \d|"
          r" noon)|(?:^|(?<=[,.;] ))(?:get |i'm )?(?:off|out|done|finished) (?:at|around)(?= \d|"
          r" noon)"
          r"|(?:i|we|he|she)(?: (?:get|gets|am|is|are)|'?m|(?<!i)'?s) (?:off|out|done|free|"
          r"finished|home|"
          r"through)(?: (?:of |from |with )?(?!(?:at|by|on|until|\w+days?)\b)(?:my |his |her )?"
          r"\w+)?(?= (?:at |by |around |from |after )?(?:\d|noon))(?! (?:from )?\d{1,2}(?::\d\d)?"
          r"(?: ?[ap]m)? ?(?:-|to|until|and) ?(?:\d|noon))", "from"),
    _word(r"(?:it )?(?:(?:would|will|'?ll) )?(?:has|have|needs?|got|ought) (?:got )?to be"
          r"|(?:it )?must be|(?<=day )only(?= (?:after|before|between|from|in|at|until|the|"
          r"mornings?|afternoons?)\b)", "must"),
    _word(r"or (?:any ?(?:time|day) )?later (?:on )?(?:in )?(?:the|that|this)(?: same)? week",
          "later_that_week"),
    _word("between", "between"), _word(r"and (?:do|come|book|go|try|make it)", "but"),
    phrase(r"(?:thru|through)(?= (?:the )?\w+)", lambda match, now: Part("to", side="by")),
    _word(r"to(?= ?(?:about |around |at |maybe |on |the |next |this |end |of )*(?:\w+day\b|\d|noon|"
          r"midday|tomorrow|midnight|week|month|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
          "to"),
    _word(r"(?:no|not) later than|not? after|nothing (?:after|past|later than)|by|until|till"
          r"|up to|through", "by"),
    _word(r"(?:any ?time |sometime |some time )?(?:after|past|later than|following)", "after"),
    _word(r"(?:any ?time |sometime |some time )?"
          r"(?:before|(?:earlier|sooner) than|prior to|ahead of)", "before"),
    _word(r"(?:or|and) (?:later|onwards?|on(?! (?:\w+day|the |next|this|\d|any|every)))|onwards?"
          rf"|(?:or|and) (?:any ?(?:day|time|thing) )?after{_NOTHING_MORE}", "later"),
    _word(rf"or (?:earlier|sooner)|or before{_NOTHING_MORE}", "earlier"),
    _word(r"(?:but )?(?:not(?! later than| un?till?\b)|no(?! later than)(?= (?:on |in |the |"
          r"any |to |this |next |coming )*(?:\w+days?\b|"
          r"mornings?|afternoons?|evenings?|nights?|weekends?|lunch|early|late|later|earlier|"
          r"before|after|sooner|more|next|tomorrow|today|[ap]ms?\b|\d|[a-z]+ (?:\d|on \w+day)))|"
          rf"except(?: for)?|any ?(?:thing|day|time) but{_NO_WISH}|"
          r"instead of|rather than|(?<!have )(?<!got )nothing(?= on\b)|"
          r"(?:better|easier) than(?= (?:on |the )?(?:\w+day|next|this|tomorrow|\d))|"
          r"other than|besides|"
          r"(?:i )?(?:can ?'?t|cannot|can not|couldn'?t)(?: (?:do|make|come))?(?: it)?(?: on)?|"
          r"neither(?! (?:of|works?))|"
          r"(?<!later )(?<!earlier )(?<!sooner )(?<!other )(?<!rather )(?<!better )(?<!easier )than"
          r"(?= (?:on |in |an? |the )*(?:\w+days?|mornings?|afternoons?)\b)|i (?:have )?work(?= "
          r"\w)|(?<!, )i (?:have )?work|"
          r"i'?m (?:only |just )?(?:busy|booked|out(?: of town)?(?! of (?:work|school|class))|away|"
          r"working|not free|gone)|"
          r"i(?:'?ve| have)(?: got)? (?!got|time|free|off|open|avail|nothing|room|an opening|until|"
          r"from|between|\d+(?::\d\d)? (?:to|until)|\d+-)"
          r"(?:\w+ ){1,3}on(?= (?:every |each )?\w+day)|"
          r"avoid|skip(?:ping)?|never|"
          r"(?:is|are)(?: ?n'?t| not)(?= (?:an? |on |the |in )*(?:\w+day|morning|after)))"
          r"(?: on| in| any)?", "not"),
    _word(r"(?:and )?(?:so (?:is|are|does|do|will)|same (?:with|for|goes for|thing (?:with|for))"
          r"|neither (?:is|does|do|are|will)|nor (?:is|does|do|are))(?= (?:on |the |next )?\w+)",
          "likewise"),
    phrase("else", lambda match, now: Part("or", side="else")),
    phrase("either", lambda match, now: Part("or", side="either")),
    _word(r"or|nor|/", "or"), _word(r"and|&|\+", "and"), _word(r"[,;]", "comma"),
    phrase("so", lambda match, now: Part("but", side="so")),
    _word(r"but|how about|what about|instead(?! of)|then", "but"),
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
