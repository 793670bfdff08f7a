"""E-mail addresses and states, as people write them; whom staff book."""

from __future__ import annotations

import pytest

from frontdesk.booking.addresses import find_email, find_state
from frontdesk.booking.people import through_staff


@pytest.mark.parametrize(
    "text, email",
    [("ana.ruiz@Mail.example thanks", "ana.ruiz@mail.example"),
     ("it's a+b@x.co.uk.", "a+b@x.co.uk"),
     ("ana at gmail dot com", "ana@gmail.com"), ("ana@", None), ("a..b@x.org", None),
     ("I am at home", None), ("312-555-0142", None)],
)
def test_an_address_is_found_in_what_people_write(text: str, email: str | None) -> None:
    """Also spelled out; what is none is None."""
    assert find_email(text) == email


@pytest.mark.parametrize(
    "text, state",
    [("Illinois", "IL"), ("i live in indiana", "IN"), ("IL", "IL"), ("west virginia", "WV"),
     ("Chicago, IL", "IL"), ("ok", "OK"), ("ok so what", None), ("new york city", "NY"),
     ("not telling", None), ("ontario canada", None)],
)
def test_a_state_is_found_by_name_or_letters(text: str, state: str | None) -> None:
    """Letters that are words count only alone."""
    assert find_state(text) == state


@pytest.mark.parametrize(
    "text, why",
    [("I had an epidural injection two weeks ago", "procedure"),
     ("i got prp done last month and want a follow up", "procedure"),
     ("my surgery was on friday", "procedure"),
     ("since my injections yesterday it is worse", "procedure"),
     ("I had surgery ten years ago", None), ("had a fusion in 2015", None),
     ("had a shot 20 weeks ago", None), ("I'd like to get PRP this month", None),
     ("it's for my son, he is 15", "minor"), ("i am 12 weeks pregnant", "pregnancy"),
     ("not pregnant", None), ("I was 16 when I fell", None)],
)
def test_children_pregnancies_and_fresh_procedures_are_booked_by_staff(
    text: str, why: str | None
) -> None:
    """Ninety days, and only what was done."""
    assert through_staff(text) == why
