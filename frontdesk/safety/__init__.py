"""Safety: a message in, danger signs out. Pure; knows no database, network, web or Rasa.

The taxonomy's categories and tiers are the specification; the rules are data under `rules/`.
"""

from frontdesk.safety.assess import ATTACHMENT_RULE, assess, standing
from frontdesk.safety.model import (
    Asked,
    Assertion,
    Assessment,
    Context,
    Earlier,
    Evidence,
    Finding,
    SafetyInput,
    TextChoice,
)
from frontdesk.safety.questions import SILENCE_AFTER_SECONDS, silence_finding
from frontdesk.safety.rulebook import RuleError, Rules, load_rules
from frontdesk.safety.texts import text_for
from frontdesk.safety.tiers import TIE_ORDER, TIER_OF, TIERS

__all__ = [
    "ATTACHMENT_RULE",
    "SILENCE_AFTER_SECONDS",
    "TIERS",
    "TIER_OF",
    "TIE_ORDER",
    "Asked",
    "Assertion",
    "Assessment",
    "Context",
    "Earlier",
    "Evidence",
    "Finding",
    "RuleError",
    "Rules",
    "SafetyInput",
    "TextChoice",
    "assess",
    "load_rules",
    "silence_finding",
    "standing",
    "text_for",
]
