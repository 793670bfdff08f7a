"""Trackers copied as they stand, without living their conversations anew.

Rasa makes a tracker for every action that runs, by replaying all events on one that is fresh, and
copies each of thirty slots by the long way that suits any object. A tracker's state is what its
events made of it: a copy of the state is the same.
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

#: after these no action is left to follow
_CLEARING = (UserUttered, ActionExecuted)
#: these say nothing of an action to follow
_SILENT = (
    SlotSet, BotUttered, ActiveLoop, LoopInterrupted, ActionExecutionRejected,
    DefinePrevUserUtteredFeaturization,
)  # fmt: skip


def install() -> None:
    """From here on Rasa copies slots, trackers and what it tells of a form this way."""
    Slot.__copy__ = _copied_slot
    DialogueStateTracker.copy = _copied_tracker
    rasa.shared.core.trackers.dataclasses = SimpleNamespace(asdict=_fields)


def _copied_slot(slot: Slot) -> Slot:
    mine = object.__new__(type(slot))
    mine.__dict__.update(slot.__dict__)
    return mine


def _copied_tracker(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """The tracker, with events and slots of its own."""
    if not _nothing_follows(tracker):
        return _slow_copy(tracker)
    mine = object.__new__(type(tracker))
    mine.__dict__.update(tracker.__dict__)
    mine.events = copy(tracker.events)
    mine.slots = {name: _copied_slot(slot) for name, slot in tracker.slots.items()}
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
