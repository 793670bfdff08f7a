"""Keeping a tracker short: the last turns, and the state in which they began."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    LoopInterrupted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

KEPT_TURNS = 4
#: these change neither the form nor slots
_SILENT = {
    UserUttered, ActionExecuted, BotUttered, ActionExecutionRejected, LoopInterrupted,
    DefinePrevUserUtteredFeaturization,
}  # fmt: skip


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
    form, values = _before(tracker.sender_id, events[:place], slots := list(slots))
    return [*_state(form, values, slots, events[place].timestamp), *events[place:]]


def _before(
    sender: str, events: list[Event], slots: list[Slot]
) -> tuple[str | None, dict[str, Any]]:
    """The form that was active and what slots held: what was said of each last."""
    form: str | None = None
    values: dict[str, Any] = {slot.name: slot.initial_value for slot in slots}
    for event in events:
        kind = type(event)
        if kind is SlotSet:
            values[event.key] = event.value
        elif kind is ActiveLoop:
            form = event.name
        elif kind not in _SILENT:
            # A new session, slots emptied at once, a turn taken back: Rasa knows best.
            before = DialogueStateTracker.from_events(sender, events, slots)
            return before.active_loop_name, before.current_slot_values()
    return form, values


def _state(
    form: str | None, values: Mapping[str, Any], slots: list[Slot], at: float
) -> list[Event]:
    """Events for the form, for slots that are not as at first, and that the bot was listening."""
    events: list[Event] = []
    if form:
        events.append(ActionExecuted(form, timestamp=at))
        events.append(ActiveLoop(form, timestamp=at))
    for slot in slots:
        if values[slot.name] != slot.initial_value:
            events.append(SlotSet(slot.name, values[slot.name], timestamp=at))
    return [*events, ActionExecuted(ACTION_LISTEN_NAME, timestamp=at)]
