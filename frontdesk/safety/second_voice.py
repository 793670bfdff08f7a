"""Where the classifier speaks: where no rule spoke, or none at so high a tier."""

from __future__ import annotations

from frontdesk.safety.matcher import Found, Span
from frontdesk.safety.meaning import Judge
from frontdesk.safety.model import Finding
from frontdesk.safety.rulebook import Rules
from frontdesk.safety.thread import Thread
from frontdesk.safety.tiers import CRISIS, EMERGENCY, TIER_OF, TIERS, URGENT

RULE = "classifier"
FEWEST_WORDS = 2
MOST_PASSAGES = 8
SHORT = 45
"""Words up to which a message is also read as a whole."""
SOFTER = 0.2
"""How much surer it must be where something is denied, asked "what if" or long over."""
NAMELESS = 0.1
"""How much surer it must be where no concept of the rules names a sign."""
BODILY = 0.08
"""How much surer of despair or of harm by people it must be where only body signs are named."""
OF_PEOPLE = ("suicide_self_harm", "ambiguous_distress", "abuse_or_unsafe_home", "violence_threat")
SILENT_TIMES = ("hypothetical", "resolved")
SIGNS = ("sign", "plea", "event")
Passage = tuple[int, int]


def second_voice(thread: Thread, found: Found, judge: Judge, rules: Rules,
                 raised: list[Finding]) -> list[Finding]:
    """What the classifier hears in the new message beyond what the rules `raised`."""
    model = rules.classifier
    if model is None or any(f.tier in (EMERGENCY, CRISIS) for f in raised):
        return []
    best: dict[str, tuple[float, int, int]] = {}
    signs = _signs(found, rules)
    for start, end in _passages(thread, signs):
        if judge.generic(thread.sentence[start]) or judge.generic(thread.sentence[end - 1]):
            continue
        named = [s for s in signs if start <= s.start and s.end <= end]
        if thread.message[start] != thread.new and not any(
                thread.message[s.end - 1] == thread.new for s in named):
            continue  # nothing new but words around a sign that was answered before
        concepts = concepts_of(found, start, end)
        category, danger = model.says(thread.norm[start:end], concepts)
        tier = TIER_OF.get(category)
        if tier is None or (raised and tier == URGENT):
            continue
        least = (model.urgent if tier == URGENT else model.high) + NAMELESS * (not named)
        if category in OF_PEOPLE and named and not _pleads(concepts, rules):
            least += BODILY
        if danger < least or danger <= best.get(category, (0.0, 0, 0))[0]:
            continue
        if _meant(thread, judge, named, rules, (start, end), danger - least):
            best[category] = (danger, start, end)
    return _loudest(best, thread)


def _pleads(concepts: list[str], rules: Rules) -> bool:
    return any(rules.kinds.get(name) == "plea" for name in concepts)


def _loudest(best: dict[str, tuple[float, int, int]], thread: Thread) -> list[Finding]:
    """One finding for each tier: what is heard clearest."""
    out: dict[str, Finding] = {}
    for category, (_, start, end) in sorted(best.items(), key=lambda b: -b[1][0]):
        tier = TIER_OF[category]
        if tier not in out:
            out[tier] = Finding(category, tier, RULE, thread.evidence(start, end))
    return [out[t] for t in TIERS if t in out][:1]


def concepts_of(found: Found, start: int, end: int) -> list[str]:
    """Names of the concepts that stand between two tokens."""
    return [name for name, spans in found.items() if name[0] != "'"
            and any(start <= s.start and s.end <= end for s in spans)]


def _passages(thread: Thread, signs: list[Span]) -> list[Passage]:
    """Sentences the new message brings or completes, and the whole where it is short."""
    first = thread.message.index(thread.new) if thread.new in thread.message else len(thread.norm)
    out: list[Passage] = []
    start = 0
    for i in range(1, len(thread.norm) + 1):
        if i == len(thread.norm) or thread.sentence[i] != thread.sentence[start]:
            if i > first:
                out.append((start, i))
            start = i
    whole = (out[0][0], out[-1][1]) if len(out) > 1 else None
    out = [(a, b) for a, b in out if _words(thread, a, b) > FEWEST_WORDS]
    if len(out) > MOST_PASSAGES:
        out = [(a, b) for a, b in out if any(a <= s.start and s.end <= b for s in signs)]
        out = out[:MOST_PASSAGES]
    if whole and whole[1] - whole[0] <= SHORT:
        out.append(whole)
    return out


def _words(thread: Thread, start: int, end: int) -> int:
    """How many different ones stand between two tokens; marks are none."""
    return len({word for word in thread.norm[start:end] if word[0].isalnum()})


def _meant(thread: Thread, judge: Judge, named: list[Span], rules: Rules, passage: Passage,
           surer: float) -> bool:
    """No general question, mostly not denied; surer with idioms or where words are softened."""
    start, end = passage
    numbers = {thread.sentence[start], thread.sentence[end - 1]}
    if any(judge.generic(number) for number in numbers):
        return False
    soft = any(judge.softened(number) for number in numbers) or any(
        rules.matcher.idioms.find(thread.norm[start:end]))
    if soft and surer < SOFTER:
        return False
    standing = sum(_stands(judge, span) for span in named)
    return not named or 2 * standing > len(named)


def _stands(judge: Judge, span: Span) -> bool:
    said = judge.of(span).assertion
    return said.polarity != "absent" and said.experiencer in ("self", "other_now") and (
        said.time not in SILENT_TIMES)


def _signs(found: Found, rules: Rules) -> list[Span]:
    """Where concepts stand that are a sign; each place once."""
    return list(dict.fromkeys(s for name, spans in found.items()
                              if rules.kinds.get(name) in SIGNS for s in spans))
