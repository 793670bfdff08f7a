"""A message in, danger signs out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from frontdesk.safety.matcher import DENIALS, Found, Span, spoiled
from frontdesk.safety.meaning import Judge, counts
from frontdesk.safety.model import Assessment, Context, Finding, SafetyInput
from frontdesk.safety.questions import answer_finding
from frontdesk.safety.rulebook import Rules
from frontdesk.safety.schema import RuleEntry
from frontdesk.safety.second_voice import RULE as CLASSIFIER
from frontdesk.safety.second_voice import second_voice
from frontdesk.safety.thread import Thread, thread_of
from frontdesk.safety.tiers import TIER_OF, TIERS, URGENT, rank

ATTACHMENT_RULE = "attachment_without_words"

_OF_MIND = ("suicide_self_harm", "ambiguous_distress")

CARRIER_KEYWORDS = frozenset(
    ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "help", "info",
     "start", "unstop"])
"""Alone in a message these belong to the carrier's program; the door answers them."""


def assess(message: SafetyInput, rules: Rules) -> Assessment:
    """Every danger sign the new message brings or completes.

    Evidence may lie in messages of the last 24 hours, but at least one piece is in the new one,
    so that a person is not answered twice for the same words. Pure: same input, same output.
    """
    if _is_keyword(message.text):
        return Assessment()
    return _with_what_it_says_alone(_read(message, rules), message, rules)


def _with_what_it_says_alone(read: Assessment, message: SafetyInput, rules: Rules) -> Assessment:
    """Texts before it may complete a danger sign; they never silence one that it holds by itself.

    "how much does it cost", sent just before, would make one long general question of both.
    This holds for the rules; the classifier reads a short text better with what came before it.
    """
    if not message.earlier:
        return read
    alone = [f for f in _read(replace(message, earlier=()), rules).findings
             if f.rule != CLASSIFIER]
    here = len(message.earlier)
    moved = [replace(f, evidence=tuple(replace(e, message=here) for e in f.evidence))
             for f in alone]
    fresh = [f for f in read.findings if not _is_echo(f, message, rules)]
    return replace(read, findings=_ordered([*fresh, *moved]))


def _is_echo(finding: Finding, message: SafetyInput, rules: Rules) -> bool:
    """Whether it runs two texts together of which the earlier said the same by itself.

    Texts of one breath are read as one sentence because people press send in the middle of one.
    "my face is drooping" was no middle: "toes are numb" after it is not one more stroke.
    """
    before = {e.message for e in finding.evidence} - {len(message.earlier)}
    if not before or any(
        r.id == finding.rule and r.within == "conversation" for r in rules.entries
    ):
        return False
    alone = (replace(message, text=message.earlier[m].text, earlier=(), asked=None) for m in before)
    return any(f.category == finding.category for a in alone for f in _read(a, rules).findings)


def _read(message: SafetyInput, rules: Rules) -> Assessment:
    thread = thread_of(message, rules.spelling, rules.fillers)
    found = rules.matcher.find(thread)
    judge = Judge(thread, found, rules.asserter, message.at.year)
    settled_by, settled = answer_finding(message)
    findings = [] if settled_by is None else [settled_by]
    due = [r for r in _begun(rules, found) if _possible(r, found, message.context)]
    denied = _denied_signs(rules, thread, found)
    judge.read(_spans_of(due, found) + denied)
    for rule in due:
        finding = _apply(rule, thread, found, judge, rules, message.context)
        if finding is not None:
            findings.append(finding)
    findings = _without_echoes(findings, rules)
    findings += second_voice(thread, found, judge, rules, findings)
    if message.attachments and not message.text.strip():
        findings.append(Finding("vague_alarm", URGENT, ATTACHMENT_RULE))
    quiet = _asks_for_silence(thread, found)
    if settled_by is None and any(f.category in _OF_MIND for f in findings):
        settled = False
    return Assessment(_ordered(findings), quiet, _negatives(rules, denied, found, judge), settled)


def _is_keyword(text: str) -> bool:
    return text.strip(" .,!?;:\"'\n\t").lower() in CARRIER_KEYWORDS


def standing(messages: Iterable[SafetyInput], rules: Rules) -> Assessment:
    """What stands after the last of `messages`: the findings of each, judged in turn."""
    findings: list[Finding] = []
    quiet, settled = False, False
    negatives: tuple[str, ...] = ()
    for message in messages:
        one = assess(message, rules)
        findings = [*one.findings, *findings]  # the newest knows most: it may join the others
        quiet, negatives, settled = quiet or one.do_not_reply, one.negatives, one.settled
    return Assessment(_ordered(findings), quiet, negatives, settled)


