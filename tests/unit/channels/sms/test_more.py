"""Long answers by text, and the word MORE."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frontdesk import clock
from frontdesk.conversations import segments
from frontdesk.conversations.transcript import add_message
from frontdesk.door.engine import Answer, Reply
from frontdesk.house import House
from frontdesk.store.tables import Conversation, Message
from tests.fakes.engine import FakeEngine
from tests.fakes.twilio import Telephone

MRI = "do i need an mri"


async def test_a_long_answer_is_told_in_pieces(
    phone: Telephone,
    texting: House,
    conversation: Callable[[], Conversation],
    post: Any,
    worker: Any,
) -> None:
    """Each of at most two parts, the next for the word MORE, to the end and no further."""
    await phone.text(MRI)
    words = [f"This is sentence number {n} of a long answer." for n in range(30)]
    with texting.store.begin() as session:
        row = session.get_one(Conversation, conversation().id)
        said = add_message(
            session, row, "bot", " ".join(words), clock.now(), data={}, delivery="waiting"
        )
        texting.speaker.post(session, row, said, "reply", clock.now())
    await worker()
    ((_, first),) = post.sent
    pieces = [first]
    while pieces[-1].endswith("Reply MORE for the rest."):
        pieces += await phone.text("more")
    assert len(pieces) > 2 and all(segments.count(p) <= 2 for p in pieces)
    told = " ".join(p.removesuffix(" Reply MORE for the rest.") for p in pieces)
    assert told.split() == " ".join(words).split()


async def test_more_after_a_short_answer_is_the_whole_one_then_an_honest_end(
    phone: Telephone, engine: FakeEngine, messages: Callable[[], list[Message]]
) -> None:
    """What the web says, with its choices; the engine is never asked what MORE means."""
    *_, short = await phone.text(MRI)
    said = await phone.text("MORE")
    while said[-1].endswith("Reply MORE for the rest."):
        said += await phone.text("more")
    whole = " ".join(said)
    assert "exam" in whole and "exam" not in short and "1 How recent" in whole
    assert all(segments.count(part) <= 2 for part in said)
    (end,) = await phone.text("tell me more")
    assert end.startswith("That is all I have on this.")
    assert len(engine.asked) == 1
    await phone.text("1")
    assert engine.asked[-1].payload == "/faq/mri_recency"


async def test_more_is_the_engines_where_a_question_waits(
    phone: Telephone, engine: FakeEngine
) -> None:
    """Among times to choose from it asks for more of them."""
    engine.answer = Answer((Reply("utter_thanks", data={"asks_for": "time"}),), {})
    await phone.text("book")
    await phone.text("more")
    assert engine.asked[-1].text == "more"
