"""How words were meant: medspaCy's ConText with modifiers of our own (rules/words/modifiers.yml).

ConText finds modifiers ("no", "went away", "what if") and how far each reaches. Its own rule set
was written for doctors' notes and reads "can't pee" as "no pee"; ours is for what patients write.
Words that no modifier uses are masked before spaCy sees them: its string store stays small, and
nothing a patient wrote stays in it.
"""

from __future__ import annotations

import sys
import types
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import combinations
from typing import Any

from frontdesk.safety.expand import phrases
from frontdesk.safety.matcher import Span, Trie
from frontdesk.safety.normalise import Spelling, words_of
from frontdesk.safety.schema import ModifierFile
from frontdesk.safety.thread import Thread

LONGEST_READ = 60
"""Tokens of one sentence that are judged together; longer ones are cut."""
MARGIN = 12
REMEMBERED = 5000
"""Sentences whose modifiers are not looked for again."""
Edges = dict[tuple[int, int], set[tuple[int, int, str]]]
"""From the first and the end of a target to the modifiers that reach it: first, end, category."""
_STOPS = {"denied": {"STOP", "STOP_SELF"}, "over": {"STOP_OVER"}, "other_past": {"STOP_SELF"}}
_TURNS = frozenset(["but", "however", "pero", "although", "except"])
_TURNS_OF_OVER = _TURNS | {"and", "now", "y", "ahora"}
_LACKS = frozenset(["no", "cant", "cannot", "couldnt", "unable", "lost", "havent", "hasnt", "zero"])
_PLAIN_NO = frozenset(["no", "not", "dont", "doesnt", "didnt", "never", "havent", "hasnt", "sin"])
_DIRECTIONS = {"forward": "FORWARD", "backward": "BACKWARD", "both": "BIDIRECTIONAL"}


def _context() -> tuple[Any, Any]:
    """medspaCy's ConText and its matcher, without QuickUMLS.

    medspaCy imports QuickUMLS for a component not used here; that one brings nltk, scikit-learn
    and two seconds. An empty module stands in for it while medspaCy is imported.
    """
    known = sys.modules.get("quickumls")
    stand_in = types.ModuleType("quickumls")
    stand_in.spacy_component = None  # type: ignore[attr-defined]
    sys.modules["quickumls"] = known or stand_in
    try:
        from medspacy import context
        from medspacy.common.medspacy_matcher import MedspacyMatcher
    finally:
        if known is None:
            del sys.modules["quickumls"]
    return context, MedspacyMatcher


