"""The shape of the rule files. An unknown key is an error that names file, line and key."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from frontdesk.safety.tiers import RAISED_HERE


class Strict(BaseModel):
    """Refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class ConceptEntry(Strict):
    """A thing people say in many ways.

    Attributes:
        kind: "sign" must be present, now and in a living person; "event" too, and an old one is
            not made new by "now" in the same sentence; "plea" is meant even as a question; "fact"
            may lie in the past (a procedure, an illness once had); "word" is not judged.
        words: Phrases in the notation of `expand`.
        patterns: Patterns over other concepts, in the notation of `expand`.
        unless: Concepts that take this meaning away when they stand in the same sentence.
    """

    about: str = ""
    kind: Literal["sign", "event", "plea", "fact", "word"] = "sign"
    words: list[str] = []
    patterns: list[str] = []
    unless: list[str] = []


class ConceptFile(Strict):
    """rules/concepts/*.yml"""

    concepts: dict[str, ConceptEntry]


class RuleEntry(Strict):
    """One rule.

    Attributes:
        requires: All of these; each is a concept, or several with `|`.
        within: Where they must stand together.
        unless: Concepts that, in the same sentence (or message for rules wider than a sentence),
            mean something else.
        context: Facts of the chart, any of which may stand in for the last of `requires`.
        lasting: "leave" when a long-standing, unchanged sign does not count.
        window_days: How long ago it may have happened, or have gone away, and still count.
        tier: Only where it differs from the category's.
        yields_to: Categories or rules that say the same better; its finding is then dropped,
            never in favour of a lower tier.
        source: The taxonomy's source keys.
        fires, leaves: Examples the tests hold the rule to.
    """

    id: str
    category: str
    requires: list[str] = Field(min_length=1)
    within: Literal["sentence", "message", "conversation"] = "sentence"
    unless: list[str] = []
    context: list[str] = []
    lasting: Literal["counts", "leave"] = "leave"
    window_days: int = 1
    tier: str | None = None
    yields_to: list[str] = []
    source: str
    fires: list[str] = Field(min_length=1)
    leaves: list[str] = []

    @cached_property
    def names(self) -> dict[str, tuple[str, ...]]:
        """Requirement to the concepts that meet it."""
        return {r: tuple(n.strip() for n in r.split("|")) for r in self.requires}

    @field_validator("category")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in RAISED_HERE:
            raise ValueError(f"no category {value!r} is raised by the safety layer")
        return value


class RuleFile(Strict):
    """rules/*.yml"""

    about: str
    rules: list[RuleEntry]


class SpellingFile(Strict):
    """rules/words/spelling.yml"""

    map: dict[str, str]
    merge: dict[str, str]
    emoji: dict[str, str]
    fillers: str


class IdiomFile(Strict):
    """rules/words/idioms.yml"""

    idioms: list[str]


class ModifierEntry(Strict):
    """A word that changes how what stands before or after it is meant (ConText)."""

    category: Literal["denied", "unsure", "over", "hypothetical", "other_past", "stop",
                      "stop_over", "stop_self", "pseudo"]
    direction: Literal["forward", "backward", "both"] = "forward"
    max_words: int | None = None
    words: list[str]


class ModifierFile(Strict):
    """rules/words/modifiers.yml"""

    modifiers: list[ModifierEntry]
