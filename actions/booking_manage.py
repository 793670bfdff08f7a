"""Appointments that stand: when they are, moving them, cancelling them, confirming them.

Told are the conversation that made an appointment, the number it is under, and whoever gave back
the code that was texted there (`booking_proof.py`). Nobody else, not even that there is one.
"""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._desk import now
from actions.booking import booking_desk
from actions.booking_tracker import FORM, channel_of, said_in, slots_for, voice_in, wish_in
from frontdesk.booking.agreement import agreement, is_question
from frontdesk.booking.draft import Draft, Notes
from frontdesk.store.tables import Appointment

CANCEL_FORM, PROOF_FORM = "cancel_form", "proof_form"


async def _standing(tracker: Tracker) -> Appointment | None:
    found = await asyncio.to_thread(booking_desk().standing, tracker.sender_id, now(tracker))
    return found[0] if found else None


async def _prove_or_staff(
    dispatcher: CollectingDispatcher, tracker: Tracker, wanted: str
) -> list[EventType]:
    """On the web a code proves who asks; a text comes from its number, so staff help there."""
    if channel_of(tracker) == "sms" or not booking_desk().can_text:
        return await _by_staff(dispatcher, tracker)
    wish = wish_in(tracker)
    return [
        SlotSet("proof_phone", None), SlotSet("proof_code", None),
        SlotSet("proof_notes", {"wanted": wish} if wish else {}), SlotSet("proof_for", wanted),
        SlotSet("requested_slot", None), FollowupAction(PROOF_FORM),
    ]


