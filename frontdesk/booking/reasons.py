"""Why somebody comes, as an answer to the question: what says nothing, and what passes it over."""

from __future__ import annotations

import re

#: nothing was said of the reason; staff ask at the visit
UNSAID = ""
_COURTESIES = re.compile(
    r"(?:thanks?(?: you)?(?: so much| very much| a lot)?|thx|ty|gracias|muchas gracias|hi+|hey+|"
    r"hello+|hola|buen[oa]s(?: d[ií]as| tardes)?|good (?:morning|afternoon|evening)|please|pls|"
    r"por favor|ok(?:ay)?|okey|k|vale|bueno|cool|great|nice|lol|haha+|jaja+|hm+|um+|uh+|"
    r"test(?:ing)?|prueba|blah( blah)*|bla( bla)*)[ .!?]*", re.I)
_PASSES = re.compile(
    r"(?:skip(?: (?:it|this|that))?|pass|next|none|nothing|n/?a|saltar|siguiente|"
    r"(?:i(?:'?d| would) )?(?:rather|prefer) not(?: to)?(?: say| tell| answer)?|private|personal|"
    r"it'?s (?:private|personal)|none of your business|no quiero decir(?:lo)?|"
    r"prefiero no decir(?:lo)?|"
    r"i(?:'?ll| will) tell (?:the doctor|them|you)(?: then| there)?)[ .!]*", re.I)
#: neighbours on the keyboard, either way
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
#: letters of a word that are looked at
_LOOKED_AT = 30
#: short words without a vowel that name something
_TERMS = frozenset({"ddd", "djd", "tmj", "crps", "hnp", "fbss", "tlif", "plif", "cx", "dx", "lbp"})


def says_nothing(text: str) -> bool:
    """Whether an answer has no reason in it: a courtesy, a mark, or keys struck at random."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    return bool(_COURTESIES.fullmatch(text.strip())) or all(_struck(w[:_LOOKED_AT]) for w in words)


def passes(text: str) -> bool:
    """Whether somebody would rather not say."""
    return bool(_PASSES.fullmatch(text.strip()))


def _struck(word: str) -> bool:
    """asdf, kjhgf, xxxx, hhjk: no word of any language."""
    if word in _TERMS or len(word) < 3:
        return False
    if re.search(r"(.)\1\1", word) or not re.search(r"[aeiouyáéíóúü]", word):
        return True
    rows = (*_ROWS, *(row[::-1] for row in _ROWS))
    runs = max(len(_run(word, row)) for row in rows)
    return runs >= 4 and runs > len(word) // 2


def _run(word: str, row: str) -> str:
    """The longest stretch of `word` that lies side by side on a row of keys."""
    stretches = (word[i:j] for i in range(len(word)) for j in range(i + 1, len(word) + 1))
    return max((s for s in stretches if s in row), key=len, default="")
