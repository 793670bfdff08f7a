"""Writes docs/safety-rules.md, for the person who signs: `python -m frontdesk.safety.review`."""

from __future__ import annotations

from pathlib import Path

from frontdesk.safety.rulebook import Rules, load_rules
from frontdesk.safety.schema import RuleEntry
from frontdesk.safety.tiers import TIER_OF

PAGE = Path(__file__).parents[2] / "docs" / "safety-rules.md"
HEAD = """# Safety rules

Made by `python -m frontdesk.safety.review` from `frontdesk/safety/rules/`. Do not edit here.

Every rule says what must be found together, and where. A concept is a thing people say in many
ways (the words are in `rules/concepts/`). A sign that is denied, long over, long-standing and
unchanged, only asked about, or somebody else's past does not count, unless the rule says so.
"Fires on" and "leaves" are checked by the tests. Sources are keys of the taxonomy's list.

## How a sign is meant

Every finding says how its first sign was meant:

| | values | counts as evidence |
|---|---|---|
| polarity | present, absent, unsure | all but absent ("unsure" is never a reason for silence) |
| time | now, recent, resolved, hypothetical | not hypothetical; resolved within the rule's window |
| person | self, other_now, other_past, generic | self, and somebody else in danger now |

A plea ("help me", "I want to die") counts also as a question or an "if".

Beside the rules a second voice listens, a statistical model trained on our own phrases
(`frontdesk/safety/phrases/`). It may raise what no rule did, under the name `classifier`; it
silences nothing.
"""


def page(rules: Rules) -> str:
    """The review document as Markdown."""
    parts = [HEAD]
    for name, (about, entries) in sorted(rules.topics.items()):
        parts.append(f"## {name.replace('_', ' ').capitalize()}\n\n{about}\n")
        parts += [_entry(e) for e in entries]
    parts.append(f"{len(rules.entries)} rules, {len(rules.kinds)} concepts.\n")
    return "\n".join(parts)


def _entry(rule: RuleEntry) -> str:
    needs = " **and** ".join(r.replace("_", " ").replace(" | ", " *or* ") for r in rule.requires)
    where = {"sentence": "in one sentence", "message": "in one message",
             "conversation": "within 24 hours"}[rule.within]
    tier = rule.tier or TIER_OF[rule.category]
    lines = [f"### {rule.id}\n", f"- **Raises** `{rule.category}` ({tier})",
             f"- **Needs** {needs}, {where}"]
    if rule.context:
        lines.append(f"- **Or, for the last,** on record: {', '.join(rule.context)}")
    if rule.unless:
        lines.append(f"- **Not with** {', '.join(rule.unless).replace('_', ' ')}")
    if rule.window_days > 1:
        lines.append(f"- **Counts though over** for {rule.window_days} days")
    if rule.lasting == "counts":
        lines.append("- **Counts though long-standing**")
    if rule.yields_to:
        lines.append(f"- **Gives way to** {', '.join(f'`{y}`' for y in rule.yields_to)}")
    lines.append("- **Fires on** " + "; ".join(f'"{t}"' for t in rule.fires))
    if rule.leaves:
        lines.append("- **Leaves** " + "; ".join(f'"{t}"' for t in rule.leaves))
    lines.append(f"- **Source** {rule.source}\n")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(load_rules()), encoding="utf-8")
