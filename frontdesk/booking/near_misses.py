"""Slips of the pen in words of time: the word that was meant, if only one letter is wrong."""

from __future__ import annotations

import re

#: the reader's own words of four letters and more, English and Spanish without accents
WORDS = frozenset(re.findall(r"\w+", """
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays january february april august september october november december
    today tomorrow tonight yesterday morning mornings afternoon afternoons evening evenings
    night nights noon midday lunch lunchtime week weeks weekend weekends weekday weekdays month
    months next after before between until earliest soonest earlier later latest early late
    except besides anytime anything anyday sometime whenever every either following coming around
    about beginning middle quarter oclock first second third fourth fifth sixth seventh eighth
    ninth tenth eleventh twelfth fifteenth twentieth thirtieth three seven eight
    eleven twelve fifteen thirty forty available possible flexible avoid cannot never christmas
    thanksgiving instead starting fortnight
    lunes martes miercoles jueves viernes sabado domingo manana tarde semana proxima proximo
    despues antes cualquier excepto enero febrero abril septiembre octubre noviembre diciembre
    temprano mediodia siguiente
"""))
#: right words that lie one letter from one of these; they are what they are
OTHERS = frozenset(re.findall(r"\w+", """
    abort abound abrid abrio abrir abut acter afters aground alter andes ante ants anyway
    aster augusta avid banana beginnings beside cannon clock coding combing comings coping
    corning cualquiera domingos domino earl earle earls eighths elevan elevon entero entro
    esther ether ever evers evert excerpt expect fiddle fifths fifty fights filth firsts fist
    flexibly forry fort forte forts fourths frida ground hither homing knights labe lace lager
    lake lame lamest lane lanes laser latent lathe lather latte latter launch layer liddle
    lights lines lite liter lleven luces lukes lunas lungs lurch lures lynch lynes mananas
    manna mantes manzana mares marte marten martens mates meddle mediodias midway mights
    moaning mont monte moth moths mourning mouth mouths mowth muddle neat neither nemer neon
    nest newer newt nigh nith nook noone noun partes passible proximas proximos quarters
    quartet resides riddle rights round sabados seconds seen semanas semen sevens sevenths
    seventy sever severn sights siguientes sixty smarting sometimes staring starling starring
    startin startling starving stating steven sunbay sundae sundry tarda tardes tardo tardy
    teeth tent tenths tents thee there thirds thirsty threes threw tights toady toda todas
    todays tomorrows trade tree untie util weak weed weeds weekened weep wherever wither
"""))
#: slips that are words of their own, or short: mended only beside what gives them away
_BESIDE = tuple((re.compile(pattern), new) for pattern, new in (
    (r"\b(next|nex|nxt|this|last|every|any|one) (?:weak|wek|weel)(?=s?\b)", r"\1 week"),
    (r"\b(two|tow|three|four|2|3|4|few|couple|couple of) (?:weaks|weks|weeels)\b", r"\1 weeks"),
    (r"\b(?:weak|wek) (?=of (?:the )?\d|after next|from )", "week "),
    (r"\bweak (?=end(?:s|ings?)?\b|days?\b)", "week"),
    (r"\b(?:nex|nect|nxet|net|text|nest) (?=w(?:ee|ea|e)ks?\b|month|weekend|[a-z]+day\b"
     r"|available|opening|mon\b|tues?\b|weds?\b|thu(?:rs?)?\b|fri\b)", "next "),
    (r"\b(?:anny|ani|ayn|nay|amy) (?=(?:other )?(?:time|day|thing|morning|afternoon|evening|"
     r"weekday|week|hour|one|[a-z]+day)\b)", "any "),
    (r"\b(?:tow|tw) (?=(?:weeks?|weaks?|days?|months?|thirty|fifteen|oclock|o'? ?clock|pm)\b)",
     "two "),
    (r"(?<=\bat )(?:tow|too|to)(?= *(?:$|[,.]| on\b| pm\b| thirty\b))", "two"),
    (r"(?<=\bthe )forth\b", "fourth"),
    (r"\bforth (?=of )", "fourth "),
    (r"\b(?:haf|haff|halve|hlaf|hafl) (?=past|\d)", "half "),
    (r"\bnite(?=s?\b)", "night"), (r"\bfore (?=(?:noon|lunch|\d))", "before "),
    (r"\b((?:any|every)(?:day|time|thing|one)?|all|week|weekday)((?: [a-z]+)?) (?:expect|accept)"
     r"(?= (?:for )?(?:the |an? |on )?(?:[a-z]+days?|mornings?|afternoons?|mon|tues?|weds?|thurs?"
     r"|fri|next|this|\d)\b)", r"\1\2 except"),
    (r"\b(?:exept|excep|expet|exccept)(?=(?: for| on)? (?:the |an? )?"
     r"(?:[a-z]+days?|mornings?|afternoons?|mon|tues?|weds?|thurs?|fri|next|this|\d)\b)", "except"),
    (r"\b(?:bt|btw|btwn|btween|beetween) (?=\d|one\b|two\b|nine\b|ten\b|eleven\b)", "between "),
    (r"\b(?:not|bot|nto) (?=(?:on |in )?(?:the )?(?:[a-z]+days?\b|mornings?|afternoons?))", "not "),
    (r"\bnoone\b(?= on|$)", "noon"), (r"\b(?:atfer|aftr) ?(?=\d)", "after "),
    # as they sound, to somebody or to a machine that listens
    (r"\b(?:choose|chews|chose|tuez|toos|tus|twos) ?day(?=s?\b)", "tuesday"),
    (r"\b(?:wend'?s?|wen'?s|when'?s|wenz|wedding'?s|winds) ?day(?=s?\b)", "wednesday"),
    (r"\b(?:thirst|thirsty|thurs|thers|thors|furs|tursd?|third's) ?day(?=s?\b)", "thursday"),
    (r"\b(?:fry|fried|fright|frie|fry's) ?day(?=s?\b)", "friday"),
    (r"\b(?:mun|moon|mond|money|man) ?day(?=s?\b)", "monday"),
    (r"\b(?:too?|two|2) morrow\b", "tomorrow"), (r"\bafter ?noone?(?=s?\b)", "afternoon"),
    *((rf"\b(?:{heard})(?= ?(?:o'? ?clock|thirty|[ap]\.?m\b))", meant) for heard, meant in (
        ("won", "one"), ("too?", "two"), ("tree", "three"), ("for|fore", "four"),
        ("ate|eigth", "eight"), ("nein", "nine"), ("tin", "ten"))),
    (r"\bevry\b", "every"), (r"\bmornin\b", "morning"), (r"\b(?:tmrow|tmoro)\b", "tomorrow"),
))


