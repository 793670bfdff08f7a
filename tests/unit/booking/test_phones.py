"""Phone numbers as people write them."""

from __future__ import annotations

import pytest

from frontdesk.booking.phones import (
    corrected,
    find_phone,
    spoken_phone,
    tried_a_number,
    without_phone,
)


@pytest.mark.parametrize(
    "text",
    ["312-555-0142", "(312) 555 0142", "3125550142", "+1 312.555.0142", "1-312-555-0142",
     "call me at 312 555 01 42 thx", "312/555-0142",
     "three one two five five five oh one four two", "my cell: 312-555-0142, text only"],
)
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    """As E.164."""
    assert find_phone(text) == "+13125550142"


@pytest.mark.parametrize("text", ["555-0142", "312-555-014", "312-555-01423", "1234567890", "no",
                                  "L4-L5", "04/14/2026"])
def test_what_is_no_number_is_none(text: str) -> None:
    """Too short, too long, or no number of this world."""
    assert find_phone(text) is None


def test_a_number_of_another_country_is_kept_with_its_code() -> None:
    """And said with it."""
    assert find_phone("+44 20 7946 0958") == "+442079460958"
    assert spoken_phone("+442079460958") == "+44 20 7946 0958"
    assert spoken_phone("+13125550142") == "312-555-0142"


@pytest.mark.parametrize(
    "text, number",
    [
        ("sorry its 555 not 556", "+13125550142"),
        ("not 556, it's 555", "+13125550142"),
        ("the last four are 0143", "+13125560143"),
        ("area code is 773", "+17735560142"),
        ("sorry its 555 0144", "+13125550144"),
        ("oops, I meant 555-0144", "+13125550144"),
        ("make it friday", None),
        ("777 not 888", None),
        ("its 5 not 6", None),
    ],
)
def test_a_few_digits_correct_a_number(text: str, number: str | None) -> None:
    """The rest of it stays."""
    assert corrected("+13125560142", text) == number


def test_numbers_are_cut_out_of_a_text() -> None:
    """So that their digits are read as nothing else."""
    assert "0142" not in without_phone("Ana, 312-555-0142, tuesday")
    assert "tuesday" in without_phone("Ana, 312-555-0142, tuesday")


def test_a_try_at_a_number_is_told_from_other_words() -> None:
    """It gets another explanation."""
    assert tried_a_number("555-0142")
    assert not tried_a_number("why")
