"""Which approved text answers which findings."""

from __future__ import annotations

from frontdesk.safety.model import Finding, TextChoice
from frontdesk.safety.tiers import rank

KEY = "utter_red_flag/"
ASKS: dict[str, str] = {
    "ambiguous_distress": "ambiguous_distress",
    "suicide_self_harm_check_in": "ambiguous_distress",
    "suicide_self_harm": "suicide_self_harm",
    "abuse_or_unsafe_home": "abuse_or_unsafe_home",
    "vague_alarm": "vague_alarm",
}
"""Text (after `utter_red_flag/`) to the category of the question it asks."""

CHECK_IN_RULE = "suicide.exasperation"
"""A coded word in an annoyed message: one soft question, and staff decide."""


def text_for(findings: tuple[Finding, ...], *, do_not_reply: bool = False) -> TextChoice:
    """The texts for `findings`: the first finding's, and after an overdose also the crisis text."""
    if do_not_reply or not findings:
        return TextChoice()
    ordered = sorted(findings, key=lambda f: rank(f.category, f.tier))
    chosen = [ordered[0]]
    if ordered[0].category == "overdose_or_poisoning":
        chosen += [f for f in ordered if f.category == "suicide_self_harm"]
    names = [_name(f) for f in chosen]
    asks = next((ASKS[n] for n in names if n in ASKS), None)
    return TextChoice(tuple(KEY + n for n in names), asks)


def _name(finding: Finding) -> str:
    if finding.category != "suicide_self_harm":
        return finding.category
    if finding.rule == CHECK_IN_RULE:
        return "suicide_self_harm_check_in"
    if finding.assertion.experiencer == "other_now":
        return "suicide_self_harm_family"
    return finding.category
