"""Words of time brought to one form: abbreviations, slips of the thumb, Spanish."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "doce": 12,
}
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

# Order matters: longer Spanish phrases before the words they hold.
_SAME = [
    (r"\bpasado manana\b", "day after tomorrow"),
    (r"\b(?:por|en|de|a) la manana\b|\bmananas\b", "in the morning"),
    (r"\bmanana (?:por|en) la (tarde|noche)\b", r"tomorrow in the \1"),
    (r"\bmanana\b", "tomorrow"),
    (r"\b(?:por|en|de|a) las? tardes?\b", "in the afternoon"), (r"\btarde\b(?= |$)", "afternoon"),
    (r"\b(?:por|en|de) la noche\b|\bnoche\b", "in the evening"),
    (r"\bhoy\b", "today"), (r"\bayer\b", "yesterday"),
    (r"\b(?:al? )?medio ?dia\b", "noon"),
    (r"\b(?:la )?(?:proxima semana|semana (?:que viene|proxima|entrante))\b", "next week"),
    (r"\besta semana\b", "this week"),
    (r"\b(?:el )?(?:proximo mes|mes que viene)\b", "next month"), (r"\beste mes\b", "this month"),
    (r"\b(?:en|dentro de) (\w+) semanas?\b", r"in \1 weeks"),
    (r"\b(?:en|dentro de) (\w+) dias?\b", r"in \1 days"), (r"\btemprano\b", "early"),
    (r"\bproxim[oa] (?=lunes|martes|miercoles|jueves|viernes|sabado|domingo)", "next "),
    (r"\b(lunes|martes|miercoles|jueves|viernes|sabado|domingo) (?:que viene|proximo)\b",
     r"next \1"),
    (r"\best[ea] (?=lunes|martes|miercoles|jueves|viernes|sabado|domingo)", "this "),
    (r"\bfin(?:es)? de semana\b", "weekend"),
    (r"\b(?:lo (?:mas pronto|antes)(?: posible)?|cuan[dt]o antes(?: mejor)?"
     r"|la primera (?:cita|hora)"
     r"(?: disponible)?|lo primero que (?:tengan?|haya))\b", "earliest"),
    (r"\bcualquier (?:dia|hora|momento)\b|\bcuando (?:sea|pueda[ns]?|quiera[ns]?)\b", "any time"),
    (r"\bcualquier\b", "any"),
    (r"\bdespues del (?=\d)", "after the "), (r"\bantes del (?=\d)", "before the "),
    (r"\bdespues de(?:l| las?)?\b|\ba partir de(?:l| las?)?\b", "after "),
    (r"\bantes de(?:l| las?)?\b", "before "),
    (r"\bno antes de(?:l| las?)?\b", "not before "),
    (r"\bentre (?:las? )?", "between "),
    (r"\b(?:como )?a las?\b(?= ?\d| \w+)", "at "), (r"\by media\b", ":30"),
    (r"\bpero no\b", "but not"), (r"\bmenos\b|\bexcepto\b", "except"),
    (r"\blos (lunes|martes|miercoles|jueves|viernes|sabados?|domingos?)\b", r"every \1"),
    (r"\blunes\b", "monday"), (r"\bmartes\b", "tuesday"), (r"\bmiercoles\b", "wednesday"),
    (r"\bjueves\b", "thursday"), (r"\bviernes\b", "friday"), (r"\bsabados?\b", "saturday"),
    (r"\bdomingos?\b", "sunday"),
    (r"\benero\b", "january"), (r"\bfebrero\b", "february"), (r"\bmarzo\b", "march"),
    (r"\babril\b", "april"), (r"\bmayo\b", "may"), (r"\bjunio\b", "june"),
    (r"\bjulio\b", "july"), (r"\bagosto\b", "august"), (r"\bsep?tiembre\b", "september"),
    (r"\boctubre\b", "october"), (r"\bnoviembre\b", "november"), (r"\bdiciembre\b", "december"),
    (r"(?<=\d) de (?=[a-z])", " "), (r"\b(?:el )?dia (?=\d{1,2}\b)|\bel (?=\d{1,2}\b)", "the "),
    (r"(?<=day) o (?=[a-z])|(?<=\d) o (?=\w)|(?<=day) u (?=\w)", " or "),
    (r"\b(?:el|los|las|la|para|quiero|puede ser|podria ser)\b", " "),
    (r"\by\b", "and"),
    # English as it is thumbed
    (r"\b(?:tmrw?|tmw|tomm?orr?ow|tomoro|2morrow|2moro|2mrw)\b", "tomorrow"),
    (r"\b(?:2day|tday)\b", "today"), (r"\btonite\b", "tonight"),
    (r"\bwks?\b", "week"), (r"\bnxt\b", "next"), (r"\b(?:mornin|morn|mrng)\b", "morning"),
    (r"\b(?:aftn?|arvo|afternon|aftrnoon|afternoom)\b", "afternoon"),
    (r"\bmon(?:day)?(s?)\b", r"monday\1"), (r"\btue(?:s(?!days?\b)|sday)?(s?)\b", r"tuesday\1"),
    (r"\b(?:weds?|wednes|wens|wednesday|wensday|wednsday|wenesday)(?:day)?(s?)\b", r"wednesday\1"),
    (r"\b(?:thu(?:rs?)?(?:day)?|thrusday|thusday)(s?)\b", r"thursday\1"),
    (r"\b(?:fri(?:day)?|firday)(s?)\b", r"friday\1"),
    (r"\b(?:sat(?:urday)?|saterday)(s?)\b", r"saturday\1"), (r"\bsun(?:day)?(s?)\b", r"sunday\1"),
    (r"\bjan\b", "january"), (r"\bfeb\b", "february"), (r"\bmar\b(?= ?\d)", "march"),
    (r"\bapr\b", "april"), (r"\bjun\b", "june"), (r"\bjul\b", "july"), (r"\baug\b", "august"),
    (r"\bsept?\b", "september"), (r"\boct\b", "october"), (r"\bnov\b", "november"),
    (r"\bdec\b", "december"),
    (r"(?<=\d) ?([ap])\.? ?m\b\.?", r"\1m"), (r"\b([ap])\.m\.?(?= |$)", r"\1m"),
    (r"(?<=\d)([ap])\b", r"\1m"), (r"\bo'? ?clock\b", "oclock"),
    (r"\b(?:a )?couple(?: of)?\b", "2"), (r"\b(?:a )?few\b", "3"),
    (r"\b(tomorrow\b.{0,12}?)\bthe day after\b(?! ?(?:tomorrow|\w+day))",
     r"\1day after tomorrow"),
    (r"\b(?:wait|oh|actually|sorry|hmm),? no\b,?|\bno,? (?:wait|sorry|actually)\b", "instead"),
    (r"\b(?:on|at) or after\b", "from"), (r"\b(?:on|at) or before\b", "by"),
    (r"\bbut (?=before |not (?:after|later|past))", "and "), (r"\bnot too (?:early|late)\b,?", " "),
    (r"\bfirst of the month\b", "1st"), (r"\bm ?- ?f\b", "monday-friday"),
    (r"(\bnext week\b.{0,12}?)\bthe week after\b(?! ?(?:next|\d))", r"\1week after next"),
    (r"\b(?:next|first|earliest|soonest) available (?=\w+day\b)", "earliest any "),
    (r"\bfirst (morning|afternoon) (?:you have|you got|available|possible|open)\b",
     r"earliest \1"),
    (r"\bbefore (?=(?:the )?end of)", "by "),
    (r"\bafter (?:work|school),? so\b", "so"),
    (r"(?<=day) ([01]\d|2[0-3])([0-5]\d)\b", r" \1:\2"),
    (r"\b(?:mid ?-? ?day)\b", "midday"), (r"(\d+)[.h](\d\d)(?=[ap]m|\b)(?!\d)", r"\1:\2"),
]
_SAME_COMPILED = [(re.compile(pattern), new) for pattern, new in _SAME]
_ORDINAL = re.compile(
    r"\b(" + "|".join(sorted((k.replace(" ", "[ -]") for k in _ORDINALS), key=len, reverse=True))
    + r")\b"
)
_NUMBER = re.compile(r"\b(" + "|".join(_NUMBERS) + r")\b")
_PHONE = re.compile(r"(?<![\d/])\+?(?:1[-. ]?)?\(?\d{3}\)?[-. ]?\d{3}[-. ]\d{4}(?!\d)|\+?\d{10,}")


_AFTER_NUMBERS = [
    (re.compile(r"\b(early|late|mid) ((?:next |this )?\w+day) (morning|afternoon|evening)\b"),
     r"\2 \1 \3"),
    (re.compile(r"(?<=\d) :30\b|(?<=\d) thirty\b"), ":30"),
    (re.compile(r"(?<=\d) fifteen\b"), ":15"), (re.compile(r"(?<=\d) forty[ -]?five\b"), ":45"),
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
_KNOWN = frozenset(_TYPED) | {
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
    if len(word) < 6 and not word.endswith("ay"):
        return word
    near = get_close_matches(word, _TYPED, 1, 0.82)
    return near[0] if near else word


def plain(text: str) -> str:
    """Lower case, no accents, no phone numbers, one word for one thing."""
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = text.replace("\u2019", "'").replace("\u2013", "-").replace("\u2014", " - ")
    text = _PHONE.sub(" ; ", text)
    text = _ABBREVIATED.sub(r"\1", text)
    text = re.sub(r"[a-z]{5,11}", _mended, text)
    for pattern, new in _SAME_COMPILED:
        text = pattern.sub(new, text)
    text = _ORDINAL.sub(lambda m: _ORDINALS[m[0].replace("-", " ")], text)
    text = _NUMBER.sub(lambda m: str(_NUMBERS[m[0]]), text)
    for pattern, new in _AFTER_NUMBERS:
        text = pattern.sub(new, text)
    return re.sub(r"\s+", " ", text).strip()
