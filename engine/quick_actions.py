"""Rasa's actions, made once, and what it looks for in every turn although it can never be there.

To find one action Rasa makes a dozen others; to warn of an unknown intent it first builds an empty
domain and compares ours with it; before each message it lists all that was done, to see whether
anything was; and after it, it asks every slot whether the message fills it, though actions fill all
of ours.
"""

from __future__ import annotations

from typing import Any

import rasa.core.actions.action
from rasa.core.actions.action import Action, ActionExtractSlots
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_VALIDATE_SLOT_MAPPINGS,
    DEFAULT_SLOT_NAMES,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.core.slot_mappings import SlotMappingType
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

_ACTIONS = "_desk_actions"
_EMPTY = "_desk_is_empty"
_FILLS_NONE = "_desk_messages_fill_no_slot"

_slow_action = rasa.core.actions.action.action_for_name_or_text
_slow_is_empty = Domain.is_empty
_slow_extraction = ActionExtractSlots.run
_slow_session = MessageProcessor._update_tracker_session


def install() -> None:
    """From here on Rasa finds its actions in memory and does not look for what cannot be there."""
    rasa.core.actions.action.action_for_name_or_text = _action
    Domain.is_empty = _is_empty
    ActionExtractSlots.run = _extraction
    MessageProcessor._update_tracker_session = _session


def _action(name: str, domain: Domain, endpoint: EndpointConfig | None) -> Action:
    """An action; none of Rasa's keeps anything of a turn. Raises for a name that is not known."""
    made: dict[tuple[str, int], Action] = domain.__dict__.setdefault(_ACTIONS, {})
    key = (name, id(endpoint))
    if key not in made:
        made[key] = _slow_action(name, domain, endpoint)
    return made[key]


def _is_empty(domain: Domain) -> bool:
    """See the method of Rasa's; while serving, no domain changes."""
    if _EMPTY not in domain.__dict__:
        domain.__dict__[_EMPTY] = _slow_is_empty(domain)
    return domain.__dict__[_EMPTY]


async def _extraction(action: ActionExtractSlots, *turn: Any) -> list[Event]:
    """Events that set slots, from the latest message; see the method of Rasa's."""
    domain: Domain = turn[-1]
    if _FILLS_NONE not in domain.__dict__:
        domain.__dict__[_FILLS_NONE] = _fills_none(domain)
    return [] if domain.__dict__[_FILLS_NONE] else await _slow_extraction(action, *turn)


async def _session(
    processor: MessageProcessor, tracker: DialogueStateTracker, *given: Any, **named: Any
) -> None:
    """See the method of Rasa's: a dialogue where sessions never end, and that waits, goes on."""
    last = tracker.events[-1] if tracker.events else None
    waits = type(last) is ActionExecuted and last.action_name == ACTION_LISTEN_NAME
    if not waits or processor.domain.session_config.are_sessions_enabled():
        await _slow_session(processor, tracker, *given, **named)


def _fills_none(domain: Domain) -> bool:
    """Whether each slot is left to actions that run when they are predicted."""
    if ACTION_VALIDATE_SLOT_MAPPINGS in domain.user_actions:
        return False
    slots = (slot for slot in domain.slots if slot.name not in DEFAULT_SLOT_NAMES)
    custom = str(SlotMappingType.CUSTOM)
    return all(
        mapping.get("type") == custom and not mapping.get("action")
        for slot in slots
        for mapping in slot.mappings
    )
