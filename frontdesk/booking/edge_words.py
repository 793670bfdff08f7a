"""Ways of saying the edges of a day, all of a day, and hours of other days, in plainer words."""

from __future__ import annotations

_VISIT = r"(?:one|appointment|slot|opening|time|spot|thing)"
_WD = r"(?:mon|tues?|wed(?:nes)?|wends|thurs?|fri|sat(?:ur)?|sun)(?:days?|\.)?"
_DAYS = rf"(?:on )?(?:the )?{_WD}(?:(?: or | and |, ){_WD})*"
_CAN = r"(?:possible|(?:you|u) (?:can|have|got)|can be)"
_HOURS = r"(?:between|from|after|before|at|around|until|til{1,2})(?= (?:\d|noon|one|two|ten|nine))"
_NO_LUNCH = (
    r"(?:(?:,|just|only|but|i) )*(?:not|(?:do ?n'?t|not) (?:make it|do|want|book)|skip(?:ping)?|"
    r"avoid(?:ing)?) (?:at |over |during |around |the |my )*"
    r"(?:lunch(?: ?time| ?hour| break)?|noon|midday)"
)

# Order matters: longer phrases before the words they hold.
EDGES = [
    (r"\bapp?ts?\b", "appointment"),
    # the very first slot or the last one of the day
    (rf"\b(?:the )?(?:very )?(?:first|1st|earliest)(?: {_VISIT})?(?: of the day)?,? (or|and) "
     rf"(?:the |your )?(?:very )?(?:last|latest) (?:{_VISIT}(?: of the day)?|of the day)\b",
     r"early in the day \1 end of day"),
    (rf"\b(?:the |your )?(?:very )?(?:first|1st|earliest)(?: {_VISIT})? (?:of|in) the day\b",
     "early in the day"),
    (r"\b(?:the |your )?(?:very )?first (?:one|appointment|slot|spot) (?:in|of) the morning\b",
     "first thing"),
    (rf"\b(?:the |your )?(?:very )?last (?:patient |available |open )?{_VISIT}(?:,? (?:that )?(?:"
     r"(?:you|y'all|u)(?:'ve| have)?(?: got)?(?: (?:open|left|free|available|do|offer|"
     r"take|see|book))?|"
     r"available|possible|"
     rf"open|there is))?(?= (?:(?:on|that|of|for|in|the) )*(?:{_WD}|day|afternoon)\b|\s*$|[,.;!?])",
     "end of day"),
    (rf"\b(?:the )?(?:earlier|sooner) (?:in the day )(?:the better|{_CAN})\b",
     "early in the day"),
    (rf"\b({_WD}|tomorrow),? the earlier the better\b", r"\1 early in the day"),
    # on that day; without one it is as soon as can be
    (rf"\bas early as possible (?=(?:on )?(?:the |this |next )?(?:{_WD}|tomorrow|\d+th)\b)",
     "early in the day "),
    # Monday any time, Tuesday only after three
    (rf"\b({_WD}),? any ?time,? but (?=(?:on )?{_WD} (?:only|just|has|must|would|needs)\b)",
     r"\1 all day, "),
    (rf"\b({_WD}|tomorrow|today|\d{{1,2}}(?:st|nd|rd|th)) (?:any ?time|whenever|"
     r"any hour)(?= *(?:$|[,.;]|"
     rf"(?:and |but |or )(?:on )?(?:the |next |this )?(?:{_WD}|tomorrow|"
     r"\d{1,2}(?:st|nd|rd|th))))",
     r"\1 all day"),
    # any day except Thursday between eight and ten: the hours are those of the other days
    (r"\b((?:(?:any|every) ?(?:week)?day|weekdays)(?: \w+){0,3}? (?:but|except(?: for)?|besides|"
     r"other than) "
     rf"{_DAYS}) ({_HOURS})", r"\1, \2"),
    # not at lunch, so before 12 or after 1:30: what follows says it to the minute
    (rf"{_NO_LUNCH},? so (?=before|after|either|between)", " "),
    # three days in a row and what they are like: so is every week
    (rf"\b({_WD}),? ({_WD}),? (?:and |& )?({_WD}),? (?=(?:i|we)(?: ?'?m| am| ?'?re| are) "
     r"(?:usually |always )?(?:free|off|open|available)\b)", r"every \1, every \2 and every \3 "),
    (r"\beither of the next (?:two|2) days\b", "tomorrow or day after tomorrow"),
    (r"\b(early|late) in the week,? (?:of )?next week\b", r"\1 next week"),
    (r"\b(end|beginning|middle|start) of the week,? next week\b", r"\1 of next week"),
    (r"\bnext week,? (?:(?:at|near|in|towards?) )?(?:the )?(end|beginning|middle|start) of the week"
     r"\b", r"\1 of next week"),
]
