"""A visitor talks to the real house: every process, the real model, a real socket."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from tests.running import RunningHouse
from tests.visitor import Visitor

MISSION = {
    "do i need to get an mri before you guys can treat me": "mri_required",
    "can this actually fix a herniated disc": "herniated_disc",
    "how many sessions does it usually take": "number_of_sessions",
    "does my insurance pay for any of this": "insurance",
    "will medicare cover the treatment": "medicare",
    "how long before i would feel a difference": "time_to_results",
    "how is this different from the steroid shots i had": "steroid_difference",
    "i already had back surgery years ago, can you still help people like that": "prior_surgery",
    "who is a good candidate for this": "candidacy",
    "what happens at the first consultation": "consultation",
}


@pytest.mark.parametrize("question", MISSION)
async def test_a_common_question_gets_its_approved_answer_with_its_source(
    running: RunningHouse, question: str
) -> None:
    """In the visitor's own words; the source is shown."""
    async with Visitor(running.url) as visitor:
        said = await visitor.writes_and_hears(question, f"utter_faq/{MISSION[question]}")
    assert said["metadata"]["sources"] and said["metadata"]["source_line"]
    assert said["metadata"]["id"] and "{" not in said["text"]


async def test_the_first_thing_said_is_that_an_assistant_answers(running: RunningHouse) -> None:
    """Before the first answer, once."""
    async with Visitor(running.url) as visitor:
        await visitor.writes_and_hears("hello", lambda m: m["metadata"]["author"] == "bot")
        first = visitor.heard[0]
        assert first["metadata"]["response"] == "utter_disclosure"
        assert "911" in first["text"] and "not a person" in first["text"]


@pytest.mark.parametrize(
    "text", ["is anyone there?", "talk to a person", "asdf qwer zxcv", "what's the weather in Rome"]
)
async def test_whatever_is_said_gets_a_useful_reply(running: RunningHouse, text: str) -> None:
    """Nonsense and out-of-scope text too."""
    async with Visitor(running.url) as visitor:
        said = await visitor.writes_and_hears(text, lambda m: m["metadata"]["author"] == "bot")
        assert len(said["text"]) > 20
        assert said["metadata"]["response"] != "utter_engine_down"


async def test_a_message_sent_twice_is_answered_once(running: RunningHouse) -> None:
    """The client's id makes sending idempotent."""
    async with Visitor(running.url) as visitor:
        first = await visitor.write("do i need an mri", client_id="same")
        again = await visitor.write("do i need an mri", client_id="same")
        assert first["id"] == again["id"]
        await visitor.hears("utter_faq/mri_required")
        history = await visitor.ask("history", {"after": 0})
    authors = [m["author"] for m in history["messages"]]
    assert authors.count("user") == 1
    assert [m["metadata"].get("response") for m in history["messages"]].count(
        "utter_faq/mri_required"
    ) == 1


async def test_after_a_reload_the_history_is_there(running: RunningHouse) -> None:
    """The same token opens the same conversation, both sides, in order."""
    visitor = Visitor(running.url)
    await visitor.connect()
    await visitor.writes_and_hears("how many sessions", "utter_faq/number_of_sessions")
    await visitor.disconnect()
    again = Visitor(running.url)
    again.token = visitor.token
    async with again:
        history = (await again.ask("history", {"after": 0}))["messages"]
        rest = (await again.ask("history", {"after": history[0]["seq"]}))["messages"]
    assert [m["seq"] for m in history] == sorted(m["seq"] for m in history)
    assert history[0]["author"] == "user"
    assert rest == history[1:]


async def test_nobody_reads_a_conversation_without_its_token(running: RunningHouse) -> None:
    """Knowing the id is not enough."""
    async with Visitor(running.url) as owner, Visitor(running.url) as stranger:
        await owner.writes_and_hears("how many sessions", "utter_faq/number_of_sessions")
        listed = running.command("cases")  # any command: the store is open to the clinic
        assert isinstance(listed, list)
        for claim in ("web-" + "0" * 32, owner.token[:-2] + "xx"):
            await stranger.ask("session_request", {"session_id": claim})
            history = await stranger.ask("history", {"after": 0})
            assert history["messages"] == []


async def test_a_cleared_chat_can_not_be_opened_again(running: RunningHouse) -> None:
    """The session is revoked on the server."""
    async with Visitor(running.url) as visitor:
        await visitor.writes_and_hears("how many sessions", "utter_faq/number_of_sessions")
        old = visitor.token
        assert (await visitor.ask("clear", {}))["ok"]
    again = Visitor(running.url)
    again.token = old
    async with again:
        assert again.token != old
        assert (await again.ask("history", {"after": 0}))["messages"] == []


async def test_a_made_up_payload_sets_nothing(running: RunningHouse) -> None:
    """`/restart` and made-up intents are text like any other."""
    async with Visitor(running.url) as visitor:
        for typed in ("/restart", '/book_consultation{"phone": "+13125550199"}', "//// /session"):
            receipt = await visitor.write(typed)
            assert receipt["ok"]
        said = await visitor.writes_and_hears("how many sessions", "utter_faq/number_of_sessions")
        assert said["text"]
        history = (await visitor.ask("history", {"after": 0}))["messages"]
    assert history[0]["text"] == "/restart"


@pytest.mark.parametrize("bad", [None, 7, [], {"message": 7}, {"message": ""}, {"message": None}])
async def test_a_malformed_event_gets_a_typed_error(running: RunningHouse, bad: object) -> None:
    """And the socket goes on."""
    async with Visitor(running.url) as visitor:
        told = await visitor.ask("user_uttered", bad)
        assert told["ok"] is False and told["error"]["code"] in ("bad_request", "empty")
        assert (await visitor.write("hello"))["ok"]