async def _by_staff(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Staff help; whether there is an appointment at all is not said."""
    desk, at = booking_desk(), now(tracker)
    due = await asyncio.to_thread(
        desk.ask_staff, tracker.sender_id, "appointment_help", at, Draft()
    )
    dispatcher.utter_message(
        response="utter_appointment_by_staff", promise=voice_in(tracker).soon(due, at)
    )
    return []


class ActionCheckAppointment(Action):
    """When the appointment is."""

    def name(self) -> str:
        """See the parent class."""
        return "action_check_appointment"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Tells whoever may know; a reminder's button confirms."""
        pressed = said_in(tracker).values.get("confirm")
        if pressed:
            return await _confirmed(dispatcher, tracker, str(pressed))
        appointment = await _standing(tracker)
        if appointment is None:
            return await _prove_or_staff(dispatcher, tracker, "check_appointment")
        _tell(dispatcher, tracker, appointment)
        return []


def _tell(
    dispatcher: CollectingDispatcher, tracker: Tracker, appointment: Appointment
) -> None:
    when = voice_in(tracker).full(appointment.starts)
    dispatcher.utter_message(response="utter_appointment_when", when=when)


async def _confirmed(
    dispatcher: CollectingDispatcher, tracker: Tracker, which: str
) -> list[EventType]:
    """The button of a reminder, or "no" to an offer of the waiting list."""
    desk, at = booking_desk(), now(tracker)
    if which == "wait":
        await asyncio.to_thread(desk.let_go, tracker.sender_id, at)
        dispatcher.utter_message(response="utter_waiting_kept")
        return []
    done = await asyncio.to_thread(desk.confirm, which, tracker.sender_id, at)
    if done is None:
        return await _prove_or_staff(dispatcher, tracker, "check_appointment")
    dispatcher.utter_message(
        response="utter_appointment_confirmed", when=voice_in(tracker).full(done.starts)
    )
    return []


class ActionRescheduleAppointment(Action):
    """Moving: the booking form, with all but the time known."""

    def name(self) -> str:
        """See the parent class."""
        return "action_reschedule_appointment"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Fills the form from the appointment and opens it."""
        appointment = await _standing(tracker)
        if appointment is None:
            return await _prove_or_staff(dispatcher, tracker, "reschedule_appointment")
        return _moving(appointment)


def _moving(
    appointment: Appointment, wanted: dict[str, Any] | None = None
) -> list[EventType]:
    """`wanted`: the time that was wished for before it was known who asks."""
    draft = Draft(
        reason=appointment.reason or "-", mri=appointment.mri or "unsure",
        person_name=appointment.name, phone=appointment.phone,
        for_whom=appointment.for_whom, notes=Notes(moving=appointment.id, wanted=wanted),
    )
    return [*slots_for(draft), SlotSet("requested_slot", None), FollowupAction(FORM)]


class ActionCancelAppointment(Action):
    """Cancelling, after a yes."""

    def name(self) -> str:
        """See the parent class."""
        return "action_cancel_appointment"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Opens the form that asks once more."""
        appointment = await _standing(tracker)
        if appointment is None:
            return await _prove_or_staff(dispatcher, tracker, "cancel_appointment")
        return _cancelling(appointment)


def _cancelling(appointment: Appointment) -> list[EventType]:
    return [
        SlotSet("cancelling", appointment.id), SlotSet("cancel_confirmed", None),
        FollowupAction(CANCEL_FORM),
    ]


class ActionProofSubmit(Action):
    """After the code: what was asked for at first, or staff."""

    def name(self) -> str:
        """See the parent class."""
        return "action_proof_submit"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Goes on with what was asked for."""
        names = ("proof_phone", "proof_code", "proof_notes", "proof_for")
        emptied = [SlotSet(name, None) for name in names]
        notes = tracker.get_slot("proof_notes") or {}
        how = notes.get("ended")
        if how == "left":
            dispatcher.utter_message(response="utter_proof_left")
            return emptied
        proved = tracker.get_slot("proof_code") == "right"
        appointment = await _standing(tracker) if proved else None
        if appointment is None:
            return [*await _by_staff(dispatcher, tracker), *emptied]
        wanted = tracker.get_slot("proof_for")
        if wanted == "reschedule_appointment":
            return [*emptied, *_moving(appointment, notes.get("wanted"))]
        if wanted == "cancel_appointment":
            return [*emptied, *_cancelling(appointment)]
        _tell(dispatcher, tracker, appointment)
        return emptied


class ValidateCancelForm(Action):
    """Yes or no; anything else is asked once more, then the appointment stays."""

    def name(self) -> str:
        """See the parent class."""
        return f"validate_{CANCEL_FORM}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """The slot, or nothing where the message is about something else."""
        if tracker.get_slot("requested_slot") != "cancel_confirmed" or _seen(tracker):
            return [SlotSet("cancel_confirmed", None)]
        said = said_in(tracker)
        agrees = agreement(said.words)
        if said.intent in ("affirm", "deny"):
            agrees = said.intent == "affirm"
        if agrees is None and (is_question(said.words) or said.intent not in ("inform", "")):
            return []
        # Nothing is cancelled without a clear yes.
        return [SlotSet("cancel_confirmed", bool(agrees))]


def _seen(tracker: Tracker) -> bool:
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action_execution_rejected":
            return True
    return False


class AskCancelConfirmed(Action):
    """Whether to cancel."""

    def name(self) -> str:
        """See the parent class."""
        return f"action_ask_{CANCEL_FORM}_cancel_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Names the time, so that it is clear what would be cancelled."""
        appointment = await _standing(tracker)
        voice = voice_in(tracker)
        dispatcher.utter_message(
            response="utter_ask_cancel_confirmation", asks_for="confirmation",
            when=voice.full(appointment.starts) if appointment else "",
            buttons=[
                {"title": voice.title("Yes, cancel it"), "payload": "/affirm"},
                {"title": voice.title("No, keep it"), "payload": "/deny"},
            ],
        )
        return []


class ActionCancelSubmit(Action):
    """Cancels, or leaves all as it is."""

    def name(self) -> str:
        """See the parent class."""
        return "action_cancel_submit"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Cancelling twice is cancelling once."""
        wanted, which = tracker.get_slot("cancel_confirmed"), tracker.get_slot("cancelling")
        emptied = [SlotSet("cancel_confirmed", None), SlotSet("cancelling", None)]
        if not (wanted and which):
            dispatcher.utter_message(response="utter_appointment_kept")
            return emptied
        desk = booking_desk()
        gone = await asyncio.to_thread(desk.cancel, which, tracker.sender_id, now(tracker))
        if gone is None:
            return [*await _by_staff(dispatcher, tracker), *emptied]
        dispatcher.utter_message(
            response="utter_appointment_cancelled", when=voice_in(tracker).full(gone.starts)
        )
        return emptied

