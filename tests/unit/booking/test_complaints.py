"""What somebody cannot do for pain rules no time out; what they cannot come for does."""

from __future__ import annotations

from datetime import datetime, time
from time import process_time as time_used
from zoneinfo import ZoneInfo

import pytest

from frontdesk.booking.times import understand
from frontdesk.booking.wanted import Wanted

CHICAGO = ZoneInfo("America/Chicago")
#: a Tuesday in spring
NOW = datetime.fromisoformat("2026-04-07T10:15:00-05:00")


def _wanted(text: str) -> Wanted:
    wanted = understand(text, NOW, CHICAGO)
    assert wanted is not None, text
    return wanted


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 4, day, hour, minute)


@pytest.mark.parametrize("complaint", [
    "can't sit at my desk anymore", "cant sleep at all", "I can't take it anymore",
    "cant turn my neck lol", "cannot stand up straight", "couldn't get out of bed today",
    "cant lift anything", "can't drive myself", "cant do stairs", "I can't do this anymore",
    "can't make it up the stairs", "can't get comfortable at night", "can't wait any longer",
    "not sleeping well", "not getting any better", "never hurt like this",
    "never been this bad", "it hurts so bad", "my back is terrible",
    "nothing helps", "can't be on my feet for long", "can't go on like this",
])
@pytest.mark.parametrize("form", ["thursday at 2, {}", "{}, thursday at 2", "{} thursday at 2"])
def test_a_complaint_beside_a_time_rules_it_not_out(complaint: str, form: str) -> None:
    """The opposite of what was asked is the worst that could be offered."""
    wanted = _wanted(form.format(complaint))
    assert wanted.allows(_at(9, 14)), wanted
    assert not wanted.allows(_at(10, 14)) and not wanted.allows(_at(9, 11)), wanted


@pytest.mark.parametrize("text", [
    "I can't do thursday", "can't make it thursday", "I really can't come thursday",
    "thursday I can't", "can't get away thursday", "cant get a ride thursday",
    "I can't miss work thursday", "cannot leave the shop thursday", "can't take off thursday",
    "I can't drive on thursday", "can't find a sitter for thursday", "I can't be there thursday",
    "thursdays i just can't", "I can't move my meeting on thursday", "no puedo ir el jueves",
])
def test_what_somebody_cannot_come_for_rules_the_day_out(text: str) -> None:
    """Said of coming, being free or getting away."""
    wanted = _wanted(text)
    assert not wanted.allows(_at(9, 14)) and wanted.allows(_at(10, 14)), wanted


@pytest.mark.parametrize("text", ["I can't get away until 2", "cant come till after 2",
                                  "I can't before 2", "can't leave before 2"])
def test_what_somebody_cannot_before_an_hour_leaves_what_is_after_it(text: str) -> None:
    """Not until two: from two on."""
    wanted = _wanted(f"{text}, thursday")
    assert wanted.allows(_at(9, 15)) and not wanted.allows(_at(9, 13)), wanted


@pytest.mark.parametrize("text", [
    "why not thursday at 2", "thursday at 2, why not", "if not too much trouble thursday 2pm",
    "not a problem thursday 2pm", "i'm not sure yet maybe thursday at 2",
    "cant think of a better time than thursday at 2", "thursday at 2 except if it snows",
    "thursday unless you're closed, 2pm", "Thursday (not Wednesday) at 2",
    "I don't think I can do wednesday, thursday at 2",
])
def test_a_not_of_an_idiom_rules_nothing_out(text: str) -> None:
    """Why not Thursday: Thursday."""
    wanted = _wanted(text)
    assert wanted.allows(_at(9, 14)) and not wanted.allows(_at(10, 14)), wanted
    assert not wanted.allows(_at(9, 11)), wanted


@pytest.mark.parametrize("text", [
    "don't have a ride until thursday", "won't have my car until thursday",
    "not available until thursday", "I won't be back in town until thursday",
])
def test_who_is_not_free_until_a_day_is_free_from_it(text: str) -> None:
    """And not up to it."""
    wanted = _wanted(text)
    assert wanted.allows(_at(9, 14)) and not wanted.allows(_at(8, 14)), wanted


def test_any_time_that_is_not_some_hours_is_any_other() -> None:
    """Not those hours alone."""
    wanted = _wanted("thursday, anytime that isn't 12-1")
    assert wanted.allows(_at(9, 15)) and not wanted.allows(_at(9, 12, 30))


@pytest.mark.parametrize("text", ["I can't wait until friday", "cant wait past friday"])
def test_what_cannot_wait_is_wanted_by_then(text: str) -> None:
    """Impatience bounds the other way."""
    wanted = _wanted(text)
    assert wanted.allows_day(_at(8, 9).date()) and not wanted.allows_day(_at(14, 9).date())


@pytest.mark.parametrize("form", ["thursday at 2, {}", "{}, thursday at 2", "thursday at 2 {}"])
def test_where_somebody_works_is_not_when(form: str) -> None:
    """I work Thursdays rules out; I work at a warehouse does not."""
    wanted = _wanted(form.format("I work at a warehouse"))
    assert wanted.allows(_at(9, 14)) and not wanted.allows(_at(9, 11)), wanted


def test_a_complaint_at_an_hour_of_the_night_bounds_nothing() -> None:
    """Cannot sleep past three: no wish for three."""
    assert _wanted("cant sleep past 3am, friday at 9").allows(_at(10, 9))
    assert not _wanted("cant sleep past 3am, friday at 9").allows(datetime.combine(
        _at(10, 9).date(), time(15)))


@pytest.mark.parametrize("text", [
    "i work at " + "a" * 26 + "1", "i work at " + "ab " * 26 + "1", "not " + "into" * 26 + "1",
    "i am not " + "a any anything " * 60 + "1", "my back" + " is so" * 150 + "1",
    "can't " + "do it " * 150 + "1", "can't " + "really " * 120 + "sit",
])  # fmt: skip
def test_no_text_keeps_the_reader_busy(text: str) -> None:
    """A pattern that tries every way to part the words would take seconds for each of these."""
    began = time_used()
    understand(text, NOW, CHICAGO)
    assert time_used() - began < 2
