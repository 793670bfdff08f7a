"""Words of time brought to one form: abbreviations, slips of the thumb, Spanish."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches

from frontdesk.booking.bare_hours import TOGETHER
from frontdesk.booking.complaints import without_complaints
from frontdesk.booking.edge_words import EDGES
from frontdesk.booking.near_misses import OTHERS, WORDS, mended
from frontdesk.booking.spanish_words import SPANISH
from frontdesk.booking.written import tokens, worded

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30,
}
_TEENS = {"thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
          "eighteen": 18}
_TENS = {"twenty": 2, "thirty": 3, "forty": 4, "fifty": 5}
_ORDINALS = {
    "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th",
    "twelfth": "12th", "thirteenth": "13th", "fourteenth": "14th", "fifteenth": "15th",
    "sixteenth": "16th", "seventeenth": "17th", "eighteenth": "18th", "nineteenth": "19th",
    "twentieth": "20th", "twenty first": "21st", "twenty second": "22nd", "twenty third": "23rd",
    "twenty fourth": "24th", "twenty fifth": "25th", "twenty sixth": "26th",
    "twenty seventh": "27th", "twenty eighth": "28th", "twenty ninth": "29th",
    "thirtieth": "30th", "thirty first": "31st",
}

_MONTH = (r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
          r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)")

_SAME = [
    # "either one" is no hour
    (r"\b(either|any|whichever|another|every|each|which|this|that|good|new|early|late|morning"
     r"|afternoon|soonest|earliest) one\b"
     r"(?! ?(?:oclock|thirty|fifteen|forty|[ap]\.?m))", r"\1"),
    (r"\b(by|before|no later than) ((?:\w+[ :]?){1,3}?),? at the (?:very )?latest\b", r"\1 \2"),
    # beside a month they are days; elsewhere "the first one", "a second visit"
    (rf"\b({_MONTH}) (?:the )?first\b(?! (?:week|half|thing|part))", r"\1 1st"),
    (rf"\b({_MONTH}) (?:the )?second\b(?! (?:week|half|part))", r"\1 2nd"),
    (rf"\bfirst (?=of {_MONTH}\b)", "1st "), (rf"\bsecond (?=of {_MONTH}\b)", "2nd "),
    (r"\b(?:no|not in (?:a|any)) (?:rush|hurry)\b|\bno (?:worries|problem|biggie)\b", " "),
    (r"\bno,? (?=(?:it|that) (?:has|must|needs)\b)", " "),
    (r"\bo'? ?clock\b", "oclock"), *EDGES,
    *SPANISH, (r" {2,}", " "),
    # English as it is thumbed
    (r"\bb4\b", "before"), (r"\baft\b(?= ?\d)", "after"), (r"\b'?til{1,2}\b", "until"),
    (r"\bbout\b", "about"), (r"\b(?:late|slow|belated) (?:reply|response|answer|text)\b", " "),
    (r"\bif not,? (?:i|we) (?:\w+ )?understand\b", " "),
    (r"\bno (?:\w+ ){1,2}(?=until\b)", "i'm busy "), (r"\bi'?m not working\b", "i'm off"),
    (r"\bx-?mas\b", "christmas"), (r"\b4th of july\b|\bfourth of july\b", "july 4"),
    (r"\b(?:a )?fortnight\b", "2 weeks"),
    (r"\bin (?:like|about|around|roughly|maybe|say) (?=\w+ (?:days?|weeks?|months?|w[ke]s?)\b)",
     "in "),
    (r"\bm ?[/,&]? ?w ?[/,&]? ?f\b", "monday, wednesday, friday"),
    (r"\bm ?[/&] ?w\b", "monday, wednesday"), (r"\bm ?- ?th(?:urs)?\b", "monday-thursday"),
    (r"\bt(?:u|ue|ues)? ?[/&] ?th(?:u|ur|urs)?\b|\btth\b", "tuesday, thursday"),
    (r"(?<=day) n (?=\w)|(?<=days) n (?=\w)", " and "),
    (r"\beow\b", "end of week"), (r"\beom\b", "end of the month"),
    (r",? ?\b(?:and |or |but )?if (?:not|neither(?: works?)?|that(?:'?s| is)? (?:not|taken|full)|"
     r"that does ?n'?t work),?(?: then| maybe)?(?= (?:\w*day|mon|tues?|weds?|thu(?:rs?)?|fri|"
     r"\d|next|the|then|tomorrow)\b)", " or"),
    (r",? (?:at the (?:very )?(?:earliest|soonest)|or any ?time (?:after(?! (?:that|then|lunch|"
     r"\w* ?\d|noon|one|two|three|four|nine|ten|eleven|"
     r"half|quarter|the|my|work|school)\b)|later))\b", " or later"),
    (r"(?<=\d)( ?[ap]\.?m\.?| ?oclock)? (?:earliest|soonest)\b(?! (?:you|possible|available|opening"
     r"|one|time|appointment|slot))", r"\1 or later"),
    (r",? at the (?:very )?latest\b", " or earlier"),
    (r"(?<=\d)( ?[ap]\.?m\.?| ?oclock)? latest\b", r"\1 or earlier"),
    (r"(?<=\w)[- ]?ish(?= (?:or|and) (?:later|after|earlier|before|on))", ""),
    (r"\b(?:eod|cob|(?:close|end) of business|closing time)\b", "end of day"),
    (r"\b(?:right )?(?:when|as soon as|as early as|soon as|right as|after|the (?:minute|moment|"
     r"second)(?: that)?) (?:you|y'all|u|they) (?:guys )?(?:first )?open(?: up)?(?: (?:the|your) "
     r"doors?)?(?= *(?:on|$|[,.;!?]|(?:this |next )?\w+day|tomorrow|the \d))|\b(?:at|right at) "
     r"opening\b", "first thing"),
    (r"\b(?:(?:your|ur) (?:very )?last (?:appointment|slot|opening|time|spot)"
     r"|(?:the )?(?:very )?last (?:appointment|slot|opening|time|one|spot) of the day)\b",
     "end of day"),
    (r"\b(?:the )?later (?:in the day )?the better\b|\bas late (?:in the day )?as (?:possible|you"
     r" can|you have)\b", "late in the day"),
    (r"\bas early in the day as (?:possible|you can)\b", "early in the day"),
    (r"\bevery ?day (?:but|except)\b", "any day but"),
    (r"\b(any|every|all) ((?!day\b|time\b|thing\b)(?:\w+ ){1,3}?)(?:but|except(?: for)?) "
     r"(?!before|after|not|no\b|please|pls|(?:it )?(?:has|needs?|must|would|will)\b|"
     r"(?:\w+ ){1,4}(?:is|are|works?|would|looks)\b)", r"\1 \2not "),
    (r"\bwithin the (?=week\b|month\b)", "within 1 "), (r"\b(the \w+day) one\b", r"\1"),
    (r"(?<=\d)( ?[ap]\.?m\.?| ?oclock)? (?:is|would be|'s) (?:about )?(?:the |my )?"
     r"(?:earliest|soonest)\b", r"\1 or later"),
    (r"\bmid ?-? ?week,? (?:of )?next week\b|\bnext mid ?-? ?week\b", "middle of next week"),
    (r"\bmid ?-? ?week\b", "middle of the week"),
    (r"\b(?:tmrw?|tmw|tomm?orr?ow|tomoro|2morrow|2moro|2mrw)\b", "tomorrow"),
    (r"\b(?:2day|tday)\b", "today"), (r"\b(?:tonite|2nite)\b", "tonight"),
    (r"\bwks?\b", "week"), (r"\bnxt\b", "next"), (r"\b(?:mornin|morn|mrng)\b", "morning"),
    (r"\b(?:aftn?|arvo|afternon|aftrnoon|afternoom)\b", "afternoon"),
    (r"\bmon(?:day)?(s?)\b", r"monday\1"), (r"\btue(?:s(?!days?\b)|sday)?(s?)\b", r"tuesday\1"),
    (r"\b(?:weds?|wednes|wens|wednesday|wensday|wednsday|wenesday)(?:day)?(s?)\b", r"wednesday\1"),
    (r"\b(?:thu(?:rs?)?(?:day)?|thrs?|thrusday|thusday)(s?)\b", r"thursday\1"),
    (r"\b(?:fri(?:day)?|firday)(s?)\b", r"friday\1"),
    (r"\b(?:sat(?:urday)?|saterday)(s?)\b", r"saturday\1"), (r"\bsun(?:day)?(s?)\b", r"sunday\1"),
    (r"\bjan\b", "january"), (r"\bfeb\b", "february"), (r"\bmar\b(?= ?\d)", "march"),
    (r"\bapr\b", "april"), (r"\bjun\b", "june"), (r"\bjul\b", "july"), (r"\baug\b", "august"),
    (r"\bsept?\b", "september"), (r"\boct\b", "october"), (r"\bnov\b", "november"),
    (r"\bdec\b", "december"),
    (r"(?<=\d) ?([ap])\.? ?m\b\.?", r"\1m"), (r"\b([ap])\.m\.?(?= |$)", r"\1m"),
    (r"(?<=\d)([ap])\b", r"\1m"), (r"\b(?:a )?couple(?: of)?\b", "2"), (r"\b(?:a )?few\b", "3"),
    (r"\b(tomorrow\b.{0,12}?)\bthe (?:day after|next day|following day|next one)\b"
     r"(?! ?(?:tomorrow|\w+day))", r"\1day after tomorrow"),
    (r"\b(january|february|march|april|june) (or|and|/) may\b(?! ?\d)", r"\1 \2 in may"),
    (r"\b(?:on|at) or after\b", "from"), (r"\b(?:on|at) or before\b", "by"),
    (r"\bbut (?=before |not (?:after|later|past))", "and "),
    (r"\bnot (?:too|to|so|very|that) (?:early|late)\b,?", " "),
    (r"\bnot (?:too |that |very |all that )?(?:particular|picky|fussy|choosy|worried)\b", " "),
    (r"\b(between|after|before|by|until|past|from),? (?:(?:like|about|around|maybe|say|"
     r"roughly),? )+"
     r"(?=\d|noon|half|quarter|one|two|three|four|five|eight|nine|ten|eleven|twelve)", r"\1 "),
    (r"\b(?:i|we) (?:guess|think|suppose|reckon|believe|imagine|hope)\b(?! (?:it|that|i|we|about|"
     r"so)"
     r"\b)", " "),
    (r"\b(?:that|the) same (?=day\b(?! (?:next|as|of)))", "that "),
    (r"\b((?:the|a|an|my|your|his|her|our) (?!\w*day\b|next\b|following\b|last\b|first\b|other\b|"
     r"same\b|only\b|second\b)[a-z]{3,}) one\b(?! ?(?:oclock|thirty|"
     r"fifteen|[ap]m))", r"\1"),
    (r"\bby all means\b", " "), (r"\bthe (?:later|earlier) in the week the better\b", " "),
    (r"\botherwise,? (?=(?:on|at|in|the|next|this|maybe|perhaps|any|after|before|between|first|"
     r"mornings?|afternoons?|(?:could|can) (?:we|i)|try|how|what|it|tomorrow|\d\S*|\w*days?|noon|"
     r"one|two|"
     r"three|four|eight|nine|ten|eleven|twelve)\b)(?!it'?s|any(?:time)? (?:is|works)|on (?:the "
     r")?other)", " else "),
    (r"\bde preferencia\b|\bpreferiblemente\b|\bpreferentemente\b", " "),
    (r"\bfirst of the month\b", "1st"), (r"\bfirst of (?=next month\b)", "1st of "),
    (r"\bm ?- ?f\b", "monday-friday"),
    (r"\b(?:next|first|earliest|soonest) available (?=\w+day\b)", "earliest any "),
    (r"\bfirst (morning|afternoon) (?:you have|you got|available|possible|open)\b",
     r"earliest \1"),
    (r"\bbefore (?=(?:the )?end of)", "by "),
    (r"\bafter (?:work|school),? so\b", "so"),
    (r"(?<=day) ([01]\d|2[0-3])([0-5]\d)\b", r" \1:\2"),
    (r"\b(?:all day|any ?time|whenever) (?:on )?"
     r"((?:(?:next |this )?\w+day (?:or |and )(?=\w+day, )|(?:next |this )?\w+day and )*"
     r"(?:next |this )?\w+day|the \d{1,2}(?:st|nd|rd|th))\b"
     r"(?! ?(?:-|(?:to|thru|through|until)\b))",
     r"\1 all day"),
    (r"\b(\d{1,2}(?:st|nd|rd|th)|second|third|fourth) one\b(?! ?(?:oclock|[ap]m|thirty|fifteen|"
     r"or|to)\b)", r"\1 option"),
    (r"(?<=\d) one\b(?! ?(?:oclock|thirty|fifteen))", ""),
    (r"\b(?:mid ?-? ?day)\b", "midday"), (r"(\d+)[.h](\d\d)(?=[ap]m|ish\b|\b)(?!\d)", r"\1:\2"),
]
_SAME_COMPILED = [(re.compile(pattern), new) for pattern, new in _SAME]
_ORDINAL = re.compile(
    r"\b(" + "|".join(sorted((k.replace(" ", "[ -]") for k in _ORDINALS), key=len, reverse=True))
    + r")\b"
)
_NUMBER = re.compile(r"\b(" + "|".join(_NUMBERS) + r")(?=(?:ish)?\b)")
#: of the clock only before minutes, so that "fifteen" after an hour stays what it is
_TEEN = re.compile(r"(?<!\d )\b(" + "|".join(_TEENS) + r")(?= (?:hundred|hours|thirty|fifteen|"
                   r"forty|oh?\b))")
_PHONE = re.compile(r"(?<![\d/])\+?(?:1[-. ]?)?\(?\d{3}\)?[-. ]?\d{3}[-. ]\d{4}(?!\d)|\+?\d{10,}")


_AFTER_NUMBERS: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"\b(\d{1,2}) and (?:a )?half\b(?! (?:hour|day|week|month|\d))"), r"\1:30"),
    (re.compile(r"(?<=\bafter )(?=\d)(1[3-9]|20) hours?\b"), r"\1:00"),
    (re.compile(r"\bat (1[3-9]|20) hours?\b|(?<=\bfrom )(1[3-9]|20) hours?\b"), r"at \1\2:00"),
    (re.compile(r"\b(?:the )?(?:date(?: of)?|day) (?:the )?(\d{1,2})\b(?! ?(?:[ap]m|:|st|nd|rd|"
                r"th|days?|of|\d"
                r"|january|february|march|april|may|june|july|august|september|october|november|"
                r"december))"), r"the \1th"),
    (re.compile(r"\b(?:give me|after like|need) (?:about |like )?(?=\d{1,2} (?:days?|weeks?)\b"
                r"(?! (?:to|notice|first|before)\b))"),
     "in "),
    (re.compile(r"(?<=\d-)(1[0-2]|0?[1-9])([0-5]\d)\b"), r"\1:\2"),
    (re.compile(r"(?<!-)\b(1[0-2]|0?[1-9])([0-5]\d)(?= ?- ?\d{1,2}(?::\d\d)?\b)"), r"\1:\2"),
    *TOGETHER,
    (re.compile(r"\b(\d{1,2}|noon)[- ]?ish\b"), r"\1 ish"),
    (re.compile(r"\bhalf (?=\d{1,2}\b(?! ?(?:days?|hours?)))"), "half past "),
    (re.compile(r"\b(quarter (?:to|of|past|after)|half past) (\d{1,2}) in the morning\b"),
     r"\1 \2am"),
    # ten forty five; fourteen thirty; nine oh five
    (re.compile(r"\b(\d{1,2}) (?:oh?|0) ?(\d)\b(?!\d)"), r"\1:0\2"),
    (re.compile(r"\b(\d{1,2}) (twenty|thirty|forty|fifty)(?:[- ](\d)\b)?"),
     lambda m: f"{m[1]}:{_TENS[m[2]]}{m[3] or 0}"),
    (re.compile(r"\b(early|late|mid) ((?:next |this )?\w+day) (morning|afternoon|evening)\b"),
     r"\2 \1 \3"),
    (re.compile(r"(?<=\d) :30\b"), ":30"), (re.compile(r"(?<=\d) fifteen\b"), ":15"),
    (re.compile(r"\b(\d{1,2}) (?:hundred|00)(?: hours?| hrs)?\b"), r"\1:00"),
    (re.compile(r"(?<![\d/:.$#-])(0[5-9])([0-5][05])\b(?![\d/:-])"), r"\1:\2"),
    (re.compile(r"(?<=\bat )(\d{1,2})([0-5]\d)\b"), r"\1:\2"),
    (re.compile(r"\b(\d{1,2})([0-5]\d)(?= ?[ap]m\b)"), r"\1:\2"),
    (re.compile(r"\b(january|february|march|april|may|june|july|august|september|october|november"
                r"|december) first\b"), r"\1 1"),
    (re.compile(r"\bfirst of (?=january|february|march|april|may|june|july|august|september"
                r"|october|november|december)"), "1st of "),
]


#: words worth knowing however they are typed
_TYPED = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
          "tomorrow", "afternoon", "morning", "february", "september", "october", "november",
          "december", "available")
#: their full stop ends no sentence
_TITLE = re.compile(r"\b(drs?|mrs?|ms|jr|sr|no(?=\. ?\d)|approx|"
                    r"appt(?!\. ?(?:mon|tue|wed|thu|fri)))\.(?= ?\w)", re.I)
_KNOWN = WORDS | OTHERS | frozenset(_TYPED) | {
    "birthday", "holiday", "yesterday", "someday", "weekday", "payday", "everyday",
    "unavailable", "evening", "mornings", "afternoons",
}
_ABBREVIATED = re.compile(
    r"\b(jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|weds?|thurs?|fri|sat|sun)\."
    r"(?=[ ,]|$)"
)


def _mended(match: re.Match[str]) -> str:
    """thursady, teusday, novmeber: the word that was meant, if one is near enough."""
    word = match[0]
    if word in _KNOWN or word.removesuffix("s") in _KNOWN:
        return word
    short = len(word) < 6 and not word.endswith("ay")
    near = get_close_matches(word, _TYPED, 1, 0.9 if short else 0.82)
    return near[0] if near else word


def plain(text: str) -> str:
    """Lower case, no accents, no phone numbers, one word for one thing."""
    text = unicodedata.normalize("NFKD", tokens(_TITLE.sub(r"\1", text)).lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.replace("\u2019", "'").replace("\u2013", "-").replace("\u2014", " - ")
    text = _PHONE.sub(" ; ", text)
    text = _ABBREVIATED.sub(r"\1", text)
    text = re.sub(r"[a-z]{5,11}", _mended, mended(text))
    for pattern, new in _SAME_COMPILED:
        text = pattern.sub(new, text)
    text = _ORDINAL.sub(lambda m: _ORDINALS[m[0].replace("-", " ")], text)
    text = _TEEN.sub(lambda m: str(_TEENS[m[0]]), text)
    text = _NUMBER.sub(lambda m: str(_NUMBERS[m[0]]), text)
    for pattern, spelled in _AFTER_NUMBERS:
        text = pattern.sub(spelled, text)
    return worded(without_complaints(re.sub(r"\s+", " ", text).strip()))
