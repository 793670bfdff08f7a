"""Trackers copied as they stand, without living their conversations anew.

Rasa makes a tracker for every action that runs, by replaying all events on one that is fresh, and
copies each of thirty slots by the long way that suits any object. A tracker's state is what its
events made of it: a copy of the state is the same. A slot is never changed here: another takes its
place. So trackers share those that nothing was said of.
"""

from __future__ import annotations

import dataclasses
from copy import copy
from types import SimpleNamespace
from typing import Any

import rasa.shared.core.trackers
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    LoopInterrupted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

_slow_copy = DialogueStateTracker.copy
_slow_set = DialogueStateTracker._set_slot

#: after these no action is left to follow
_CLEARING = (UserUttered, ActionExecuted)
#: these say nothing of an action to follow
_SILENT = (
    SlotSet, BotUttered, ActiveLoop, LoopInterrupted, ActionExecutionRejected,
    DefinePrevUserUtteredFeaturization,
)  # fmt: skip


def install() -> None:
    """From here on Rasa keeps slots, and copies trackers and what it tells of a form, this way."""
    rasa.shared.core.trackers.copy = SimpleNamespace(copy=lambda slot: slot)
    DialogueStateTracker._set_slot = _set_slot
    DialogueStateTracker._reset_slots = _reset_slots
    DialogueStateTracker.copy = _copied_tracker
    rasa.shared.core.trackers.dataclasses = SimpleNamespace(asdict=_fields)


def _another(slot: Slot) -> Slot:
    mine = object.__new__(type(slot))
    mine.__dict__.update(slot.__dict__)
    return mine


def _set_slot(tracker: DialogueStateTracker, key: str, value: Any) -> None:
    """See the method of Rasa's; a slot that there is not is left to it."""
    slot = tracker.slots.get(key)
    if slot is None:
        return _slow_set(tracker, key, value)
    tracker.slots[key] = mine = _another(slot)
    mine.value = value


def _reset_slots(tracker: DialogueStateTracker) -> None:
    """See the method of Rasa's."""
    for key, slot in tracker.slots.items():
        if slot.has_been_set:
            tracker.slots[key] = mine = _another(slot)
            mine.reset()


def _copied_tracker(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """The tracker, with events and slots of its own."""
    if not _nothing_follows(tracker):
        return _slow_copy(tracker)
    mine = object.__new__(type(tracker))
    mine.__dict__.update(tracker.__dict__)
    mine.events = copy(tracker.events)
    mine.slots = tracker.slots.copy()
    mine.active_loop = copy(tracker.active_loop)
    mine.sender_source = mine.model_id = mine.assistant_id = None
    return mine


def _nothing_follows(tracker: DialogueStateTracker) -> bool:
    """Whether the events too say that no action is to follow.

    It is the one part of the state that Rasa changes without an event.
    """
    for event in reversed(tracker.events):
        if isinstance(event, _CLEARING):
            return tracker.followup_action is None
        if not isinstance(event, _SILENT):
            return False
    return False


def _fields(told: Any) -> dict[str, Any]:
    """A dataclass as a dict: what is in it goes into JSON, and is not copied before."""
    return {field.name: getattr(told, field.name) for field in dataclasses.fields(told)}