def _known(rule: RuleEntry, context: Context) -> bool:
    """Whether the chart holds a fact that stands in for the rule's last requirement."""
    for fact in rule.context:
        name, _, most = fact.partition("<=")
        value = getattr(context, name.strip())
        if value is not None and (value <= int(most) if most else bool(value)):
            return True
    return False


def _begun(rules: Rules, found: Found) -> list[RuleEntry]:
    """Rules, in their order, whose first requirement is met or whose chart may stand in for it."""
    met = {place for name in found for place in rules.begun_by.get(name, ())}
    return [rules.entries[place] for place in sorted(met.union(rules.begun_by_chart))]


def _possible(rule: RuleEntry, found: Found, context: Context) -> bool:
    needed = rule.requires[:-1] if rule.context and _known(rule, context) else rule.requires
    return all(any(n in found for n in rule.names[r]) for r in needed)


def _spans_of(due: list[RuleEntry], found: Found) -> list[Span]:
    return [s for rule in due for r in rule.requires for n in rule.names[r]
            for s in found.get(n, ())]


def _apply(rule: RuleEntry, thread: Thread, found: Found, judge: Judge, rules: Rules,
           context: Context) -> Finding | None:
    needed = rule.requires[:-1] if rule.context and _known(rule, context) else rule.requires
    choices = []
    for requirement in needed:
        spans = [(s, rules.kinds[n]) for n in rule.names[requirement] for s in found.get(n, ())
                 if counts(rule, judge.of(s), rules.kinds[n])]
        if not spans:
            return None
        choices.append(spans)
    picked = _together(rule, choices, thread)
    if picked is None or _spoiled(rule, picked, thread, found):
        return None
    evidence = tuple(dict.fromkeys(e for s in picked for e in thread.evidence(s.start, s.end)))
    tier = rule.tier or TIER_OF[rule.category]
    return Finding(rule.category, tier, rule.id, evidence, judge.of(picked[0]).assertion)


def _together(rule: RuleEntry, choices: list[list[tuple[Span, str]]], thread: Thread
              ) -> list[Span] | None:
    """One span for each requirement, in one place, with the new message among them."""
    place = {"sentence": thread.sentence, "message": thread.message}.get(rule.within)
    best: list[Span] | None = None
    for first, _ in choices[0]:
        picked = [first]
        for spans in choices[1:]:
            here = [s for s, _ in spans
                    if place is None or place[s.start] == place[first.start]]
            if not here:
                break
            picked.append(min(here, key=lambda s: (
                thread.message[s.end - 1] != thread.new, abs(s.start - first.start))))
        else:
            if any(thread.message[s.end - 1] == thread.new for s in picked):
                return picked
    return best


def _spoiled(rule: RuleEntry, picked: list[Span], thread: Thread, found: Found) -> bool:
    if rule.within == "sentence":
        return any(spoiled(s, tuple(rule.unless), thread, found) for s in picked)
    homes = {thread.message[s.start] for s in picked}
    return any(thread.message[s.start] in homes for n in rule.unless for s in found.get(n, ()))


def _asks_for_silence(thread: Thread, found: Found) -> bool:
    return any(thread.message[s.start] == thread.new for s in found.get("do_not_reply", ()))


def _denied_signs(rules: Rules, thread: Thread, found: Found) -> list[Span]:
    """Signs in sentences that deny something."""
    if DENIALS.isdisjoint(thread.norm):
        return []
    homes = {thread.sentence[i] for i, word in enumerate(thread.norm) if word in DENIALS}
    return [s for name in found if name in rules.signs
            for s in found[name] if thread.sentence[s.start] in homes]


def _negatives(rules: Rules, near_a_denial: list[Span], found: Found, judge: Judge
               ) -> tuple[str, ...]:
    """The signs that are named and denied wherever they are named."""
    denied = {s for s in near_a_denial if judge.of(s).assertion.polarity == "absent"}
    if not denied:
        return ()
    return tuple(sorted(name for name in found if name in rules.signs
                        and denied.issuperset(found[name])))


def _without_echoes(findings: list[Finding], rules: Rules) -> list[Finding]:
    """Without those whose rule yields to another finding of the same or a higher tier."""
    yields = {r.id: r.yields_to for r in rules.entries if r.yields_to}
    kept = []
    for one in findings:
        names = yields.get(one.rule, ())
        if not any((f.category in names or f.rule in names) and f.category != one.category
                   and TIERS.index(f.tier) <= TIERS.index(one.tier) for f in findings):
            kept.append(one)
    return kept


def _ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    """One for each category, its highest tier and first rule; the most urgent first."""
    best: dict[str, Finding] = {}
    for finding in findings:
        known = best.get(finding.category)
        if known is None or TIERS.index(finding.tier) < TIERS.index(known.tier):
            best[finding.category] = finding
    return tuple(sorted(best.values(), key=lambda f: rank(f.category, f.tier)))
