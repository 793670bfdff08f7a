"""What the engine says: a key, and to the shell a plain rendering beside it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rasa.core.actions.action import ActionBotResponse, RemoteAction, create_bot_utterance
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from engine.generator import KeyedGenerator
from engine.output import CollectedReplies

FILE = """
version: "3.1"
responses:
  utter_greet:
  - text: "Hola."
    channel: sms
    metadata: {language: es}
  - text: "Hello there."
    buttons:
    - {title: "Cost", payload: /faq/cost}
  - text: "Hi."
    channel: sms
  utter_empty: []
"""
TRACKER = DialogueStateTracker.from_events("web-1", [], [])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file of wording."""
    (tmp_path / "talking.yml").write_text(FILE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def generator(folder: Path) -> KeyedGenerator:
    """The generator on that folder."""
    return KeyedGenerator(EndpointConfig(responses=str(folder)), None)


@pytest.mark.parametrize("channel", ["web", "sms", "cmdline", ""])
@pytest.mark.parametrize("key", ["utter_greet", "utter_empty", "utter_none_such"])
async def test_every_reply_carries_its_key(generator, key: str, channel: str) -> None:
    """Also where no wording is there: the desk has the words."""
    reply = await generator.generate(key, TRACKER, channel)
    assert reply["response"] == key
    assert isinstance(reply["text"], str)


async def test_a_response_without_wording_has_an_empty_text(generator) -> None:
    """No error, no invention, no placeholder."""
    reply = await generator.generate("utter_none_such", TRACKER, "cmdline")
    assert reply == {"text": "", "response": "utter_none_such"}


@pytest.mark.parametrize("channel", ["web", "sms"])
async def test_the_desk_gets_no_words_and_no_file_is_looked_at_for_it(channel: str) -> None:
    """It renders its own; these would only be kept with the conversation."""
    generator = KeyedGenerator(EndpointConfig(responses="/none/such"), None)
    generator._wording = None  # whoever asked it would fail
    reply = await generator.generate("utter_greet", TRACKER, channel)
    assert reply == {"text": "", "response": "utter_greet"}


async def test_the_wording_for_the_shell_is_english_and_for_no_channel_alone(generator) -> None:
    """Neither the Spanish one nor that of text messages, though both stand before or behind it."""
    assert (await generator.generate("utter_greet", TRACKER, "cmdline"))["text"] == "Hello there."


async def test_only_the_shell_gets_buttons_from_here(generator) -> None:
    """The desk renders its own; they would come twice."""
    assert "buttons" not in await generator.generate("utter_greet", TRACKER, "web")
    shown = await generator.generate("utter_greet", TRACKER, "cmdline")
    shown["buttons"].append({"title": "more", "payload": "/greet"})
    again = await generator.generate("utter_greet", TRACKER, "cmdline")
    assert [button["title"] for button in again["buttons"]] == ["Cost"]


def _write(folder: Path, content: str | bytes, later: int) -> None:
    path = folder / "talking.yml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, ns=(later, later))


async def test_a_changed_wording_is_said_at_once(generator, folder: Path) -> None:
    """Without a restart, and without training."""
    await generator.generate("utter_greet", TRACKER, "cmdline")
    _write(folder, FILE.replace("Hello there.", "Good day."), 10**18)
    assert (await generator.generate("utter_greet", TRACKER, "cmdline"))["text"] == "Good day."


@pytest.mark.parametrize("broken", ["responses: {", "- a list", "responses: [1, 2]", b"\xff\xfe"])
async def test_a_file_that_cannot_be_read_silences_nobody(generator, folder, broken) -> None:
    """The last wording stays until the file is whole again."""
    await generator.generate("utter_greet", TRACKER, "cmdline")
    _write(folder, broken, 10**18)
    for _ in range(2):
        reply = await generator.generate("utter_greet", TRACKER, "cmdline")
        assert (reply["text"], reply["response"]) == ("Hello there.", "utter_greet")
    _write(folder, FILE.replace("Hello there.", "Good day."), 10**18 + 1)
    assert (await generator.generate("utter_greet", TRACKER, "cmdline"))["text"] == "Good day."


async def _collected(events: list, channel: str = "web") -> list[dict]:
    output = CollectedReplies(channel)
    for event in events:
        await output.send_response("web-1", event.message())
    return output.replies


async def test_a_reply_of_rasas_own_keeps_its_key_on_its_way_out(generator) -> None:
    """Through Rasa's action and event, as in a turn."""
    action = ActionBotResponse("utter_none_such")
    events = await action.run(CollectedReplies("web"), generator, TRACKER, Domain.empty())
    assert await _collected(events) == [
        {"response": "utter_none_such", "text": "", "buttons": None, "data": {}}
    ]


async def test_what_an_action_gave_reaches_the_desk_as_data(generator) -> None:
    """Every key but Rasa's own: what is asked for, offers, variables."""
    button = {"title": "10:15", "payload": "/inform"}
    given = {"response": "utter_ask_time", "asks_for": "time", "offers": ["2026-04-07T10:15"],
             "buttons": [button], "text": None, "elements": [], "custom": {}}  # fmt: skip
    events = await RemoteAction._utter_responses(
        [given], CollectedReplies("web"), generator, TRACKER
    )
    (reply,) = await _collected(events)
    assert reply["response"] == "utter_ask_time"
    assert reply["buttons"] == [button]
    assert reply["data"] == {"asks_for": "time", "offers": ["2026-04-07T10:15"]}


async def test_a_reply_is_collected_for_the_conversations_channel_only() -> None:
    """Its name is how Rasa asks for the wording of text messages."""
    assert CollectedReplies("sms").name() == "sms"
    (reply,) = await _collected([create_bot_utterance({"text": "words"})], "sms")
    assert reply == {"response": None, "text": "words", "buttons": None, "data": {}}
