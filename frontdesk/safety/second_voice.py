"""Where the classifier speaks: at emergency and crisis tier, on sentences that no rule spoke for."""

from __future__ import annotations

from frontdesk.safety.meaning import Judge
from frontdesk.safety.model import Finding
from frontdesk.safety.rulebook import Rules
from frontdesk.safety.thread import Thread
from frontdesk.safety.tiers import CRISIS, EMERGENCY, TIER_OF

RULE = "classifier"
FEWEST_WORDS = 3
MOST_SENTENCES = 30


def second_voice(thread: Thread, judge: Judge, rules: Rules, raised: bool) -> list[Finding]:
    """What the classifier hears in the new message, where no rule raised anything."""
    if rules.classifier is None or raised:
        return []
    best: dict[str, tuple[float, int, int]] = {}
    for start, end in _sentences(thread)[:MOST_SENTENCES]:
        category, chance = rules.classifier.says(thread.norm[start:end])
        high = TIER_OF.get(category) in (EMERGENCY, CRISIS)
        sure = high and chance >= rules.classifier.threshold
        if sure and _meant(thread, judge, rules, start, end):
            if chance > best.get(category, (0.0, 0, 0))[0]:
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
    number = thread.sentence[start]
    if judge.generic(number) or judge.softened(number):
        return False
    return not any(rules.matcher.idioms.find(thread.norm[start:end]))
