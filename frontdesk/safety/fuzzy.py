"""Slips of the pen: a word nobody knows, one or two letters from one the rules know."""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST = 5
TWO_SLIPS_FROM = 9


class Fixer:
    """Callable: the known word that `word` most likely means, or `word` itself.

    Known words are indexed by what is left of them when letters are dropped, so that a look-up
    costs as much as the word is long, not as the vocabulary is large.
    """

    def __init__(self, known: Iterable[str], leave: Iterable[str]) -> None:
        """`known` are words the rules use, `leave` ordinary words that look like them."""
        self._known = {w for w in known if w.isalpha()}
        self._leave = frozenset(leave) | self._known
        self._dropped: dict[str, list[str]] = {}
        for word in sorted(self._known):
            if len(word) >= SHORTEST:
                for rest in _drops(word, 2 if len(word) >= TWO_SLIPS_FROM else 1):
                    self._dropped.setdefault(rest, []).append(word)
        self._cache: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        if word in self._leave or len(word) < SHORTEST or not word.isalpha() or len(word) > 24:
            return word
        hit = self._cache.get(word)
        if hit is None:
            hit = self._nearest(word)
            if len(self._cache) < 20_000:
                self._cache[word] = hit
        return hit

    def _nearest(self, word: str) -> str:
        slips = 2 if len(word) >= TWO_SLIPS_FROM else 1
        found = {k for rest in _drops(word, slips) for k in self._dropped.get(rest, ())}
        ranked = sorted((distance(word, k), k[0] != word[0], k) for k in found)
        for far, other_start, known in ranked:
            if far <= (1 if len(known) < TWO_SLIPS_FROM else 2) and not (other_start and far > 1):
                return known
        return word


def _drops(word: str, slips: int) -> set[str]:
    out, layer = {word}, {word}
    for _ in range(slips):
        layer = {w[:i] + w[i + 1:] for w in layer for i in range(len(w))}
        out |= layer
    return out


def distance(a: str, b: str) -> int:
    """Letters added, dropped, changed or swapped with their neighbour to get from a to b."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]
