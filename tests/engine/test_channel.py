"""The channel, through a real engine process without an action server."""

from __future__ import annotations

import threading
import urllib.request
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import RunningEngine

QUESTION = "do I need an MRI before treatment?"
CANARY = "zanzibarcanary"


def test_a_wrong_token_is_refused(engine: RunningEngine) -> None:
    """Nobody but the desk is served."""
    status, answer = engine.post("turn", {}, token="another")
    assert status == 401
    assert answer["error"]["code"] == "unauthorised"


@pytest.mark.parametrize("path", ["/", "/ready", "/webhooks/desk/"])
def test_health_needs_no_token(engine: RunningEngine, path: str) -> None:
    """The supervisor may ask whether the engine is there."""
    with urllib.request.urlopen(engine.url + path, timeout=5) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    "path", ["/webhooks/rest/webhook", "/model/parse", "/conversations/x/tracker", "/status"]
)
def test_nothing_of_rasas_own_is_open(engine: RunningEngine, path: str) -> None:
    """Neither its channels nor its API."""
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(engine.url + path, timeout=5)
    with refused.value as answer:
        assert answer.code == 404


def test_a_question_gets_its_response_key(engine: RunningEngine) -> None:
    """The engine says by key what is to be said, and what it understood."""
    status, answer = engine.turn(QUESTION)
    assert status == 200
    reply = answer["replies"][0]
    assert reply["response"] == "utter_faq/mri_required"
    assert reply["buttons"] is None
    understood = answer["understanding"]
    assert understood["intent"] == "faq/mri_required"
    assert understood["answer"] == "utter_faq/mri_required"
    assert understood["intents"] == ["faq/mri_required"]
    assert understood["language"] == "en"


@pytest.mark.parametrize("prefix", ["/", " / ", "//", "\u200b/", "\u00a0 /\ufeff/"])
def test_what_a_person_types_is_never_a_command(engine: RunningEngine, prefix: str) -> None:
    """A typed `/restart` or `/intent{...}` is only text."""
    status, answer = engine.turn(f'{prefix}greet{{"phone": "+15550199"}}', conversation="web-slash")
    assert status in (200, 502)
    if status == 200:
        assert answer["understanding"]["confidence"] < 1.0


def test_a_minted_payload_sets_the_intent(engine: RunningEngine) -> None:
    """Buttons go in as ready parse data."""
    assert engine.responses(payload="/faq/cost", conversation="web-button") == ["utter_faq/cost"]


@pytest.mark.parametrize("payload", ["/restart", "/faq/none_such", "faq/cost", "/greet{oops}", ""])
def test_a_payload_that_is_not_ours_is_refused(engine: RunningEngine, payload: str) -> None:
    """Neither Rasa's own commands nor unknown names."""
    status, answer = engine.turn(payload=payload, text=None)
    assert status == 400
    assert answer["error"]["code"] == "bad_request"


@pytest.mark.parametrize(
    "change",
    [
        {"conversation": ""}, {"conversation": "a b"}, {"conversation": "x" * 129},
        {"conversation": "web-\ud83d"}, {"message_id": None}, {"text": 7}, {"text": []},
        {"text": None}, {"metadata": {"channel": "fax"}}, {"metadata": {"findings": "none"}},
    ],
)  # fmt: skip
def test_a_bad_body_is_refused_by_field(engine: RunningEngine, change: dict) -> None:
    """The error names what is wrong; the engine goes on."""
    status, answer = engine.turn(**{"text": "hello", **change})
    assert status == 400
    assert answer["error"]["message"]


def test_a_body_that_is_not_json_is_refused(engine: RunningEngine) -> None:
    """With a clear error."""
    assert engine.post("turn", None, raw=b'{"conversation": ')[0] == 400


@pytest.mark.parametrize("text", ["\ud83d", "a\x00b", "\u202egnp", "", "x" * 20000])
def test_odd_text_does_not_end_the_engine(engine: RunningEngine, text: str) -> None:
    """Lone surrogates, NULs, nothing at all, and very much."""
    engine.turn(text, conversation="web-odd")
    assert engine.responses(QUESTION, conversation="web-odd") == ["utter_faq/mri_required"]


def test_an_action_that_fails_is_an_error_and_not_silence(engine: RunningEngine) -> None:
    """No action server stands behind this engine."""
    status, answer = engine.turn(payload="/talk_to_human", text=None, conversation="web-fails")
    assert status == 502
    assert answer["error"]["code"] == "action_failed"


def test_two_requests_in_one_message_are_both_served(engine: RunningEngine) -> None:
    """As if they had come one after the other."""
    text = "do i need an mri first and what are your hours on friday"
    said = engine.responses(text, conversation="web-two")
    assert set(said) == {"utter_faq/mri_required", "utter_faq/hours"}


def test_turns_of_one_conversation_do_not_interleave(engine: RunningEngine) -> None:
    """Ten at once: each gets its whole answer."""
    said: list[list[str]] = []
    threads = [
        threading.Thread(
            target=lambda: said.append(engine.responses(QUESTION, conversation="web-many"))
        )
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [["utter_faq/mri_required"]] * 10


def test_a_forgotten_conversation_can_begin_again(engine: RunningEngine) -> None:
    """Erasure, and reset of what is not there, are no errors."""
    for verb in ("forget", "reset", "forget"):
        assert engine.post(verb, {"conversation": "web-forget"}) == (200, {"ok": True})
    said = engine.responses(QUESTION, conversation="web-forget")
    assert said == ["utter_faq/mri_required"]


def test_spanish_leads_to_a_person_until_the_clinic_has_approved_it(engine: RunningEngine) -> None:
    """No answer is guessed at in a language nobody has checked."""
    _, answer = engine.turn("cuanto cuesta el tratamiento", conversation="web-es")
    assert "replies" not in answer  # action_change_language has no server here
    found = {"languages": ["en", "es"]}
    _, answer = engine.turn("necesito una resonancia?", metadata=found, conversation="web-es2")
    assert answer.get("understanding", {}).get("intent") != "change_language"


def test_a_red_flag_stops_everything(engine: RunningEngine) -> None:
    """What safety found comes before what the words mean."""
    found = {"findings": [{"category": "chest_pain", "tier": "emergency_911_now"}]}
    status, answer = engine.turn(QUESTION, metadata=found, conversation="web-flag")
    assert status == 502  # action_escalate has no server here, and nothing else was said
    assert "replies" not in answer


def test_no_word_of_a_message_is_logged(engine: RunningEngine) -> None:
    """Not even when everything goes wrong."""
    engine.turn(f"my name is {CANARY}", conversation="web-canary")
    engine.turn(f"talk to a human {CANARY}", conversation="web-canary")
    engine.turn(payload=f"/{CANARY}", text=None)
    engine.turn(f"/{CANARY}" + "{bad", conversation="web-canary", message_id=CANARY)
    engine.post("turn", None, raw=f'{{"text": "{CANARY}'.encode())
    log = engine.log.read_text()
    assert "ready with model" in log
    assert CANARY not in log
