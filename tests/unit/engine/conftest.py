"""What the engine's tests share: Rasa without TensorFlow, and fakes of what stands behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from engine.quiet import quieten

quieten()

from rasa.core.channels.channel import UserMessage  # noqa: E402
from rasa.shared.core.domain import Domain  # noqa: E402
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered  # noqa: E402

from engine.action_server import ActionFailures  # noqa: E402
from engine.payload import parse_data  # noqa: E402
from engine.tracker_store import DeskTrackerStore  # noqa: E402
from engine.understanding.decide import Understanding, known  # noqa: E402

DOMAIN = Domain.from_dict(
    {
        "intents": ["faq", "greet", "inform", "talk_to_human", "red_flag", "nlu_fallback"],
        "entities": ["opening"],
        "slots": {"name": {"type": "any", "mappings": [{"type": "custom"}]}},
        "forms": {"booking_form": {"required_slots": ["name"]}},
        "actions": ["action_escalate"],
        "responses": {
            "utter_faq/cost": [{"text": "It depends."}],
            "utter_greet": [{"text": "Hello."}],
            "utter_red_flag/chest_pain": [{"text": "Call 911."}],
        },
    }
)


class FakeAgent:
    """An agent that reads and answers by the book, on a real tracker store."""

    def __init__(self, store: DeskTrackerStore, failures: ActionFailures) -> None:
        self.tracker_store = store
        self.processor = SimpleNamespace(
            domain=DOMAIN, parse_message=self._parse, handle_message=self._handle
        )
        self.parsed: list[str] = []
        self.handled: list[str] = []
        self.steps: list[str] = []
        self.answers: dict[str, list[str]] = {}
        self.understood: Callable[[str], Understanding] = lambda _text: known("greet", "en", 0.9)
        self.failing: set[str] = set()
        self.error: Exception | None = None
        self._failures = failures

    async def _parse(self, message: UserMessage) -> dict[str, Any]:
        self.parsed.append(message.text)
        return parse_data(message.text, self.understood(message.text), [])

    async def _handle(self, message: UserMessage) -> None:
        """Stores the message, sends the answers of its intent, and lets others in between."""
        if self.error:
            raise self.error
        parsed = message.parse_data
        name = parsed["understanding"]["intent"]
        self.steps.append(f"in {message.message_id}")
        tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
        tracker.update(
            UserUttered(
                message.text, parsed["intent"], parsed["entities"], parsed,
                message_id=message.message_id,
            )
        )
        self.handled.append(name)
        if name in self.failing:
            self._failures.add("ClientResponseError")
        for key in self.answers.get(name, [f"utter_{name}"] if name not in self.failing else []):
            await asyncio.sleep(0)
            await message.output_channel.send_response(
                message.sender_id, {"text": "words", "response": key}
            )
            tracker.update(BotUttered("words", metadata={"response": key}))
        tracker.update(ActionExecuted("action_listen"))
        await self.tracker_store.save(tracker)
        self.steps.append(f"out {message.message_id}")


@pytest.fixture
def failures() -> ActionFailures:
    """Where failed actions are noted."""
    return ActionFailures()


@pytest.fixture
def agent(tmp_path: Path, failures: ActionFailures) -> FakeAgent:
    """The fake agent on an empty SQLite store."""
    url = f"sqlite:///{tmp_path / 'engine.sqlite'}"
    store = DeskTrackerStore(DOMAIN, url=url, secret="of the tests alone")
    return FakeAgent(store, failures)
