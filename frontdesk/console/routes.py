"""Every route of the console, with the permission it asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from frontdesk.console.views import (
    appointments,
    cases,
    conversations,
    health,
    live,
    ownership,
    pages,
    queue,
    session,
    static,
)
from frontdesk.staff.roles import PUBLIC, SIGNED_IN


@dataclass(frozen=True)
class Route:
    """One method of one path. `permission` is `noun:verb`, `PUBLIC` or `SIGNED_IN`."""

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
    Route("GET", "/appointments", appointments.index, "appointment:read"),
    Route("GET", "/live", live.stream, "case:read"),
    Route("GET", "/sign-in", session.sign_in_form, PUBLIC),
    Route("POST", "/sign-in", session.sign_in, PUBLIC),
    Route("POST", "/sign-out", session.sign_out, SIGNED_IN),
    Route("POST", "/alive", session.alive, SIGNED_IN),
    Route("GET", "/password", session.password_form, SIGNED_IN),
    Route("POST", "/password", session.change_password, SIGNED_IN),
    Route("GET", "/page/<token:str>", pages.show, PUBLIC),
    Route("POST", "/page/<token:str>", pages.acknowledge, PUBLIC),
    Route("GET", "/static/<name:str>", static.serve, PUBLIC),
    Route("GET", "/health/live", health.live, PUBLIC),
    Route("GET", "/health/ready", health.ready, PUBLIC),
)
