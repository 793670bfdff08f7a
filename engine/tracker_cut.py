"""Keeping a tracker short: the last turns, and the state in which they began."""

from __future__ import annotations

from collections.abc import Iterable

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

KEPT_TURNS = 4


def cut(
    tracker: DialogueStateTracker, slots: Iterable[Slot], turns: int = KEPT_TURNS
) -> list[Event]:
    """Events that bring a new tracker to the same state, however long the conversation was.

    Args:
        tracker: with all that was said so far.
        slots: the domain's, at their initial values.
        turns: how many of the last messages of the person are kept with what followed them.
    """
    events = list(tracker.events)
    starts = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(starts) <= turns:
        return events
    place = starts[-turns]
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:place], slots)
    return [*_state(before, events[place].timestamp), *events[place:]]


def _state(before: DialogueStateTracker, at: float) -> list[Event]:
    """The form that was active, the slots that were set, and that the bot was listening."""
    events: list[Event] = []
    if before.active_loop_name:
        events.append(ActionExecuted(before.active_loop_name, timestamp=at))
        events.append(ActiveLoop(before.active_loop_name, timestamp=at))
    for slot in before.slots.values():
        if slot.value != slot.initial_value:
            events.append(SlotSet(slot.name, slot.value, timestamp=at))
    return [*events, ActionExecuted(ACTION_LISTEN_NAME, timestamp=at)]