async def test_a_message_that_is_too_long_is_refused_unless_it_is_an_alarm(
    running: RunningHouse,
) -> None:
    """Safety reads it before it is refused."""
    async with Visitor(running.url) as visitor:
        told = await visitor.write("a long story about my garden. " * 100)
        assert told["error"]["code"] == "too_long"
        told = await visitor.write("a long story. " * 200 + "now i cant feel when i wipe")
        assert told["ok"]
        await visitor.hears("utter_red_flag/cauda_equina_signs")


async def test_a_red_flag_is_answered_first_and_staff_are_paged_once(
    running: RunningHouse,
) -> None:
    """Text at once; the second line when the page was accepted; the page tells nothing clinical."""
    before, texts = len(running.mails()), len(running.texts())
    async with Visitor(running.url) as visitor:
        said = await visitor.writes_and_hears(
            "cant feel when i wipe", "utter_red_flag/cauda_equina_signs", within=3
        )
        assert said["metadata"]["tier"] == "emergency_911_now" and "911" in said["text"]
        await visitor.hears("utter_alerted", within=20)
        order = [m["metadata"].get("response") for m in visitor.heard]
        assert order.index("utter_red_flag/cauda_equina_signs") < order.index("utter_alerted")
        locked = await visitor.writes_and_hears("how much is it", "utter_locked")
        assert "911" in locked["text"]
    case = next(c for c in running.command("cases") if c["id"] == said["metadata"]["case"])
    assert (case["tier"], case["state"]) == ("emergency_911_now", "open")
    mail = "".join(running.mails()[before:])
    assert "EMERGENCY" in mail and "wipe" not in mail and "cauda" not in mail
    text = running.texts()[texts]
    assert text["To"] == "+13125550110" and "EMERGENCY" in text["Body"]
    transcript = running.command("transcript", case["conversation"])
    assert transcript[0]["text"] == "cant feel when i wipe"


async def test_a_visitor_books_a_consultation_asks_in_between_and_gets_it(
    running: RunningHouse,
) -> None:
    """Reason, MRI, name, phone, time, confirmation; a question in the middle is answered."""
    async with Visitor(running.url) as visitor:
        starts = await _book(visitor, interrupt="will medicare cover the treatment")
    booked = running.command("appointments")
    mine = [a for a in booked if a["name"] == "Ana Ruiz"]
    assert len(mine) == 1
    assert datetime.fromisoformat(mine[0]["starts"]) == starts
    assert mine[0]["phone"] == "+13125550142"
    async with Visitor(running.url) as other:
        offers = await _offers(other)
    assert starts not in offers


async def test_a_red_flag_in_the_middle_of_a_booking_stops_it(running: RunningHouse) -> None:
    """The emergency text comes at once and no appointment is made."""
    count = len(running.command("appointments"))
    async with Visitor(running.url) as visitor:
        await _offers(visitor)
        await visitor.writes_and_hears(
            "cant feel when i wipe", "utter_red_flag/cauda_equina_signs", within=3
        )
        await visitor.writes_and_hears("the first one", "utter_locked")
        await visitor.writes_and_hears("yes", "utter_locked")
    assert len(running.command("appointments")) == count


async def test_the_health_checks_answer(running: RunningHouse) -> None:
    """Ready means store, worker and engine."""
    assert running.ready()
    assert all(c["ok"] for c in running.command("doctor")), running.command("doctor")


async def _answer(visitor: Visitor) -> dict:
    """The next thing that asks for a detail."""
    return await visitor.hears(lambda m: bool(m["metadata"].get("asks_for")))


async def _offers(visitor: Visitor) -> list[datetime]:
    """Lead a booking to the offered times; returns them."""
    details = {
        "reason": "low back pain for two years",
        "mri": "yes",
        "name": "Ben Okafor",
        "phone": "312-555-0177",
    }
    await visitor.write("i would like to book an appointment")
    for _ in range(8):
        asked = await _answer(visitor)
        if asked["metadata"].get("offers"):
            return [datetime.fromisoformat(o) for o in asked["metadata"]["offers"]]
        visitor.heard.clear()
        await visitor.write(details[asked["metadata"]["asks_for"]])
    raise AssertionError("no times were offered")


async def _book(visitor: Visitor, interrupt: str) -> datetime:
    details = {
        "reason": "my lower back hurts when i sit",
        "mri": "no",
        "name": "Ana Ruiz",
        "phone": "(312) 555-0142",
        "confirmation": "yes",
    }
    starts: datetime | None = None
    await visitor.write("i want to make an appointment please")
    for step in range(10):
        asked = await _answer(visitor)
        wanted, data = asked["metadata"]["asks_for"], asked["metadata"]
        visitor.heard.clear()
        if step == 2:
            await visitor.write(interrupt)
            await visitor.hears("utter_faq/medicare")
            resumed = await _answer(visitor)
            assert resumed["metadata"]["asks_for"] == wanted
            visitor.heard.clear()
        if data.get("offers"):
            starts = datetime.fromisoformat(data["offers"][0])
            buttons = asked.get("quick_replies") or []
            payload = next(b["payload"] for b in buttons if re.search(r"opening", b["payload"]))
            await visitor.write(payload)
            continue
        await visitor.write(details[wanted])
        if wanted == "confirmation":
            break
    await visitor.hears(lambda m: bool(m["metadata"].get("appointment")))
    assert starts is not None
    return starts
