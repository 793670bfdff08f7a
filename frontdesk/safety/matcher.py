"""Finds the concepts of the rules in a thread: words by a trie, patterns level by level."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from frontdesk.safety.expand import Pattern
from frontdesk.safety.thread import Thread

MOST_SPANS = 24
"""Of one concept in one thread; a flood of the same word must not cost time."""
MOST_REMEMBERED = 50_000
"""Words whose place in the phrases is not looked up again."""

DENIALS = frozenset(
    ["not", "no", "never", "isnt", "arent", "wasnt", "werent", "dont", "doesnt", "didnt", "havent",
     "hasnt", "without", "aint", "neither", "nor", "sin", "nunca", "tampoco", "ningun", "ninguna"])
_NOT_A_DENIAL_BEFORE = frozenset(["only", "just", "sure", "even", "better", "until"])


class Span(NamedTuple):
    """Tokens `start` to `end`; `denied` when a "not" stands between its parts."""

    start: int
    end: int
    denied: bool = False


Found = dict[str, list[Span]]


class Trie:
    """Phrases to concept names; a word of a phrase may be a beginning (`urinat*`)."""

    def __init__(self) -> None:
        self._root: dict = {}
        self._starts: set[str] = set()
        self._cache: dict[str, tuple[str, ...]] = {}
        self._begun: dict[str, list[dict]] = {}
        self.words: set[str] = set()

    def as_plain(self) -> tuple[dict, set[str], set[str]]:
        """Everything it holds, in Python's own kinds."""
        return self._root, self._starts, self.words

    @staticmethod
    def of_plain(plain: tuple[dict, set[str], set[str]]) -> Trie:
        """The other way round."""
        trie = Trie()
        trie._root, trie._starts, trie.words = plain
        return trie

    def add(self, phrase: tuple[str, ...], name: str) -> None:
        node = self._root
        for word in phrase:
            if word.endswith("*"):
                self._starts.add(word[:-1])
            else:
                self.words.add(word)
            node = node.setdefault(word, {})
        names = node.setdefault("", [])
        if name not in names:
            names.append(name)

    def find(self, norm: tuple[str, ...]) -> Iterable[tuple[list[str], int, int]]:
        """Every (names, start, end), overlapping ones too."""
        size = len(norm)
        for start, word in enumerate(norm):
            nodes = self._begun.get(word)
            if nodes is None:
                nodes = self._begin(word)
            at = start + 1
            while nodes:
                for node in nodes:
                    if "" in node:
                        yield node[""], start, at
                if at >= size:
                    break
                keys = self._cache.get(norm[at]) or self._keys(norm[at])
                nodes = [n[k] for n in nodes for k in keys if k in n]
                at += 1

    def _begin(self, word: str) -> list[dict]:
        """What a phrase that begins with `word` may go on with."""
        nodes = [self._root[k] for k in self._keys(word) if k in self._root]
        if len(self._begun) < MOST_REMEMBERED:
            self._begun[word] = nodes
        return nodes

    def knows(self, word: str) -> bool:
        """Whether any phrase uses this word, whole or as a beginning."""
        return word in self.words or len(self._keys(word)) > 1

    def _keys(self, word: str) -> tuple[str, ...]:
        hit = self._cache.get(word)
        if hit is None:
            starts = self._starts
            hit = (word, *(word[:n] + "*" for n in range(2, len(word) + 1) if word[:n] in starts))
            if len(self._cache) < MOST_REMEMBERED:
                self._cache[word] = hit
        return hit


@dataclass(frozen=True)
class Compiled:
    """One pattern of one concept, with the concepts whose presence spoils it in its sentence."""

    concept: str
    pattern: Pattern
    unless: tuple[str, ...] = ()

    @cached_property
    def needs(self) -> frozenset[str]:
        """Concepts that must all stand in the text."""
        return frozenset(self.pattern.names)


