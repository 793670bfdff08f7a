"""The checker is checked: a good history passes, and each kind of forged one is found."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from tests.history import (
    Heard,
    Notes,
    Records,
    Sent,
    StoredCase,
    StoredMessage,
    StoredPage,
    StoredVisit,
    violations,
)
from tests.history.check import CHECKS

AT = datetime(2026, 4, 7, 15, 15, tzinfo=timezone.utc)
SAFETY = "utter_red_flag/cauda_equina_signs"


def _said(id: str, seq: int, second: float, reply_to: str | None = None, **more: str) -> (
    StoredMessage
):
    author = more.pop("author", "bot")
    return StoredMessage(
        id, "web-1", seq, author, more.pop("text", id), AT + timedelta(seconds=second),
        reply_to=reply_to, **more,
    )


def good() -> tuple[Notes, Records]:
    """Somebody asks, is answered, writes a red flag; staff are paged; somebody else has booked."""
    notes = Notes()
    notes.sent = {
        "c1": Sent("ann", "c1", "hello", 1.0, 1.1, "m1", {"m1"}),
        "c2": Sent("ann", "c2", "cant feel when i wipe", 3.0, 3.1, "m3", {"m3"}),
        "c3": Sent("ann", "c3", "never stored", 9.0),
    }
    notes.heard = [
        Heard("ann", "m2", "m2", "utter_greet", 1.5), Heard("ann", "m4", "m4", SAFETY, 3.0)
    ]
    person = {"author": "patient"}
    return notes, Records(
        messages=[
            _said("m1", 1, 0, text="hello", channel_id="c1", turn="answered", **person),
            _said("m2", 2, 0.5, "m1", response="utter_greet"),
            _said("m3", 3, 2, text="cant feel when i wipe", channel_id="c2", turn="flagged",
                  **person),
            _said("m4", 4, 2, "m3", response=SAFETY),
            _said("m5", 5, 3, author="system", response="utter_alerted"),
        ],
        cases=[StoredCase("case-1", "web-1", "red_flag", "open", AT)],
        pages=[StoredPage("out-1", "case-1", "accepted")],
        visits=[
            StoredVisit("v1", "p", AT, AT + timedelta(minutes=30), "booked"),
            StoredVisit("v2", "p", AT + timedelta(minutes=30), AT + timedelta(hours=1), "booked"),
            StoredVisit("v3", "p", AT, AT + timedelta(minutes=30), "cancelled"),
        ],
        )


Forge = Callable[[Notes, Records], None]


def _change(records: Records, place: int, **fields: object) -> None:
    records.messages[place] = replace(records.messages[place], **fields)  # type: ignore[arg-type]


def _drop_first(notes: Notes, records: Records) -> None:
    del records.messages[0]


def _alter(notes: Notes, records: Records) -> None:
    _change(records, 0, text="hullo")


def _twice(notes: Notes, records: Records) -> None:
    records.messages.append(replace(records.messages[0], id="m9", seq=9))


def _two_receipts(notes: Notes, records: Records) -> None:
    notes.sent["c1"].ids.add("m9")


def _invent(notes: Notes, records: Records) -> None:
    _change(records, 0, channel_id="nobody")


def _swap(notes: Notes, records: Records) -> None:
    _change(records, 0, seq=3)
    _change(records, 2, seq=1)


def _answer_twice(notes: Notes, records: Records) -> None:
    records.messages.append(replace(records.messages[1], id="m9", seq=9))


def _leave_waiting(notes: Notes, records: Records) -> None:
    _change(records, 0, turn="waiting")


def _no_safety(notes: Notes, records: Records) -> None:
    _change(records, 3, response="utter_greet")


def _no_case(notes: Notes, records: Records) -> None:
    records.cases.clear()


def _two_cases(notes: Notes, records: Records) -> None:
    records.cases.append(replace(records.cases[0], id="case-2"))


def _no_page(notes: Notes, records: Records) -> None:
    records.pages.clear()


def _page_gone(notes: Notes, records: Records) -> None:
    records.arrived.clear()


def _page_again(notes: Notes, records: Records) -> None:
    records.arrived["out-1"] += 1


def _told_twice(notes: Notes, records: Records) -> None:
    records.messages.append(replace(records.messages[4], id="m9", seq=9))


def _told_the_other_way_round(notes: Notes, records: Records) -> None:
    late = replace(records.messages[4], id="m9", seq=9, response="utter_not_paged")
    records.messages.append(late)


def _overlap(notes: Notes, records: Records) -> None:
    records.visits[1] = replace(records.visits[1], starts=AT + timedelta(minutes=29))


def _silence(notes: Notes, records: Records) -> None:
    _change(records, 1, at=AT + timedelta(seconds=11))
    _change(records, 3, at=AT + timedelta(seconds=11))
    _change(records, 4, at=AT + timedelta(seconds=11))
    notes.heard.clear()


def _hear_nothing_said(notes: Notes, records: Records) -> None:
    notes.heard.append(Heard("ann", "m77", "what?", None, 4.0))


def _hear_other_words(notes: Notes, records: Records) -> None:
    notes.heard.append(Heard("ann", "m2", "other words", None, 4.0))


FORGED: dict[Forge, str] = {
    _drop_first: "an accepted message is lost or changed",
    _alter: "an accepted message is lost or changed",
    _twice: "a message stands twice",
    _two_receipts: "a message stands twice",
    _invent: "a message that nobody sent",
    _swap: "one person's messages are out of order",
    _answer_twice: "a reply was said twice",
    _leave_waiting: "a message was never answered",
    _no_safety: "a red flag without exactly one safety text",
    _no_case: "a red flag without a case",
    _two_cases: "two open cases of one kind",
    _no_page: "an alarm that paged nobody",
    _page_gone: "a page is lost",
    _page_again: "a page arrived twice",
    _told_twice: "the truth about a page was not told once",
    _told_the_other_way_round: "the truth about a page was not told once",
    _overlap: "an opening is held by two",
    _silence: "somebody waited in silence",
    _hear_nothing_said: "something was heard that was never said",
    _hear_other_words: "something was heard that was never said",
}


def _with_arrival() -> tuple[Notes, Records]:
    notes, records = good()
    records.arrived["out-1"] = 1
    return copy.deepcopy(notes), records


def test_a_good_history_has_no_violation() -> None:
    """What is right passes."""
    assert violations(*_with_arrival()) == []


@pytest.mark.parametrize("forge", FORGED, ids=lambda f: f.__name__.strip("_"))
def test_a_forged_history_is_found(forge: Forge) -> None:
    """Each kind of violation, by its own check."""
    notes, records = _with_arrival()
    forge(notes, records)
    assert FORGED[forge] in {v.kind for v in violations(notes, records)}


def test_every_check_has_a_forged_history() -> None:
    """A check that nothing falls over might look at nothing."""
    assert set(FORGED.values()) == set(CHECKS)


def test_a_page_that_was_sent_again_after_a_kill_is_allowed_where_told_so() -> None:
    """At least once: no page may be lost."""
    notes, records = _with_arrival()
    _page_again(notes, records)
    assert violations(notes, records, repeats=1) == []


def test_waiting_is_measured_by_the_clock_of_whoever_wrote() -> None:
    """From the first attempt to the first thing heard; what nobody heard is not made up."""
    notes = Notes()
    notes.sent["a"] = Sent("ana", "a", "hello", began=10.0, acked=12.0, message_id="m1")
    notes.sent["b"] = Sent("tom", "b", "hello", began=11.0, acked=11.1, message_id="m2")
    notes.sent["c"] = Sent("ana", "c", "lost", began=13.0)
    notes.heard = [
        Heard("ana", "m0", "before", None, 9.0), Heard("ana", "m3", "said", None, 14.5),
        Heard("ana", "m4", "later", None, 20.0), Heard("ana", "m0", "before", None, 11.0),
        Heard("ana", "m5", "a machine answers", "utter_disclosure", 10.5),
    ]  # fmt: skip
    assert notes.waits() == [4.5]
