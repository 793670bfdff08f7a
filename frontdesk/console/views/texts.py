"""Texts to a person's number: ended by staff because they asked, or begun again as they agreed."""

from __future__ import annotations

from sanic import HTTPResponse, Request
from sqlalchemy.orm import Session

from frontdesk.console.acting import Refusals, act, answer, note
from frontdesk.console.forms import field
from frontdesk.console.queries import texts as queries
from frontdesk.conversations import consent
from frontdesk.conversations.transcript import locked_conversation

#: how somebody may have told staff that they agree; kept with the proof
AGREED = ("call", "visit", "paper")


class NoNumber(RuntimeError):
    """No number is known to which texts could go."""


class HeldByProvider(RuntimeError):
    """They opted out at the provider: only their own START reopens the number."""


async def stop(request: Request, conversation_id: str) -> HTTPResponse:
    """No more texts to this number (47 CFR 64.1200(a)(10): however they said so)."""
    if field(request, "asked") != "yes":
        return answer(request, _back(conversation_id), "stop_unconfirmed", refused=True)

    def work(session: Session) -> None:
        consent.note(session, _key(session, conversation_id), "opted_out", request.ctx.at,
                     source="staff")  # fmt: skip
        note(session, request, "texts:stop", conversation_id)

    return await act(
        request, work, _back(conversation_id), "texts_stopped", {NoNumber: "no_number"}
    )


async def again(request: Request, conversation_id: str) -> HTTPResponse:
    """Texts again, because the person agreed; how they did is kept."""
    how = field(request, "agreed")
    if how not in AGREED:
        return answer(request, _back(conversation_id), "again_unconfirmed", refused=True)

    def work(session: Session) -> None:
        key = _key(session, conversation_id)
        if consent.standing(session, key).stopped == "blocked":
            raise HeldByProvider
        wording = f"agreed to texts about their care: {how}"
        consent.note(session, key, "opted_in", request.ctx.at, source="staff", wording=wording)
        note(session, request, "texts:again", conversation_id, how=how)

    refusals: Refusals = {NoNumber: "no_number", HeldByProvider: "held_by_provider"}
    return await act(request, work, _back(conversation_id), "texts_again", refusals)


def _key(session: Session, conversation_id: str) -> str:
    number = queries.number_of(locked_conversation(session, conversation_id))
    if number is None:
        raise NoNumber
    return queries.number_key(number)


def _back(conversation_id: str) -> str:
    return f"/conversations/{conversation_id}"