@dataclass
class Matcher:
    """Everything needed to find concepts; made once by the rule book."""

    lexicon: Trie = field(default_factory=Trie)
    idioms: Trie = field(default_factory=Trie)
    levels: list[dict[str, list[Compiled]]] = field(default_factory=list)
    words_unless: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def as_plain(self) -> tuple:
        """Everything it holds, in Python's own kinds."""
        levels = [{key: [(c.concept, c.pattern.names, c.pattern.gaps, c.pattern.ordered, c.unless)
                         for c in some] for key, some in level.items()} for level in self.levels]
        return self.lexicon.as_plain(), self.idioms.as_plain(), levels, self.words_unless

    @staticmethod
    def of_plain(plain: tuple) -> Matcher:
        """The other way round."""
        lexicon, idioms, levels, words_unless = plain
        made = [{key: [Compiled(name, Pattern(*pattern), unless)
                       for name, *pattern, unless in some] for key, some in level.items()}
                for level in levels]
        return Matcher(Trie.of_plain(lexicon), Trie.of_plain(idioms), made, words_unless)

    def find(self, thread: Thread) -> Found:
        """Concept name to its spans, in order of their start."""
        masked: set[int] = set()
        for _, start, end in self.idioms.find(thread.norm):
            masked.update(range(start, end))
        found: Found = {}
        for names, start, end in self.lexicon.find(thread.norm):
            if masked and not masked.isdisjoint(range(start, end)):
                continue
            span = Span(start, end)  # one for all names: most words have a handful
            for name in names:
                spans = found.get(name)
                if spans is None:
                    found[name] = [span]
                elif len(spans) < MOST_SPANS:
                    spans.append(span)
        self._spoil_words(thread, found)
        for level in self.levels:
            here = found.keys()
            due = [c for key in here if key in level for c in level[key] if c.needs <= here]
            fresh: Found = {}
            for compiled in due:
                self._apply(compiled, thread, found, fresh)
            for name, spans in fresh.items():
                whole = {(s.start, s.end): s for s in [*spans, *found.get(name, ())]}
                found[name] = sorted(whole.values(), key=lambda s: (s.start, s.end))[:MOST_SPANS]
        return found

    def _spoil_words(self, thread: Thread, found: Found) -> None:
        for name, unless in self.words_unless.items():
            if name in found:
                kept = [s for s in found[name] if not spoiled(s, unless, thread, found)]
                if kept:
                    found[name] = kept
                else:
                    del found[name]

    @staticmethod
    def _apply(compiled: Compiled, thread: Thread, found: Found, fresh: Found) -> None:
        pattern = compiled.pattern
        search = _in_order if pattern.ordered else _any_order
        spans = [s for s in search(pattern, thread, found)
                 if not spoiled(s, compiled.unless, thread, found)]
        if spans:
            fresh.setdefault(compiled.concept, []).extend(spans)


def spoiled(span: Span, unless: tuple[str, ...], thread: Thread, found: Found) -> bool:
    """Whether a concept of `unless` stands in the sentence of `span`."""
    home = thread.sentence[span.start]
    return any(thread.sentence[s.start] == home for name in unless for s in found.get(name, ()))


def _in_order(pattern: Pattern, thread: Thread, found: Found) -> list[Span]:
    out = []
    for first in found[pattern.names[0]]:
        end, denied = first.end, first.denied
        for name, gap in zip(pattern.names[1:], pattern.gaps[1:], strict=True):
            after = _next(name, end, gap, thread, found)
            if after is None:
                break
            denied = denied or after.denied or denied_between(thread, end, after.start)
            end = after.end
        else:
            out.append(Span(first.start, end, denied))
    return out


def _next(name: str, end: int, gap: int, thread: Thread, found: Found) -> Span | None:
    solid, home = thread.solid, thread.sentence[end - 1]
    for span in found[name]:
        if span.start >= end:
            if thread.sentence[span.start] != home or solid[span.start] - solid[end] > gap:
                return None
            return span
    return None


def _any_order(pattern: Pattern, thread: Thread, found: Found) -> list[Span]:
    gap, out = pattern.gaps[-1], []
    for first in found[pattern.names[0]]:
        parts = [first]
        for name in pattern.names[1:]:
            near = _nearest(name, first, thread, found)
            if near is None:
                break
            parts.append(near)
        else:
            parts.sort(key=lambda s: s.start)
            pairs = list(zip(parts, parts[1:], strict=False))
            solid = thread.solid
            if all(solid[max(b.start, a.end)] - solid[a.end] <= gap for a, b in pairs):
                denied = any(p.denied for p in parts) or any(
                    denied_between(thread, a.end, b.start) for a, b in pairs)
                out.append(Span(parts[0].start, max(p.end for p in parts), denied))
    return out


def _nearest(name: str, to: Span, thread: Thread, found: Found) -> Span | None:
    home, best, far = thread.sentence[to.start], None, 10_000
    for span in found[name]:
        if thread.sentence[span.start] != home or (span.start < to.end and to.start < span.end):
            continue
        away = span.start - to.end if span.start >= to.end else to.start - span.end
        if away < far:
            best, far = span, away
    return best


def denied_between(thread: Thread, start: int, end: int) -> bool:
    """Whether a denial stands right before token `end`, after `start`."""
    norm = thread.norm
    for i in range(end - 1, max(start, end - 4) - 1, -1):
        word = norm[i]
        if word in ("but", "and", ",", "..", "now", "i"):
            return False
        if word in DENIALS:
            return norm[i + 1] not in _NOT_A_DENIAL_BEFORE
    return False
