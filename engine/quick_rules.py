"""Rules asked by what a message means, and not first by its words, which none of ours reads.

Rasa looks through all rules twice after each message: as if stories held words of patients in place
of intents, and then by the intent. A rule for what follows a message names its intent; so the first
look finds nothing. Slots that policies are not shown are left out of what is shown to them at once.
"""

from __future__ import annotations

import json
from typing import Any

from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

_INTENTS_ONLY = "_desk_rules_read_intents_only"

_slow_find = RulePolicy._find_action_from_rules
_slow_slots = Domain._get_slots_sub_state


def install() -> None:
    """From here on Rasa's rules are looked through this way."""
    RulePolicy._find_action_from_rules = _find
    Domain._get_slots_sub_state = staticmethod(_slots)


def _find(
    policy: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool,
) -> tuple[str | None, str | None, bool]:
    """See the method of Rasa's."""
    if _INTENTS_ONLY not in policy.__dict__:
        policy.__dict__[_INTENTS_ONLY] = all(map(_reads_no_words, policy.lookup[RULES]))
    if use_text_for_last_user_input and policy.__dict__[_INTENTS_ONLY]:
        return None, None, False
    return _slow_find(policy, tracker, domain, use_text_for_last_user_input)


def _reads_no_words(rule: str) -> bool:
    """Whether a rule cannot hold right after a message of which only the words are known."""
    last: dict[str, dict[str, Any]] = json.loads(rule)[-1]
    before = last.get(PREVIOUS_ACTION, {}).get(ACTION_NAME)
    return bool(before and before != ACTION_LISTEN_NAME) or bool(last.get(USER, {}).get(INTENT))


def _slots(tracker: DialogueStateTracker, omit_unset_slots: bool = False) -> dict[str, Any]:
    """See the method of Rasa's."""
    if any(slot.influence_conversation for slot in tracker.slots.values()):
        return _slow_slots(tracker, omit_unset_slots)
    return {}
