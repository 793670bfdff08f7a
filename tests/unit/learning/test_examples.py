"""What staff say people meant."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from frontdesk import clock
from frontdesk.conversations.transcript import add_message, open_conversation
from frontdesk.learning.examples import FILE, NoSuchIntent, clean, intents, keep, write
from frontdesk.staff.accounts import add_staff, by_email
from frontdesk.store import Store


def test_an_example_tells_nothing_of_who_wrote_it() -> None:
    """Names that were given, numbers, addresses."""
    said = clean(
        "hi my name is Lena Hart, call 312-555-0133 or lena@hart.example, lena here",
        ["Lena Hart"],
    )
    assert not any(word in said.lower() for word in ("lena", "hart", "0133"))
    assert clean("pain at L4-L5 since 2019") == "pain at L4-L5 since 2019"


def test_only_known_intents_and_the_newest_choice_are_written_for_training(
    store: Store, tmp_path: Path, clock_at: Callable[[str], None]
) -> None:
    """A new topic is kept for people, not for training."""
    clock_at("2026-04-07T10:15:00-05:00")
    at = clock.now()
    with store.begin() as session:
        add_staff(session, "maria@x.example", "front_desk", at)
        staff = by_email(session, "maria@x.example")
        assert staff is not None
        conversation = open_conversation(session, "web", at)
        message = add_message(session, conversation, "patient", "is there a ramp", at)
        other = add_message(session, conversation, "patient", "can my dog come", at)
        keep(session, message, "is there a ramp", "faq/cost", None, staff.id, at)
        keep(session, message, "is there a ramp", "faq/location", None, staff.id, at)
        keep(session, other, "can my dog come", None, "pets", staff.id, at)
        with pytest.raises(NoSuchIntent):
            keep(session, other, "can my dog come", "faq/pets", None, staff.id, at)
        assert write(session, tmp_path) == 1
    line = json.loads((tmp_path / FILE).read_text())
    assert (line["text"], line["intent"]) == ("is there a ramp", "faq/location")


def test_the_intents_are_those_of_the_training_data() -> None:
    """Questions and things to do."""
    assert {"faq/mri_required", "book_consultation"} <= set(intents())
