"""One turn of a conversation: understand the message, let Rasa answer, tell both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import ACTION_LISTEN_NAME, DEFAULT_INTENTS, REQUESTED_SLOT
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)

from engine.action_server import ActionFailures
from engine.bodies import TurnBody
from engine.gathered import Gathered
from engine.output import CollectedReplies
from engine.payload import parse_data, read_payload
from engine.rasa_terms import RETRIEVAL_INTENT
from engine.understanding.catalogue import RED_FLAG, is_question
from engine.understanding.decide import known

NOT_FOR_BUTTONS = {*DEFAULT_INTENTS, RED_FLAG, RETRIEVAL_INTENT}


class TurnFailed(RuntimeError):
    """Nothing can be said, because an action failed; the desk falls back to its own words."""


class Turns:
    """What the channel's verbs do, one at a time for each conversation."""

    def __init__(
        self, agent: Agent, failures: ActionFailures, gathered: Gathered | None = None
    ) -> None:
        """Args: gathered: reads messages together before each is parsed."""
        self._agent = agent
        self._failures = failures
        self._gathered = gathered
        self._locks: dict[str, list[Any]] = {}

    async def turn(self, body: TurnBody) -> dict[str, Any]:
        """Replies and understanding for one message.

        Raises:
            PayloadError: the payload is not one of ours.
            TurnFailed: an action failed and there is nothing to say.
        """
        async with self._alone(body.conversation):
            if body.metadata.get("again") and (said := await self._said(body)):
                return said
            parsed = await self._parse(body)
            replies, failed = [], False
            for request in _one_by_one(parsed):
                said, broke = await self._serve(body, request)
                replies, failed = [*replies, *said], failed or broke
        if failed and not replies:
            raise TurnFailed
        return {
            "replies": _asked_once(replies),
            "understanding": parsed["understanding"],
            "failed": failed,
        }

    def read_ahead(self, text: str, metadata: dict[str, Any]) -> None:
        """Begin to read what a turn may bring; nobody waits for it."""
        if self._gathered and text:
            self._gathered.ahead(text, metadata)

    async def reset(self, conversation: str) -> None:
        """Leaves every form; a conversation whose record cannot be read begins anew."""
        async with self._alone(conversation):
            store = self._agent.tracker_store
            try:
                tracker = await store.retrieve(conversation)
            except ValueError:
                await store.delete(conversation)
                return
            if tracker is None:
                return
            for event in (
                ActiveLoop(None), SlotSet(REQUESTED_SLOT, None), ActionExecuted(ACTION_LISTEN_NAME)
            ):  # fmt: skip
                tracker.update(event)
            await store.save(tracker)

    async def forget(self, conversation: str) -> None:
        """Erases what Rasa keeps of a conversation."""
        async with self._alone(conversation):
            await self._agent.tracker_store.delete(conversation)

    async def _said(self, body: TurnBody) -> dict[str, Any] | None:
        """What was answered to this very message before: nothing is done twice for it."""
        tracker = await self._agent.tracker_store.retrieve(body.conversation)
        events = list(tracker.events) if tracker else []
        of_it = [e for e in events if _is_of(e, body.message_id)]
        if not of_it:
            return None
        output = CollectedReplies(body.channel)
        for event in events[events.index(of_it[0]) :]:
            if isinstance(event, UserUttered) and event.message_id != body.message_id:
                break
            if isinstance(event, BotUttered):
                await output.send_response(body.conversation, event.message())
        understood = [event.parse_data.get("understanding") or {} for event in of_it]
        intents = [name for one in understood for name in one.get("intents", ())]
        understanding = {**understood[0], "intents": intents}
        return {"replies": _asked_once(output.replies), "understanding": understanding}

    @property
    def _processor(self) -> MessageProcessor:
        assert self._agent.processor is not None, "the model is loaded before the channel opens"
        return self._agent.processor

    async def _parse(self, body: TurnBody) -> dict[str, Any]:
        if body.payload is not None:
            language = body.metadata.get("language") or "en"
            return read_payload(body.payload, self._names(), language)
        if self._gathered and body.text:
            await self._gathered.ready(body.text, body.metadata)
        return await self._processor.parse_message(_message(body, None))

    def _names(self) -> set[str]:
        domain = self._processor.domain
        questions = {name for key in domain.responses if is_question(name := key[len("utter_") :])}
        return (set(domain.intents) - NOT_FOR_BUTTONS) | questions

    async def _serve(
        self, body: TurnBody, parsed: dict[str, Any]
    ) -> tuple[list[dict[str, Any]], bool]:
        output = CollectedReplies(body.channel)
        with self._failures.watched() as failures:
            message = _message(body, output)
            message.parse_data = parsed
            # Rasa's agent would queue it once more, with tickets: `_alone` did.
            await self._processor.handle_message(message)
        return output.replies, bool(failures)

    @asynccontextmanager
    async def _alone(self, conversation: str) -> AsyncIterator[None]:
        """Two turns of one conversation never interleave."""
        entry = self._locks.setdefault(conversation, [asyncio.Lock(), 0])
        entry[1] += 1
        try:
            async with entry[0]:
                yield
        finally:
            entry[1] -= 1
            if not entry[1]:
                self._locks.pop(conversation, None)


def _message(body: TurnBody, output: CollectedReplies | None) -> UserMessage:
    return UserMessage(
        text=body.payload if body.payload is not None else body.text,
        output_channel=output,
        sender_id=body.conversation,
        input_channel=body.channel,
        message_id=body.message_id,
        metadata=body.metadata,
    )


def _is_of(event: Event, message_id: str) -> bool:
    return isinstance(event, UserUttered) and event.message_id == message_id


def _one_by_one(parsed: dict[str, Any]) -> list[dict[str, Any]]:
    """A message that holds two requests is answered as if they had come one after the other."""
    intents = parsed["understanding"]["intents"]
    if len(intents) < 2:
        return [parsed]
    confidence, language = parsed["intent"]["confidence"], parsed["understanding"]["language"]
    return [
        {**parsed, **_parts(parse_data(parsed["text"], known(name, language, confidence), []))}
        for name in intents
    ]


def _parts(single: dict[str, Any]) -> dict[str, Any]:
    return {key: single[key] for key in ("intent", "response_selector", "understanding")}


def _asked_once(replies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A form resumes after each answer; its question is kept where it stands last."""
    last = {reply["response"]: place for place, reply in enumerate(replies)}
    return [r for place, r in enumerate(replies) if last[r["response"]] == place]
