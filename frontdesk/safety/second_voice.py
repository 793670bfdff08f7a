"""Where the classifier speaks: at emergency and crisis tier, where no rule spoke."""

from __future__ import annotations

from frontdesk.safety.matcher import Found
from frontdesk.safety.meaning import Judge
from frontdesk.safety.model import Finding
from frontdesk.safety.rulebook import Rules
from frontdesk.safety.thread import Thread
from frontdesk.safety.tiers import CRISIS, EMERGENCY, TIER_OF

RULE = "classifier"
FEWEST_WORDS = 3
MOST_SENTENCES = 30


def second_voice(thread: Thread, found: Found, judge: Judge, rules: Rules, raised: bool
                 ) -> list[Finding]:
    """What the classifier hears in the new message, where no rule raised anything."""
    if rules.classifier is None or raised:
        return []
    best: dict[str, tuple[float, int, int]] = {}
    spoken = [(a, b) for a, b in _sentences(thread) if _names_a_sign(found, rules, a, b)]
    for start, end in spoken[:MOST_SENTENCES]:
        category, chance = rules.classifier.says(thread.norm[start:end])
        high = TIER_OF.get(category) in (EMERGENCY, CRISIS)
        sure = high and chance >= rules.classifier.threshold
        louder = chance > best.get(category, (0.0, 0, 0))[0]
        if sure and louder and _meant(thread, judge, rules, start, end):
            best[category] = (chance, start, end)
    return [Finding(c, TIER_OF[c], RULE, thread.evidence(start, end))
            for c, (_, start, end) in best.items()]


def _sentences(thread: Thread) -> list[tuple[int, int]]:
    """Token ranges of the sentences of the new message that hold enough words to judge."""
    out: list[tuple[int, int]] = []
    start = None
    for i, where in enumerate(thread.message):
        if where != thread.new:
            continue
        if start is None or thread.sentence[i] != thread.sentence[start]:
            if start is not None:
                out.append((start, i))
            start = i
    if start is not None:
        out.append((start, len(thread.tokens)))
    return [(a, b) for a, b in out if len(set(thread.norm[a:b])) >= FEWEST_WORDS]


def _meant(thread: Thread, judge: Judge, rules: Rules, start: int, end: int) -> bool:
    """Not denied, not asked about in general, no idiom."""
    number = thread.sentence[start]
    if judge.generic(number) or judge.softened(number):
        return False
    return not any(rules.matcher.idioms.find(thread.norm[start:end]))


def _names_a_sign(found: Found, rules: Rules, start: int, end: int) -> bool:
    return any(rules.kinds.get(name) in ("sign", "plea", "event")
               and any(start <= s.start < end for s in spans) for name, spans in found.items())
