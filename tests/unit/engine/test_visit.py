"""A visit asked for in one message is known as such, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from engine.understanding.normalise import normalise
from engine.understanding.visit import tells_a_visit


@pytest.mark.parametrize(
    "text",
    [
        "book a consultation. I'm Ana Ruiz, 312-555-0142, back pain, no mri",
        "I'm Cy Roe, back pain, no mri, wednesday at 9",
        "I'm Re Mind, back pain, no mri, friday at 9, book a consultation",
        "I'd like an appointment for tuesday at 10:30, my knee is fine, it's my back",
        "I'm Ana Ruiz, 312-555-0142, any morning next week",
        "schedule me a first visit, call me at (312) 555-0142",
    ],
)
def test_a_visit_with_its_details_is_a_booking(text: str) -> None:
    """Who, how to reach them, or when: one of these beside the wish is enough."""
    assert tells_a_visit(normalise(text, "en"))


@pytest.mark.parametrize(
    "text",
    [
        "book a consultation",
        "can I book a consultation for friday at 9 and how much is it",
        "I'm Ana Ruiz, I need to move my visit to friday at 9",
        "cancel my appointment on friday at 9, this is Ana Ruiz",
        "I'm having back pain, worse on friday at 9 pm",
        "I'm not sure, friday at 9 works",
        "my appointment is on friday at 9 am",
        "what should I bring to my consultation on friday at 9?",
    ],
)
def test_what_only_sounds_like_one_is_left_to_the_classifier(text: str) -> None:
    """Questions, other wishes about a visit, and stories."""
    assert not tells_a_visit(normalise(text, "en"))
