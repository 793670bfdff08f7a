"""The first look at what somebody wrote: thumbed spellings, day letters and ranks as plain words.

It knows no sentences, only tokens, so that whatever is made of them later reads the same.
"""

from __future__ import annotations

import re

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

_COUNTED = r"(?:choice|pick|option|preference|choise|opcion|opción)"
_TAKEN = (
    r"(?:taken|full|booked(?: up)?|gone|not (?:open|available|possible|free)|unavailable|no good|"
    r"a no ?go)"
)
_WORDS = tuple((re.compile(pattern, re.I), new) for pattern, new in (
    # thumbed
    (r"\b(?:2|tu|to|ta)[ -]?(?:morr?ow|moro|mora|mrw|mrow|marrow|maro)\b", "tomorrow"),
    (r"\bt(?:m|mm|mo|om|mrw|mrrw|mrow|omoz|omz|moz|mw)(?:rrow|orrow|row|rw|w|z)?\b(?= |$|[,.!?])"
     r"(?<!\btom)(?<!\btm)", "tomorrow"),
    (r"\b2(?:day|dy)\b", "today"), (r"\b2(?:nite|night|nt)\b", "tonight"),
    (r"(?-i:\btom)(?= (?:at )?\d| [ap]m\b| morn| aft| noon)", "tomorrow"),
    (r"(\d(?::\d\d)?(?: ?[ap]m?)?)\+(?=\W|$)", r"\1 or later"), (r" ?= ?", " is "),
    (r"\b(\d{1,2}/\d{1,2}(?:/\d\d)?) ?- ?(?=\d{1,2}/\d)", r"\1 to "),
    (r"\bnegative (?=on )", "not "), (r"\bnlt\b", "no later than"), (r"\bnet (?=\d)",
     "no earlier than "),
    (r"\bone (?=at (?:\d|noon|eight|nine|ten|eleven|twelve|one|two|three|four))", ""),
    (r"\b(home|away|visiting|here|over|family) for (?:thanksgiving|christmas|easter|the "
     r"holidays)\b", r"\1"),
    (r"\b2 (?=(?:b|be|come?|get|see|do|book|make|go)\b)", "to "), (r"(?<=to )b\b", "be"),
    (r"(\d:\d\d) ?/ ?(?=\d{1,2}\b)", r"\1 or "), (r"(?<=\d) an (?=\d)", " and "),
    (r"\bshould (?:the )?(\w+day|\d{1,2}\w\w) (?:already )?be (?:fully |all )?(?:booked|full|"
     r"taken|gone|"
     r"unavailable)(?: up)?,?", r"\1 else "),
    (r"\bsum ?(?=time|day|thing)", "some"), (r"\bany ?tym\b", "anytime"),
    (r"\bxcept\b|\bexc\b", "except"), (r"\bforenoons?\b", "morning"), (r"\bw/o\b", "without"),
    (r"(\d(?::\d\d)?(?: ?[ap]m)?) no (?=\d)", r"\1 no wait "),
    (r"\b(?:an?|last|all) (?:\w+ )?nights?\b|\bthe other (?:day|night|week)\b", " "),
    (r"\bthe (?=\d{1,2}(?::\d\d)? ?- ?\d{1,2}(?::\d\d)? (?:range|window|slot|block|spot))", ""),
    (r"(?<=\w)[ ,]+\*(?=\w)", " correction "), (r"\bmy bad\b", " "),
    (r"\bwait(?:ing)? (?:un)?'?til{1,2} (?=next week)", " "),
    (r"\b(?:scratch|forget|strike|skip|cross (?:off|out)|drop) (?=(?:the |on )?\w+day\b)", "not "),
    (r"\b(any|every) (mornings?|afternoons?|evenings?|weekday|day) but (?=(?:on )?(?:\w+days?|mon|"
     r"tues?|weds?|thu\w*|fri)\b)", r"\1 \2 except "),
    (r"\b(?:by|at|before|around) (\d{1,2}(?::\d\d)?(?: ?[ap]m)?) at the (?:very )?earliest\b",
     r"from \1"),
    (r"\b(?:the |your )?latest (?:(?:appointment|appt|slot|opening|time|spot|one)(?: (?:you have|"
     r"you got|available|possible))?|you have|you got|(?=on ))", "end of day "),
    (r"\bor (?:the )?next(?=\s*(?:$|[.?!,]))", "or the next one"),
    (r"(?<![\d/:-])\b(1[0-2]|[1-9]) (00|15|30|45)\b(?= ?(?:[ap]\.?m\b|on\b|this\b|next\b|"
     r"tomorrow|\w+day|mon|tues?|weds?|thu|fri|$|[,.?!]))", r"\1:\2"),
    (r"\bis one\b(?! ?(?:o|[ap]\.?m|thirty|fifteen))", "is it"),
    (r"\bis one(?=\s*(?:$|[,.]))", "is it"),
    (r"\bo pasado\b(?! ma)", "o pasado ma\u00f1ana"),
    (r"\b(?:a partir|desde) (?:del|el)(?: d[i\u00ed]a)? (?=\d)", "from the "),
    (r"\bany ?thing (?:sooner|earlier)(?=\s*(?:$|[?.!,]))", "earliest"),
    (r"\bthe one (?=(?:on|at|for)\b)", "the "), (r"^no (?=(?:i|it|that|we|the)\b)", " "),
    (r"\bany ?(?:day|time) (?:but|except|other than|besides) (?:that|those|then)(?: one| days?)?"
     r"(?= *(?:$|[.,!?]))", "any other day"),
    (r"(?<!or )(?<!and )\bbefore(?=[.!?]*\s*$)", "before then"),
    (r"\b(?:nothing|hold(?:ing)? off|not)(?: open| free)? (?:'?til{1,2}|until)\b", "not until"),
    (r"\b(\d{1,2}(?:st|nd|rd|th)) ?- ?(?=\d{1,2}(?:st|nd|rd|th)|the )", r"\1 to "),
    (r"\b(?:around|about|like) (?=\d{1,2}(?::\d\d)? ?- ?\d)", ""),
    (r"(?<=[a-z] a )once\b", "11"),
    (r"^\W*(?:(?:hi|hello|hey)\W+)?good (?:morning|afternoon|evening|day)\b", " "),
    (r"\b(mon|tues?|weds?|thurs?|thu|fri)\.(?= (?:can|i|not|no|but|if|what|how|is|maybe|that)\b)",
     r"\1;"),
    (r"\b(?:here'?s )?what (?:i'?ve got|i have|i got|works)(?: for me)?(?: is|:)", " "),
    (r"\boption (?:\d|[abc]|one|two|three)\b:?", " else "),
    (r"(?<=[ ,;.]),?\bif (?:you|u|i|we) (?:can(?:'?t|not)?|could|have (?:it|one|to|room))"
     r"(?=\s*(?:[,.;?!]|$|or\b|and\b|but\b))", ""),
    (r"\b\d'\s?\d{1,2}\b\"?", " "),
    (r"(?<=[a-z])/(?=[a-z\d])|(?<=\d)/(?=[a-z])", " / "),
    (r"\b(on|off|work|works|working|worked|do|doing) (?:overnights?|nights)\b", r"\1 shift"),
    (r"\b((?:any|every) ?(?:day|time)(?: (?:next|this|of|the|week|month|in|on|that)\b)+) but "
     r"(?=(?:on )?(?:the )?(?:\w+day|mon|tues?|weds?|thu\w*|fri|\d+\w\w)\s*(?:$|[,.;!?]))",
     r"\1 except "),
    (r"\bif (?:you'?re|you are|they'?re) (?:not (?:open|there|available)|closed)(?: on)? \w+day,?"
     r"(?: then)?", " else "),
    (r"(?<![$#\d/:.-])\b(1[0-2]|[1-9])([0-5][05])(?= (?:or|to|and) (?:1[0-2]|[1-9])(?:[0-5]\d)?\b"
     r"(?! (?:days|weeks|people)))", r"\1:\2"),
    (r"\b(?:reschedul\w*|move|switch|change|push|swap|bump)(?: \w+){1,5}? to (?=(?:the |next |"
     r"this )?"
     r"(?:\w+day\b|mon\b|tues?\b|weds?\b|thu\w*\b|fri\b|\d))", " "),
    (r"(?<!have )(?<!got )(?<!there )\bnothing (?=(?:this|next|today|tomorrow|mon|tue|wed|thu|"
     r"fri))",
     "not "),
    (r"\bnot this ((?!week|month|time|one)\w+),? (?:but )?(?:the )?next (?:\1\b|"
     r"one\b)", r"a week from \1"),
    (r"(\btomorrow\b[^.]{0,30}?)\b(?:the )?day after(?! tomorrow)(?=\W|$)", r"\1day after "
                                                                            r"tomorrow"),
    (r"\bno way (?:that )?(?:i|we|he|she) (?:can|could)\b", "i can't"),
    (r"(?<=\w) (?:is |as )?(?:an? |my |the |our |his |her )?(?:last resort|back[- ]?up|plan b|"
     r"(?:1st|first|2nd|"
     r"second|3rd|"
     r"third|top) choice)(?=\s*(?:$|[,.;]))", ""),
    (r"\b(first|second|third|fourth|1st|2nd|3rd|4th) or (?:the )?(second|third|fourth|last|2nd|"
     r"3rd|4th) "
     r"(\w+day) (?:in|of) (\w+)", r"\1 \3 in \4 or \2 \3 in \4"),
    (r"\b(thanksgiving|christmas|easter|labor day|memorial day) week\b", r"the week of \1"),
    (r"(?<=\d) n (?=\d)", " and "),
    (r"\bla pr[o\u00f3]xima(?=\s*(?:$|[,.?!]))", "la pr\u00f3xima semana"),
    (r"\b1[0-2]s\b(?! of)", " "), (r"\bavail\b\.?", "available"), (r"(?<=\d) than (?=\d)", " not "),
    (r"\s?>\s?(?=\d)", " after "), (r"\s?<\s?(?=\d)", " before "),
    (r"\b((?:mon|tue|wed|thu|fri)\w*)-((?:mon|tue|wed|thu|fri)\w*)-(?=(?:wed|thu|fri))",
     r"\1, \2 and "),
    (r"^if not ([^,.;]{3,25}?),? then ", r"\1 else "),
    (r"\b(?:cualquier )?otro d[i\u00ed]a\b", "any other day"),
    (r",? which is (?:my |our |a |the )?(?!\w*(?:mon|tues|wednes|thurs|"
     r"fri)day)[a-z' ]{3,25}(?=\s*(?:$|[,.]))",
     ""),
    (r"\b(?:\d+ on,? \d+ off|\d+ off,? \d+ on|on \d+ off \d+|\d+ (?:on|off) \d+)\b", " "),
    (r"\b(?:right )?(?:after|before) (?:my|the|his|her|our) (?:\w+ )?(?:shifts?|class(?:es)?|"
     r"meetings?|"
     r"practice) (?=(?:on |this |next )?(?:\w+day|tomorrow|tmrw?|mon|tues?|weds?|thu\w*|"
     r"fri)\b)", " "),
    (r"\b(?:apart from|aside from|with the exception of|excluding|excepting|barring|minus)\b",
     "except"),
    (r"\b(?:rly|really|truly|honestly|totally|currently|literally)\b", " "), (r"\bskl\b", "school"),
    (r"\bor (?:nah?|no|not|what)(?=\W*\?|\W*$)", " "), (r"\bthereafter\b", "after that"),
    (r"\b(?:before|prior to|until) (?:(?:close|end) of business|cob|closing(?: time)?)\b", " "),
    (r"(?<=\w) n (?=(?:on )?(?:mon|tue|wed|thu|fri|sat|\d))", " and "),
    (r"\bearly part of\b", "beginning of"), (r"\bprimera semana de\b", "first week of"),
    (r"\bsegunda semana de\b", "second week of"), (r"\b[u\u00fa]ltima semana de\b", "last week of"),
    (r"\b(?:lo|el|la) primer[oa]? (?:que (?:tengan?|haya)|disponible)\b", "earliest"),
    (r"\bpasando el fin de semana\b", " "), (r"\b(\w+day) ?-?ish\b", r"\1"),
    (r"\bearly (?:bird|"
     r"riser|dismissal|release|start|pickup)s?\b", " "), (r"\bwhenev\w*", "whenever"),
     (r"\bwk(?=days?\b|ends?\b)", "week"),
    (r"\b24 hours\b", "1 day"), (r"\b48 hours\b", "2 days"), (r"\b72 hours\b", "3 days"),
    (r"(?<=day )(?:of|in) the following week\b", "next week"),
    (r"(?<!next )(?<!this )(?<!last )(?<!the )(?<!coming )(?<!following )(?<!that )\b(?:a "
     r")?week on "
     r"(?=\w+day|tomorrow)", "a week from "),
    (r"\b(\w+day|tomorrow) a week(?=\s*(?:$|[,.]|at\b))|\b(tomorrow) week\b", r"a week from \1\2"),
    (r"\b(?:not |nothing )?for (?:another|at least) (?=\w+ (?:days|weeks|months))", "starting in "),
    (r"\b(?:the )?next (?:2|3|4|two|three|four|few|couple(?: of)?) (?=(?!days)\w+days\b)", ""),
    (r"\bbefore (?:you|y'?all|u|the office|they) (?:guys )?closes?\b|\b(?:(?<=m )|(?<=am )|"
     r"(?<=is )|(?<=s ))(?:up|awake) (?:by|at|"
     r"around|since) \d+(?: ?am)?\b", " "),
    (r"(?s)^(?=.*(?:\wday|any day\b|\b(?:mon|tue|wed|thu|fri|tomorrow|tmrw)|\d(?:st|nd|rd|th)))"
     r"(.*?)\b(?:the )?earlier (?:in the day )?the better(?: in the day)?\b", r"\1early in the "
                                                                              r"day"),
    (r"\bw/", "with "), (r"\barnd\b|\baround abouts?\b", "around"), (r"\bplz+\b", "please"),
    (r"\b(\d{1,2}) ?(?:ish|-ish|somethin?g?|or so)\b(?! (?:days|weeks))", r"\1ish"),
    (r"\b(\d{1,2}) (?:in the )?(?:a|in) ?\.? ?m\.?\b(?! \w+day)", r"\1am"),
    (r"\b(wk|week|weak) end(s?)\b", r"weekend\2"),
    (r"(?<=\d/)(\d{1,2}) ?a\.?m\b", r"\1 morning"),
    (r"(?<=\d/)(\d{1,2}) ?p\.?m\b", r"\1 afternoon"), (r"\bsave (?:for )?(?=\w+day)", "except "),
    (r"\b(?:between|from) now (?:and|until|till?|to|through|thru)\b", "by"),
    (r"(\bthis (week|month)\b[^.]{0,40}?\bnext)(?= *(?:[,.;?!]|or\b|and\b|either\b|$))", r"\1 \2"),
    (r"\b(Mon|Tues?|Weds?|Thurs?|Fri)\.(?= (?-i:[A-Z]))", r"\1;"),
    (r"\b(not|nor) (mon|tues?|weds?|thurs?|thu|fri)\.(?= )", r"\1 \2;"),
    # no time at all
    (r"\bby (?:any )?chance\b|\bby the way\b|\bby now\b|\bby (?:bus|car|train|myself|cab)\b", " "),
    (r"\b\d{1,2} ?out of ?(?:10|ten)\b|\b\d{1,2}/10\b(?= pain)|(?<=pain )(?:is )?\d{1,2}/10", " "),
    (r"\bpain (?:level |scale )?(?:is |of |at )?(?:an? |like (?:an? )?)?\d{1,2}\b(?! ?(?:am|pm|"
     r":))(?: (?:at night|in the mornings?|all day|most days))?",
     " "),
    # spanish articles before a noun
    (r"(?<!a la )(?<!las )(?<!la )\buna? (?=cita|consulta|hora|visita|dia|d\u00eda|vez)", ""),
    # ranks
    (rf"\b(?:my |the )?(?:1st|first|top|primera) {_COUNTED}(?: is| would be| es| ser\u00eda)?:?",
     " "),
    (rf"[,.;]?\s*\b(?:and |or |y )?(?:my |the )?(?:2nd|3rd|second|third|next|other|last|segunda) "
     rf"{_COUNTED}(?: is| would be| es| ser\u00eda)?:?", " else "),
    (r"[,.;]?\s*\b(?:and |or |with )?(?:as )?(?:my |the |an? )?(?:back[- ]?up(?: plan)?|plan b|"
     r"fall ?back|runner[- ]?up|last resort|(?:next|second|third) best(?: is)?)(?: is| would be|"
     r" for)?:?(?=.*\w)", " else "),
    (rf"[,.;]?\s*\b(?:or |and |but )?if (?:that|it|those|they|one|there|he|she|(?:\w+ )?\w+day)"
     rf"(?:'?s|'re| is| are| gets)? ?(?:all )?(?:already )?{_TAKEN},?(?: then)?(?= \w)", " else "),
    (rf",?\s*\bif (?:that|it|those|they)(?:'?s|'re| is| are| gets)? ?(?:all )?(?:already )?{_TAKEN}"
     r"(?=\W*$)", ""),
    (r"[,.;]?\s*\b(?:or |and |but )?if not (?:the )?(?:\w+day(?:,| then| maybe),?|(?:then|that|"
     r"possible|available),?(?: then)?) (?=\w)", " else "),
    (r"[,.;]?\s*\b(?:or )?(?:failing that|in the alternative|alternatively|as an alternative|or "
     r"else|worst case|if all else fails)\b,?", " else "),
    (r"\bif ([^,.;]{3,30}?) (?:does ?n'?t|does not|won'?t|do ?n'?t|is ?n'?t|is not|can'?t|cannot)"
     r" (?:work|open|available|good|possible|fit|happen|do)(?: out| it)*(?: for (?:you|u|them|"
     r"me))?,?"
     r"(?: then)?(?= (?:on |the |at |maybe )?(?:\w*day|next|mon|tue|wed|thu|fri|\d|tomorrow)\b)",
     r"\1 else "),
    (r"\b(?:like|say|maybe) (?=\d{1,2}(?::\d\d)? ?(?:or|/) ?\d)", "at "),
    (r"\b(?:though|although|but|or),?(?: really| honestly)? ?any ?time (?:(?:on )?that day|of day|"
     r"(?:in|of) the day)(?: (?:works|is (?:fine|ok|good)))?", " or all day "),
    (r"\blo que (?:tengan?|haya|salga|hay)(?: \w+)? primero\b", "earliest"),
    (r",?\s*\bif not,? (?:then )?(?=(?:the |on |at |maybe )?(?:\w+day|mon|tues?|weds?|thu\w*|fri|"
     r"tomorrow)\b)", " else "),
    (r",?\s*\b(?:or )?if (?:not|need be|necessary|that does ?n'?t work)(?=[\s.!?]*$)", ""),
    (r",?\s*\b(?:o |y )?si no(?: se puede| hay| tienen)?,?(?: pues| entonces)?"
     r"(?= (?:el|los|la|lunes|martes|mi\w+rcoles|jueves|viernes|a las)\b)", " else "),
    # whatever is first
    (r"\b(?:what(?:ever|evr|s)?|which(?:ever)?(?: day| time| one)?|any ?thing)(?:'?s)?"
     r"(?: (?:u|you|ya|y'all|guys|is|have|has|got|you've|comes|come|open|free|can|do|up|opens|"
     r"available|"
     r"slot|appointment|appt|time|day|opening|spot|thing)){0,4} (?:first|soonest|quickest|fastest|"
     r"next available|earliest)\b(?! (?:of|in|thing|week|half|part|on|day|time|appointment|"
     r"slot|\w+day|morning|afternoon|next|the|\d))(?: (?:up|you have|u have|available|open))?",
     " earliest "),
    (r"\b(?:the )?(?:fastest|quickest) (?:you (?:can|have)|possible|(?:appointment|opening|slot))"
     r"\b", " earliest "),
    # the others
    (r"(?!^)\b(?:the )?rest of the (?:days|week)(?= (?:is|are|works?|would|s?ok|good|fine))"
     r"|\b(?:the )?rest (?=(?:is|are) )"
     r"|\b(?:any|every)thing else(?! on)|(?<!any )(?<!every )\b(?:the |all )?(?:the )?other "
     r"days?(?! (?:of|i|in))",
     "any other day"),
))


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
    for pattern, new in _WORDS:
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
