"""Every route of the console, with the permission it asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from frontdesk.console.views import (
    account,
    answers,
    appointments,
    canned,
    cases,
    clinic,
    conversations,
    desk,
    health,
    live,
    numbers,
    ownership,
    pages,
    privacy,
    queue,
    record,
    reset,
    search,
    session,
    staff,
    static,
    texts,
    unanswered,
    visits,
)
from frontdesk.staff.roles import ENTERING, PUBLIC, SIGNED_IN


@dataclass(frozen=True)
class Route:
    """One method of one path. `permission` is `noun:verb`, `PUBLIC`, `SIGNED_IN` or `ENTERING`."""

    method: str
    path: str
    handler: Callable[..., Any]
    permission: str

    @property
    def name(self) -> str:
        """Unique in the application."""
        return f"{self.handler.__module__.rpartition('.')[2]}_{self.handler.__name__}"


_CONVERSATION = "/conversations/<conversation_id:str>"
_CASE = "/cases/<case_id:str>"
_VISIT = "/appointments/<appointment_id:str>"

ROUTES: tuple[Route, ...] = (
    Route("GET", "/", queue.show, "case:read"),
    Route("GET", "/queue", queue.cards, "case:read"),
    Route("POST", f"{_CASE}/acknowledge", cases.acknowledge, "case:write"),
    Route("POST", f"{_CASE}/resolve", cases.resolve, "case:write"),
    Route("POST", "/cases/shown", cases.shown, "case:write"),
    Route("GET", "/conversations", conversations.index, "conversation:read"),
    Route("GET", _CONVERSATION, conversations.show, "conversation:read"),
    Route("GET", f"{_CONVERSATION}/news", conversations.news, "conversation:read"),
    Route("POST", f"{_CONVERSATION}/take", ownership.take, "conversation:write"),
    Route("POST", f"{_CONVERSATION}/reply", ownership.reply, "conversation:write"),
    Route("POST", f"{_CONVERSATION}/hand-back", ownership.hand_back, "conversation:write"),
    Route("POST", f"{_CONVERSATION}/note", desk.add_note, "conversation:write"),
    Route("POST", f"{_CONVERSATION}/here", desk.here, "conversation:read"),
    Route("POST", f"{_CONVERSATION}/texts/stop", texts.stop, "conversation:write"),
    Route("POST", f"{_CONVERSATION}/texts/again", texts.again, "conversation:write"),
    Route("POST", f"{_CONVERSATION}/fact", desk.add_fact, "person:write"),
    Route("POST", f"{_CONVERSATION}/wrong-person", desk.wrong_person, "person:write"),
    Route("GET", f"{_CONVERSATION}/privacy", privacy.of_conversation, "privacy:read"),
    Route("POST", f"{_CONVERSATION}/export", privacy.export, "privacy:write"),
    Route("POST", f"{_CONVERSATION}/erase", privacy.erase, "privacy:write"),
    Route("POST", f"{_CONVERSATION}/hold", privacy.hold, "privacy:write"),
    Route("GET", "/search", search.form, "conversation:read"),
    Route("POST", "/search", search.find, "conversation:read"),
    Route("GET", "/canned", canned.index, "conversation:read"),
    Route("POST", "/canned", canned.add, "conversation:write"),
    Route("POST", "/canned/<canned_id:str>/retire", canned.retire, "conversation:write"),
    Route("GET", "/appointments", appointments.index, "appointment:read"),
    Route("GET", "/appointments/week", appointments.week, "appointment:read"),
    Route("GET", "/appointments/new", visits.form, "appointment:read"),
    Route("POST", "/appointments/new", visits.book, "appointment:write"),
    Route("POST", f"{_VISIT}/move", visits.move, "appointment:write"),
    Route("POST", _VISIT, visits.change, "appointment:write"),
    Route("POST", "/blocks", visits.block, "appointment:write"),
    Route("POST", "/blocks/<block_id:str>/remove", visits.unblock, "appointment:write"),
    Route("GET", "/answers", answers.index, "answer:read"),
    Route("GET", "/answers/<name:str>", answers.show, "answer:read"),
    Route("POST", "/answers/<name:str>/review", answers.review, "answer:write"),
    Route("GET", "/unanswered", unanswered.index, "example:read"),
    Route("GET", "/unanswered/<message_id:str>", unanswered.show, "example:read"),
    Route("POST", "/unanswered/<message_id:str>", unanswered.keep, "example:write"),
    Route("GET", "/clinic", clinic.show, "clinic:read"),
    Route("POST", "/clinic/hours", clinic.set_hours, "clinic:write"),
    Route("POST", "/clinic/closed", clinic.set_closed, "clinic:write"),
    Route("POST", "/clinic/rota", clinic.set_rota, "rota:write"),
    Route("POST", "/clinic/swap", clinic.swap, "rota:write"),
    Route("GET", "/numbers", numbers.show, "number:read"),
    Route("GET", "/numbers.csv", numbers.export, "number:read"),
    Route("GET", "/privacy", privacy.index, "privacy:read"),
    Route("POST", "/incidents/<incident_id:str>/close", privacy.close_incident, "privacy:write"),
    Route("GET", "/staff", staff.index, "staff:read"),
    Route("POST", "/staff", staff.add, "staff:write"),
    Route("POST", "/staff/<staff_id:str>", staff.change, "staff:write"),
    Route("POST", "/staff/<staff_id:str>/password", staff.new_password, "staff:write"),
    Route("GET", "/record", record.show, "record:read"),
    Route("GET", "/record.csv", record.export, "record:read"),
    Route("POST", "/record/verify", record.verify, "record:read"),
    Route("GET", "/account", account.show, SIGNED_IN),
    Route("POST", "/account/sign-out-others", account.sign_out_others, SIGNED_IN),
    Route("GET", "/second-factor", account.factor_form, SIGNED_IN),
    Route("POST", "/second-factor", account.factor, SIGNED_IN),
    Route("POST", "/second-factor/remove", account.remove_factor, SIGNED_IN),
    Route("GET", "/code", account.code_form, ENTERING),
    Route("POST", "/code", account.code, ENTERING),
    Route("GET", "/forgot", reset.ask_form, PUBLIC),
    Route("POST", "/forgot", reset.ask, PUBLIC),
    Route("GET", "/reset/<token:str>", reset.form, PUBLIC),
    Route("POST", "/reset/<token:str>", reset.finish, PUBLIC),
    Route("GET", "/live", live.stream, "case:read"),
    Route("GET", "/sign-in", session.sign_in_form, PUBLIC),
    Route("POST", "/sign-in", session.sign_in, PUBLIC),
    Route("POST", "/sign-out", session.sign_out, ENTERING),
    Route("POST", "/alive", session.alive, SIGNED_IN),
    Route("GET", "/password", session.password_form, SIGNED_IN),
    Route("POST", "/password", session.change_password, SIGNED_IN),
    Route("GET", "/page/<token:str>", pages.show, PUBLIC),
    Route("POST", "/page/<token:str>", pages.acknowledge, PUBLIC),
    Route("GET", "/static/<name:str>", static.serve, PUBLIC),
    Route("GET", "/health/live", health.live, PUBLIC),
    Route("GET", "/health/ready", health.ready, PUBLIC),
    Route("GET", "/metrics", health.metrics, PUBLIC),
)