class Asserter:
    """ConText over the tokens of a thread."""

    def __init__(self, file: ModifierFile, plain: Spelling) -> None:
        import spacy
        from spacy.tokens import Doc

        self._context, MedspacyMatcher = _context()  # noqa: N806
        self._nlp: Any = spacy.blank("en")
        self._nlp.tokenizer = lambda text: Doc(self._nlp.vocab, words=text.split(" "))
        self._doc: Any = Doc
        self._matcher: Any = MedspacyMatcher(self._nlp)
        self._words: set[str] = set()
        self._active: set[str] = set()
        self._before, self._after = Trie(), Trie()
        rules = []
        for entry in file.modifiers:
            inert = entry.category in ("stop", "stop_over", "stop_self", "pseudo")
            for phrase in (p for notation in entry.words for p in phrases(notation)):
                norm = words_of(phrase, plain).norm
                self._words.update(norm)
                if not inert and entry.direction != "backward":
                    self._before.add(norm, phrase)
                if not inert and entry.direction != "forward":
                    self._after.add(norm, phrase)
                if not inert:
                    self._active.add(entry.category.upper())
                rules.append(self._context.ConTextRule(
                    " ".join(norm), entry.category.upper(),
                    direction="PSEUDO" if inert else _DIRECTIONS[entry.direction],
                    max_scope=entry.max_words,
                    terminated_by=_STOPS.get(entry.category)))
        self._matcher.add(rules)
        # A message is read alone and with those before it, and these again with the next one.
        # What is kept holds no word of a patient that is not a modifier's.
        self._edges = lru_cache(maxsize=REMEMBERED)(self._found)

    def modifiers(self, thread: Thread, spans: list[Span]) -> dict[Span, frozenset[str]]:
        """For every span the categories of the modifiers that reach it."""
        by_sentence: dict[tuple[int, int], list[Span]] = {}
        for span in spans:
            number = thread.sentence[span.start]
            part = (span.start - bisect_left(thread.sentence, number)) // LONGEST_READ
            by_sentence.setdefault((number, part), []).append(span)
        reached: dict[Span, frozenset[str]] = dict.fromkeys(spans, frozenset())
        for (number, part), here in by_sentence.items():
            first = bisect_left(thread.sentence, number)
            last = bisect_right(thread.sentence, number)
            start = max(first, first + part * LONGEST_READ - MARGIN)
            furthest = max(first + (part + 1) * LONGEST_READ, max(s.end for s in here))
            end = min(last, furthest + MARGIN)
            words = thread.norm[start:end]
            if self._may_reach(words, start, here):
                reached.update(self._reach(words, start, here))
        return reached

    def _may_reach(self, words: tuple[str, ...], first: int, spans: list[Span]) -> bool:
        """Whether a modifier stands on the right side of any span; ConText is not asked else."""
        last, soonest = max(s.end for s in spans) - first, min(s.start for s in spans) - first
        return any(True for _ in self._before.find(words[:last])) or any(
            end > soonest for _, _, end in self._after.find(words))

    def _reach(self, words: tuple[str, ...], first: int, spans: list[Span]
               ) -> dict[Span, frozenset[str]]:
        masked = tuple(w if w in self._words else "x" for w in words)
        places = {(s.start - first, s.end - first) for s in spans}
        tails = {(b - 1, b) for a, b in places
                 if b - a > 1 and a and words[a - 1] in self._words}
        edges = self._edges(masked, tuple(sorted(places | tails)))
        return {s: _reaching(s.start - first, s.end - first, edges, words) for s in spans}

    def _found(self, masked: tuple[str, ...], places: tuple[tuple[int, int], ...]) -> Edges:
        doc = self._doc(self._nlp.vocab, words=list(masked), sent_starts=[True] + [False] * (
            len(masked) - 1))
        modifiers = [
            self._context.ConTextModifier(self._matcher.rule_map[doc.vocab[match].text], a, b, doc)
            for match, a, b in self._matcher(doc)]
        graph = self._context.ConTextGraph([doc[a:b] for a, b in places], modifiers)
        self._limit(modifiers)
        graph.apply_modifiers()
        edges: Edges = {}
        for target, modifier in graph.edges:
            edges.setdefault((target.start, target.end), set()).add(
                (*modifier.modifier_span, modifier.category.lower()))
        return edges

    def _limit(self, modifiers: list[Any]) -> None:
        """`ConTextGraph.update_scopes`, without asking what can not be: a word that only stops
        others has no scope of its own, and only its like and its stops end a modifier."""
        for first, second in combinations(modifiers, 2):
            for one, other in ((first, second), (second, first)):
                if one.category in self._active and (
                        other.category == one.category or other.category in one.rule.terminated_by):
                    one.limit_scope(other)


def _reaching(start: int, end: int, edges: Edges, words: tuple[str, ...]
              ) -> frozenset[str]:
    """Modifiers outside the span, and those that begin before it and share its first word.

    Never across a "but": a longer phrase that begins with it can hide it from ConText.
    """
    out = {c for a, b, c in edges.get((start, end), ())
           if (b <= start or a >= end) and _may(c, words[a], words[start],
                                                words[b:start] + words[end:a])}
    out |= {c for a, b, c in edges.get((end - 1, end), ()) if a < start < b}
    return frozenset(out)


def _may(category: str, by: str, sign: str, between: tuple[str, ...]) -> bool:
    """Whether a modifier that begins with `by` may reach a sign that begins with `sign`.

    "no strength, no feeling" are two signs: what is itself a lack is not denied by another "no".
    """
    if category == "denied" and sign in _LACKS and by in _PLAIN_NO:
        return False
    turns = _TURNS_OF_OVER if category == "over" else _TURNS if category in _STOPS else ()
    return not any(word in turns for word in between)
