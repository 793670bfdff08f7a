"""The booking form: what each message adds, what is asked next, and how it ends."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions._desk import house, now
from actions.booking_tracker import (
    FORM,
    channel_of,
    draft_of,
    emptied,
    is_fresh,
    key_of,
    said_before,
    said_in,
    slots_for,
    voice_in,
    was_answered,
)
from frontdesk.booking.desk import BookingDesk, Done
from frontdesk.booking.draft import Draft, resume, take_in
from frontdesk.booking.phones import spoken_phone
from frontdesk.booking.voice import Voice
from frontdesk.store.tables import Appointment

#: how a draft ended without a booking -> kind of case
_CASES = {
    "person": "booking_help", "minor": "booking_minor", "pregnancy": "booking_pregnancy",
    "procedure": "booking_procedure", "closed": "booking_help",
}
#: what is asked once a booking stands (`booking_visit.py`)
VISIT_FORM = "visit_form"


def booking_desk() -> BookingDesk:
    """The booking desk of this house."""
    return house().booking


class ValidateBookingForm(Action):
    """Reads a message into the draft. Answers nothing when the message is about something else."""

    def name(self) -> str:
        """See the parent class."""
        return f"validate_{FORM}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """The new slots; none lets Rasa's rules answer first and come back to the form."""
        return await asyncio.to_thread(_validated, tracker)


def _validated(tracker: Tracker) -> list[EventType]:
    desk, said, draft = booking_desk(), said_in(tracker), draft_of(tracker)
    if is_fresh(tracker):
        asked = tracker.get_slot("requested_slot")
        begun = _begun(desk, tracker, draft, asked)
        taken_in = take_in(begun, asked, said, desk.clinic.zone)
        if taken_in is None:
            return []
        before = said_before(tracker) if asked is None and said.pressed else None
        if before is not None:
            taken_in = take_in(taken_in, None, before, desk.clinic.zone) or taken_in
        draft = _for_staff(desk, tracker, taken_in, said.now) if asked is None else taken_in
    elif was_answered(tracker, FORM):
        draft = resume(draft, said)
    if is_fresh(tracker) or not (draft.notes.offers or draft.notes.days):
        draft = desk.settle_time(tracker.sender_id, draft, said.now)
    events = slots_for(draft)
    return [*events, _over()] if draft.notes.ended else events


def _begun(desk: BookingDesk, tracker: Tracker, draft: Draft, asked: str | None) -> Draft:
    """At the beginning: a time of an earlier attempt is void; a number texted from is known."""
    if asked is not None:
        return draft
    if not draft.notes.moving:
        known = {k: v for k, v in desk.waited(tracker.sender_id).items() if v is not None}
        draft = replace(draft, **{k: v for k, v in known.items() if getattr(draft, k) is None})
    phone = draft.phone or desk.known_phone(tracker.sender_id)
    notes = replace(draft.notes, ended=None, tries={}, offers=(), days=())
    return replace(draft, opening=None, booking_confirmed=None, phone=phone, notes=notes)


def _for_staff(desk: BookingDesk, tracker: Tracker, draft: Draft, at: datetime) -> Draft:
    """What staff know of the person may leave the booking to them from the beginning."""
    closed = desk.closed_by_facts(tracker.sender_id, at)
    if closed is None or draft.notes.ended:
        return draft
    return replace(draft, notes=replace(draft.notes, ended=closed))


def _over() -> EventType:
    """Nothing more to ask: Rasa leaves the form."""
    return {"event": "slot", "timestamp": None, "name": "requested_slot", "value": None}


class ActionBookingSubmit(Action):
    """The end of the form: the booking, or a kind word and staff."""

    def name(self) -> str:
        """See the parent class."""
        return "action_booking_submit"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Books once, however often it is run for the same message."""
        draft, at = draft_of(tracker), now(tracker)
        if not draft.notes.ended and (draft.missing or not draft.booking_confirmed):
            return []
        if not draft.notes.ended:
            done = await asyncio.to_thread(_finish, tracker, draft, at)
            if done.appointment is not None:
                moved = bool(draft.notes.moving)
                _say_booked(
                    dispatcher, done.appointment, moved, channel_of(tracker), voice_in(tracker)
                )
                return emptied() if moved else [*emptied(), *_more(done.appointment)]
            assert done.draft is not None
            draft = done.draft
        if not draft.notes.ended:
            return [*slots_for(draft), FollowupAction(FORM)]
        await _say_ended(dispatcher, tracker, draft, at)
        return emptied()


def _finish(tracker: Tracker, draft: Draft, at: datetime) -> Done:
    key = key_of(tracker, "action_booking_submit")
    return booking_desk().finish(tracker.sender_id, draft, at, channel_of(tracker), key)


def _more(appointment: Appointment) -> list[EventType]:
    """What may still be asked, once the visit stands."""
    return [
        SlotSet("visit_booked", appointment.id),
        SlotSet("visit_email", appointment.details.get("email")),
        FollowupAction(VISIT_FORM),
    ]


def _say_booked(
    dispatcher: CollectingDispatcher, appointment: Appointment, moved: bool, channel: str,
    voice: Voice,
) -> None:
    clinic, zone = house().clinic, house().clinic.zone
    kinds = {k.id: k.title for k in clinic.booking.kinds}
    file = house().calendar_links.of(appointment.id)
    dispatcher.utter_message(
        response=_response(appointment, moved),
        name=appointment.name,
        when=voice.full(appointment.starts),
        minutes=int((appointment.ends - appointment.starts).total_seconds()) // 60,
        appointment={
            "starts": appointment.starts.astimezone(zone).isoformat(),
            "ends": appointment.ends.astimezone(zone).isoformat(),
            "title": f"{kinds.get(appointment.kind, 'Consultation')}, {clinic.clinic.name}",
            "calendar": file,
        },
    )
    if channel == "sms" and appointment.state != "requested":
        dispatcher.utter_message(response="utter_booking_calendar", calendar=file)


def _response(appointment: Appointment, moved: bool) -> str:
    if appointment.state == "requested":
        return "utter_booking_requested"
    if moved:
        return "utter_booking_moved"
    return "utter_booking_done" if appointment.mri == "yes" else "utter_booking_done_without_mri"


async def _say_ended(
    dispatcher: CollectingDispatcher, tracker: Tracker, draft: Draft, at: datetime
) -> None:
    how, desk = str(draft.notes.ended), booking_desk()
    if how == "waiting":
        await asyncio.to_thread(desk.wait, tracker.sender_id, draft, at)
        dispatcher.utter_message(response="utter_booking_waiting")
        return
    if how not in _CASES:
        await asyncio.to_thread(desk.leave, tracker.sender_id)
        dispatcher.utter_message(response="utter_booking_left")
        return
    due = await asyncio.to_thread(desk.ask_staff, tracker.sender_id, _CASES[how], at, draft)
    promise = voice_in(tracker).soon(due, at)
    reached = "" if draft.phone is None else spoken_phone(draft.phone)
    response = f"utter_booking_{how}" if reached else f"utter_booking_{how}_without_phone"
    dispatcher.utter_message(response=response, promise=promise, phone=reached)
