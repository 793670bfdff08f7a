"""Plain words that come to the same."""

from __future__ import annotations

import re

_MONTH = (r"(?:january|february|march|april|may|june|july|august|september|october|november|"
          r"december)")
_WD = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_DAYS = rf"(?:on )?(?:the )?{_WD}(?:(?:,? (?:or|and) |, ?)(?:on )?{_WD})*"
_HARD = (r"(?:nuts|crazy|insane|hectic|a (?:mess|zoo|bear|disaster|nightmare|wash|circus|killer)|"
         r"shot|jammed|packed|slammed|swamped|murder|hell|chaos|chaotic|wild|brutal|"
         r"jam packed|filled(?: up)?|useless|bonkers|bananas|booked(?: up)?|full)")
_ADVERBS = (r"(?:(?:really|very|too|super|kinda|kind of|pretty|always|just|completely|totally|all|"
            r"absolutely|already|so|usually|going to be) )*")

LATER = tuple((re.compile(p), new) for p, new in (
    # hours
    (r"(?<=day )(?:at )?(\d{1,2}) hour\b|\b(?:at )?hour (\d{1,2})\b(?!:)", r"at \1\2:00"),
    (r"\bat the (\d{1,2})(?= (?:in the (?:morning|afternoon|evening)|oclock|[ap]m))", r"at \1"),
    (rf"\b({_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)(?:,? )?am\b", r"\1 morning"),
    (rf"\b({_MONTH} \d{{1,2}}(?:st|nd|rd|th)?)(?:,? )?pm\b", r"\1 afternoon"),
    (r"\b(\d{1,2})'s (?=good|fine|ok|great|perfect|best|better)", r"\1 is "),
    # what is counted
    (r"\b(my|our|his|her|their|these|those|only) (\d{1,2}) (?!oclock|[ap]m\b|thirty|fifteen|or\b|"
     r"to\b|and\b|on\b|is\b|hundred)(?=[a-z]{3,})", r"\1 "),
    (r"\b(we|there)( are|'re| will be|'ll be) \d(?=\W*$| ?[,.;]| of us| people| coming)", r"\1\2"),
    (r"\b\d{1,2} (?=(?:small|little|young|grown|old|big|other|more) [a-z]+)", ""),
    # the first there is
    (r"\bfirst 1 (?=(?:that |which )?(?:you|y'all|u|is|available|comes?|opens?|open|free|there|"
     r"they)\b)", "first opening "),
    (r"\b(first opening) (?:that |which )?(?:comes? (?:up|open|free|available)|opens? up|is "
     r"(?:open|free|available))\b", r"\1"),
    # what takes a day
    (rf"\b(today|tomorrow|{_WD}|week|month)'?s (?={_ADVERBS}{_HARD}\b)", r"\1 is "),
    (rf"\b((?:this|next|that|the(?: whole| rest of the)?) (?:week|month)|today|tomorrow|{_WD}) "
     rf"(?:is|are|looks|will be|gets|has been) {_ADVERBS}{_HARD}(?: (?:solid|up|for me|around here|"
     r"at work|here|over here|with \w+))*(?=\W*$| ?[,.;!?-]| but\b| so\b| and\b)", r"\1 is bad"),
    # free days
    (r"\b(?:i|we) (?:do ?n'?t|do not|never) (?:have to )?work\b(?! (?:until|before|after|past))",
     "i'm off"),
    # exceptions
    (rf"\b(any ?(?:day|time|thing)(?: (?:next|this|of|the|week|month|in|on|that|{_MONTH}))*) but "
     rf"(?={_DAYS} *(?:$|[,.;!?]))", r"\1 except "),
    (r"\b(?:excepted|excluded)\b", "is bad"),
    # weeks on
    (r"\b(?:in )?exactly (an?|\d{1,2}) weeks?(?: from (?:now|today))?\b", r"\1 week from today"),
    (r"\bin (an?|\d{1,2}) weeks? exactly\b", r"\1 week from today"),
    (r"\b(an?|\d{1,2}) weeks? from (?:now|today),? (?:exactly|to the day)\b",
     r"\1 week from today"),
    (r"\bd after tomorrow\b", "day after tomorrow"),
    # the hours of a lunch, of which nothing more is said
    (r"(\b\d{1,2}(?::\d\d)? ?(?:-|to|until) ?\d{1,2}(?::\d\d)?) (?:is |for |at )?(?:my |our |"
     r"their )?lunch(?: ?time| break| hour)?\b", r"\1"),
    # right after, anything after: after what was named
    (r"(?<!\bor )(?<!\band )\b((?:any ?(?:thing|time|day)|right|just|some ?time|soon|shortly) "
     r"(?:after|before))(?= *(?:$|[,.;!?]|(?:is|works|would|please)\b))", r"\1 that"),
    (r"\b(?:the )?same as (?:before|last time|always|usual|ever)\b|\bafter all\b", " "),
    (r"\bnoon ?(?:time|hour)\b", "midday"),
    # leave to ask for
    (r"\b(?:give me|need) (an?|\d{1,2}) (days?|weeks?) (?=(?:to|notice|first|before)\b)",
     r"at least \1 \2 "),
    # dates as numbers alone
    (r"\bon (1[3-9]|2\d|3[01]) (and|or) (\d{1,2})\b(?! ?[ap]m|:)", r"on the \1th \2 the \3th"),
    # who said so
    (r",? (?:he|she|they) (?:says?|tells? me)(?= *(?:$|[.,;!]))", ""),
))
