"""What stands around a text: sources, facts, review dates, buttons, placeholders, fallbacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from frontdesk.answers.facts import Facts
from frontdesk.answers.lint_rules import LintRules
from frontdesk.answers.lint_said import Problem
from frontdesk.answers.model import ANSWER, PLACEHOLDER, Entry, intent_in

Say = Callable[[str, str], Problem]


def form_problems(
    entry: Entry, rules: LintRules, facts: Facts, clinic_names: frozenset[str]
) -> Iterator[Problem]:
    """Everything wrong with what stands around the texts of `entry`."""

    def say(rule: str, message: str) -> Problem:
        return Problem(entry.file, entry.line, rule, entry.key, message)

    yield from _placeholders(entry, rules, clinic_names, say)
    yield from _payloads(entry, rules, say)
    yield from _review(entry, rules, say)
    yield from _title(entry, rules, say)
    yield from _channels(entry, say)
    yield from _without(entry, rules, say)
    if entry.is_answer:
        yield from _question(entry, rules, say)
        yield from _sources(entry, rules, facts, say)
        yield from _facts(entry, facts, say)
        yield from _qualified(entry, facts, say)
        yield from _buttons(entry, rules, say)


def _placeholders(
    entry: Entry, rules: LintRules, clinic_names: frozenset[str], say: Say
) -> Iterator[Problem]:
    known = clinic_names | rules.variables.keys() | rules.samples.keys()
    for wording in entry.wordings:
        titles = [name for b in wording.buttons for name in PLACEHOLDER.findall(b.title)]
        names = {*wording.required, *titles, *wording.metadata.notices}
        for name in sorted(names - known):
            yield say("placeholder", f"nobody fills {{{name}}}")


def _payloads(entry: Entry, rules: LintRules, say: Say) -> Iterator[Problem]:
    known = {f"faq/{q}" for q in rules.questions} | set(rules.intents)
    offered = [b.payload for w in entry.wordings for b in w.buttons]
    offered += [w.metadata.agreed for w in entry.wordings if w.metadata.agreed]
    for payload in offered:
        if intent_in(payload) not in known:
            yield say("payload", f"{payload} is no question and no intent")


def _review(entry: Entry, rules: LintRules, say: Say) -> Iterator[Problem]:
    about = entry.metadata
    if not (about.reviewer and about.reviewed_on):
        yield say("review", "no reviewer, or no reviewed_on")
    if entry.is_answer and not about.review_due:
        yield say("review", "no review_due")
    if about.reviewed_on and about.review_due and about.review_due <= about.reviewed_on:
        yield say("review", "review_due is not after reviewed_on")
    for wording in entry.wordings:
        if wording.language != "en" and not wording.metadata.translation:
            yield say("review", f"the {wording.language} wording does not say draft or approved")


def _title(entry: Entry, rules: LintRules, say: Say) -> Iterator[Problem]:
    title = entry.metadata.title or ""
    if not 0 < len(title) <= rules.limits.title_letters:
        yield say("title", f"needs a title of at most {rules.limits.title_letters} letters")


def _channels(entry: Entry, say: Say) -> Iterator[Problem]:
    for language in dict.fromkeys(w.language for w in entry.wordings):
        for channel in ("web", "sms"):
            if not any(entry.on(channel, language)):
                yield say("channels", f"no wording on {channel} ({language})")


def _question(entry: Entry, rules: LintRules, say: Say) -> Iterator[Problem]:
    if entry.key.removeprefix(ANSWER) not in rules.questions:
        yield say("question", "no such question in the catalogue")


def _sources(entry: Entry, rules: LintRules, facts: Facts, say: Say) -> Iterator[Problem]:
    about = entry.metadata
    if not about.sources or not about.source_line:
        yield say("sources", "no sources, or no source_line")
    for source in about.sources:
        own = source.file in rules.own_sources
        if not own and not facts.knows_source(source.file, source.section):
            yield say("sources", f"no fact stands in {source.file}, {source.section}")
    stand = {(s.file, s.section) for s in about.sources}
    for fact in (facts.by_id[f] for f in about.facts if f in facts.by_id):
        if (fact.file, fact.section) not in stand:
            yield say("sources", f"{fact.id} stands in {fact.file}, {fact.section}: not named")
    if not about.facts and any(s.file not in rules.own_sources for s in about.sources):
        yield say("facts", "no facts")


def _facts(entry: Entry, facts: Facts, say: Say) -> Iterator[Problem]:
    for name in entry.metadata.facts:
        if name in facts.never:
            yield say("facts", f"{name} may not be stated")
        elif name not in facts.by_id:
            yield say("facts", f"there is no fact {name}")


def _qualified(entry: Entry, facts: Facts, say: Say) -> Iterator[Problem]:
    """A row that may be stated only with its qualifier: the web wordings say it."""
    rows = [facts.by_id[f] for f in entry.metadata.facts if f in facts.by_id]
    texts = [w.text for w in entry.on("web", "en")]
    for row, name in ((r, q) for r in rows for q in r.qualifiers if q in facts.says):
        if not all(re.search(facts.says[name], text, re.IGNORECASE) for text in texts):
            yield say("qualifier", f"{row.id} without {name}: {facts.qualifiers[name]}")


def _buttons(entry: Entry, rules: LintRules, say: Say) -> Iterator[Problem]:
    for wording in entry.wordings:
        count = len(wording.buttons)
        if wording.channel is None and wording.language == "en" and not count:
            yield say("buttons", "a web wording offers no next step")
        if count > rules.limits.buttons:
            yield say("buttons", f"{count} buttons, more than {rules.limits.buttons}")


def _without(entry: Entry, rules: LintRules, say: Say) -> Iterator[Problem]:
    """A wording that needs what a clinic may not have given has another beside it."""
    known = {*rules.always_known, *rules.variables}
    for channel, language in dict.fromkeys((w.channel, w.language) for w in entry.wordings):
        wordings = [w for w in entry.wordings if (w.channel, w.language) == (channel, language)]
        if all(set(w.required) - known for w in wordings):
            yield say("without", f"nothing to say on {channel or 'web'} ({language}) without "
                                 f"{', '.join(wordings[-1].required)}")