def _shorter(word: str) -> set[str]:
    """The word, and the word with any one letter left out."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def _near() -> dict[str, tuple[str, ...]]:
    near: dict[str, list[str]] = {}
    for word in sorted(WORDS):
        for form in _shorter(word):
            near.setdefault(form, []).append(word)
    return {form: tuple(words) for form, words in near.items()}


_NEAR = _near()
#: the letters of the longer words in order: however they are scrambled, it is that word
_LETTERS = {"".join(sorted(w)): w for w in WORDS if len(w) > 5 and w[-1] != "s"}


def mended(text: str) -> str:
    """The text, each word one slip away from a word of time as that word."""
    text = re.sub(r"(?<![\w'@.])[a-z]{4,13}(?![\w'@])", _mend, text)
    for pattern, new in _BESIDE:
        text = pattern.sub(new, text)
    return text


def _mend(match: re.Match[str]) -> str:
    word: str = match[0]
    if word in WORDS or word in OTHERS:
        return word
    scrambled: str | None = _LETTERS.get("".join(sorted(word)))
    if scrambled and scrambled[0] == word[0]:
        return scrambled
    single = re.sub(r"(.)\1", r"\1", word)
    if single in WORDS:
        return single
    found = {w for form in _shorter(word) for w in _NEAR.get(form, ()) if _one_slip(word, w)}
    # two words it may have been: better not understood than misunderstood
    return next(iter(found)) if len(found) == 1 else word


def _one_slip(word: str, meant: str) -> bool:
    """One letter more, less or other, or two neighbours swapped; short ones begin alike."""
    if len(meant) < 6 and word[0] != meant[0]:
        return False
    if len(word) != len(meant):
        return True
    wrong = [i for i, (a, b) in enumerate(zip(word, meant, strict=True)) if a != b]
    if len(wrong) == 1:
        return True
    i, j = wrong[0], wrong[-1]
    return len(wrong) == 2 and j == i + 1 and word[i] == meant[j] and word[j] == meant[i]
