"""What a text says: claims, limits, verdicts, carrier words, reading grade, length."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator

from frontdesk.answers import gsm7
from frontdesk.answers.lint_rules import LintRules, found
from frontdesk.answers.lint_said import Problem, Said
from frontdesk.answers.render import numbered

Check = Callable[[Said, LintRules], Iterator[Problem]]


def wording_problems(said: Said, rules: LintRules) -> Iterator[Problem]:
    """Everything wrong with what one wording says."""
    stands = said.entry.key.startswith(rules.as_they_stand)
    for check in _FORM if stands else (*_FORM, *_MEANING):
        yield from check(said, rules)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a whole message, by textstat 0.7.3 (it needs no corpus)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # textstat asks for pkg_resources as it is imported
        import textstat
    # An address is tapped, not read.
    return float(textstat.flesch_kincaid_grade(re.sub(r"https?://\S+", "here.", text)))


def _banned(said: Said, rules: LintRules) -> Iterator[Problem]:
    for ban in rules.language(said.wording.language).banned:
        if match := found(ban.pattern, said.text, ban.unless):
            yield said.problem("banned-claim", f"{match[0]!r}: {ban.why} ({ban.id})", match)


def _configured(said: Said, rules: LintRules) -> Iterator[Problem]:
    for ban in rules.configured:
        if match := found(ban.pattern, said.raw, ban.unless):
            yield said.problem("configured", f"{match[0]!r}: {ban.why}", match)


def _verdict(said: Said, rules: LintRules) -> Iterator[Problem]:
    about = rules.language(said.wording.language)
    for pattern in about.verdicts:
        if match := found(pattern, said.text, about.verdicts_unless):
            yield said.problem("verdict", f"{match[0]!r}: a verdict is a clinician's", match)


def _limit(said: Said, rules: LintRules) -> Iterator[Problem]:
    about = rules.language(said.wording.language)
    if not said.entry.key.startswith(rules.medical):
        return
    match = found(about.benefits, said.text, about.benefits_unless)
    if match and not found(about.limits, said.text):
        yield said.problem("limit", f"{match[0]!r} has no limit or risk beside it", match)


def _fda_status(said: Said, rules: LintRules) -> Iterator[Problem]:
    about = rules.language(said.wording.language)
    match = found(about.topic, said.text)
    if match and not found(about.status, said.text):
        yield said.problem("fda-status", f"{match[0]!r} without its FDA status", match)


def _carrier(said: Said, rules: LintRules) -> Iterator[Problem]:
    if said.entry.key in rules.carrier.allowed:
        return
    match = re.search(rules.carrier.capitals, said.raw) or found(
        rules.carrier.instruction, said.raw
    )
    if match:
        yield said.problem("carrier-word", f"{match[0]!r} would end the person's texts", match)


def _grade(said: Said, rules: LintRules) -> Iterator[Problem]:
    if said.wording.language == "en" and (level := grade(said.text)) > rules.limits.grade:
        yield said.problem("grade", f"reads at grade {level}, above {rules.limits.grade}")


def _required(said: Said, rules: LintRules) -> Iterator[Problem]:
    if said.wording.language != "en":
        return
    for need in rules.required:
        if need.key == said.entry.key and need.channel in (None, said.channel):
            for pattern in need.says:
                if not re.search(pattern, said.raw, re.IGNORECASE):
                    yield said.problem("required", f"does not say {pattern}")


def _sms(said: Said, rules: LintRules) -> Iterator[Problem]:
    if said.channel != "sms":
        return
    if strange := gsm7.strange(said.raw):
        yield said.problem("sms-alphabet", f"not in GSM-7: {' '.join(strange)}")
    buttons = [{"title": b.title} for b in said.wording.buttons]
    letters = gsm7.length(numbered(said.text, buttons))
    if letters > gsm7.MOST:
        yield said.problem("sms-length", f"{letters} letters, more than {gsm7.MOST}")


def _safety(said: Said, rules: LintRules) -> Iterator[Problem]:
    if not said.entry.key.startswith(rules.as_they_stand):
        return
    if not found(rules.safety.help, said.raw[: rules.safety.within]):
        yield said.problem("safety", f"names no help in {rules.safety.within} characters")
    if match := found(rules.safety.promise, said.raw):
        yield said.problem("safety", f"{match[0]!r}: nobody was reached yet", match)
    if said.wording.required:
        yield said.problem("safety", f"waits for {', '.join(said.wording.required)}")


def _words(said: Said, rules: LintRules) -> Iterator[Problem]:
    count = len(said.text.split())
    if said.channel == "web" and count > rules.limits.web_words:
        yield said.problem("words", f"{count} words, more than {rules.limits.web_words}")


_FORM: tuple[Check, ...] = (_sms, _words, _configured, _grade, _carrier, _safety)
_MEANING: tuple[Check, ...] = (_banned, _verdict, _limit, _fda_status, _required)
