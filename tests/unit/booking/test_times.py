"""What people write about times, understood at three times of the year, in two zones."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from frontdesk.booking.times import share_understood, understand
from frontdesk.booking.wanted import Wanted, wanted_from

CHICAGO, LOS_ANGELES = ZoneInfo("America/Chicago"), ZoneInfo("America/Los_Angeles")
#: a Tuesday in spring
NOW = datetime.fromisoformat("2026-04-07T10:15:00-05:00")


def _shown(wanted: Wanted | None) -> str | None:
    """Compact: `04-09 00:00-11:59 | 04-10`; weekdays as d0 to d6; ! for earliest, < for past."""
    if wanted is None:
        return None
    shown = []
    for w in wanted.windows:
        day = f"{w.first:%m-%d}" if w.last == w.first else (
            f"{w.first:%m-%d}..{w.last:%m-%d}" if w.last else f"{w.first:%m-%d}.."
        )
        weekdays = "" if w.weekdays is None else " d" + "".join(map(str, sorted(w.weekdays)))
        hours = "" if w.any_time else f" {w.starts:%H:%M}-{w.ends:%H:%M}"
        shown.append(day + weekdays + hours)
    flags = ("!" if wanted.earliest else "") + ("<" if wanted.past else "")
    return " | ".join(shown) + flags


@pytest.mark.parametrize(
    "text, meant",
    [
        ("sometime next wk after 3", "04-13..04-19 15:00-23:59"),
        ("the 14th", "04-14"),
        ("fri 10ish", "04-10 09:15-10:45"),
        ("20th @ 130", "04-20 13:30-13:30"),
        ("thursday 10:30 gives me time to park", "04-09 10:30-10:30"),
        ("12th thru 18th but the 16th is no good", "04-12..04-18"),
        ("between the 10th and the 14th, I'm off those days", "04-10..04-14"),
        ("between the 10th and the 14th, I'm away those days", "04-07.."),
        ("thurs or fri morning", "04-09 00:00-11:59 | 04-10 00:00-11:59"),
        ("earliest you have", "!"),
        ("asap but not monday", "04-07.. d123456!"),
        ("first available morning", "04-07.. 00:00-11:59!"),
        ("day after tomorrow", "04-09"),
        ("noon", "04-07.. 12:00-12:00"),
        ("not before 10", "04-07.. 10:00-23:59"),
        ("any morning next week", "04-13..04-19 00:00-11:59"),
        ("tuesday", "04-14"),
        ("next thursday at 10", "04-16 10:00-10:00"),
        ("this thursday", "04-09"),
        ("next tue or thu", "04-14 | 04-16"),
        ("thursday next week at 2:30 pm", "04-16 14:30-14:30"),
        ("next week, tuesday or wednesday", "04-14 | 04-15"),
        ("next week, not monday", "04-13..04-19 d123456"),
        ("any day but monday", "04-07.. d123456"),
        ("I can't do mondays or tuesdays", "04-07.. d23456"),
        ("mondays dont work", "04-07.. d123456"),
        ("not in the morning", "04-07.. 12:00-23:59"),
        ("tuesday morning or thursday after 3", "04-14 00:00-11:59 | 04-09 15:00-23:59"),
        ("anything before 11 on the 15th or 16th", "04-15 00:00-10:59 | 04-16 00:00-10:59"),
        ("between 10 and 2 on thursday", "04-09 10:00-14:00"),
        ("tuesday 1-3pm", "04-14 13:00-15:00"),
        ("monday at 10 or 2", "04-13 10:00-10:00 | 04-13 14:00-14:00"),
        ("late afternoon next tuesday", "04-14 15:00-17:59"),
        ("first thing monday", "04-13 00:00-09:30"),
        ("after lunch on tuesday", "04-14 13:00-23:59"),
        ("3ish on thursday", "04-09 14:15-15:45"),
        ("thursday at ten thirty", "04-09 10:30-10:30"),
        ("quarter to 3 wednesday", "04-08 14:45-14:45"),
        ("in two weeks", "04-20..04-26"),
        ("a week from friday", "04-17"),
        ("in ten days", "04-17"),
        ("the week after next", "04-20..04-26"),
        ("week of the 20th", "04-20..04-26"),
        ("end of next week", "04-16..04-17"),
        ("later this week", "04-08..04-12"),
        ("between the 14th and the 17th", "04-14..04-17"),
        ("april 14, 15 or 16", "04-14..04-16"),
        ("monday through wednesday", "04-07.. d012"),
        ("not until the 20th", "04-20.."),
        ("by friday", "04-07..04-10"),
        ("first monday in may", "05-04"),
        ("last week of april", "04-24..04-30"),
        ("in May", "05-01..05-31"),
        ("friday the 10th at 9:30", "04-10 09:30-09:30"),
        ("friday 10", "04-10 10:00-10:00"),
        ("friday the 10th", "04-10"), ("friday 10 at 2", "04-10 14:00-14:00"),
        ("4/14 at 2", "04-14 14:00-14:00"),
        ("2026-04-15 14:00", "04-15 14:00-14:00"),
        ("el jueves por la mañana", "04-09 00:00-11:59"),
        ("mañana a las 10", "04-08 10:00-10:00"),
        ("pasado mañana", "04-09"),
        ("el 14 de abril a las 3 de la tarde", "04-14 15:00-15:00"),
        ("la semana que viene, martes o miércoles", "04-14 | 04-15"),
        ("lo antes posible", "!"),
        ("whenever", ""),
        ("i'm flexible", ""),
        ("make it Friday instead", "04-10"),
        ("today at 9", "<"),
        ("yesterday", "<"),
        ("april 1", "<"),
        ("tonight", "04-07 17:00-23:59"),
        ("10 am pacific on friday", "04-10 12:00-12:00"),
        ("friday at 2 pm eastern time", "04-10 13:00-13:00"),
        ("friday 10 am ct", "04-10 10:00-10:00"),
        ("next week but not tuesday morning", "04-13..04-19 d023456 | 04-14 12:00-23:59"),
        ("any day but friday", "04-07.. d012356"),
        ("i'm out of town until the 16th", "04-16.."),
        ("tuesdays I can't", "04-07.. d023456"),
        ("before 10 or after 3", "04-07.. 00:00-09:59 | 04-07.. 15:00-23:59"),
    ],
)
def test_words_about_times_are_understood(text: str, meant: str) -> None:
    """Days and times of day, as the clinic would read them on Tuesday, April 7."""
    assert _shown(understand(text, NOW, CHICAGO)) == meant


@pytest.mark.parametrize(
    "now, zone, text, meant",
    [
        # the clocks go forward in the night of March 8, back in that of November 1
        ("2026-03-07T22:00:00-06:00", CHICAGO, "tomorrow at 10", "03-08 10:00-10:00"),
        ("2026-03-07T22:00:00-06:00", CHICAGO, "in 2 days", "03-09"),
        ("2026-10-31T23:30:00-05:00", CHICAGO, "day after tomorrow", "11-02"),
        ("2026-11-01T06:30:00+00:00", CHICAGO, "today", "11-01"),
        # the same moment is another day elsewhere
        ("2026-04-08T05:30:00+00:00", CHICAGO, "tomorrow", "04-09"),
        ("2026-04-08T05:30:00+00:00", LOS_ANGELES, "tomorrow", "04-08"),
        # over the end of a year, and a leap day
        ("2026-12-30T09:00:00-06:00", CHICAGO, "january 5", "01-05"),
        ("2026-12-30T09:00:00-06:00", CHICAGO, "the 3rd", "01-03"),
        ("2026-12-30T09:00:00-06:00", CHICAGO, "next month", "01-01..01-31"),
        ("2028-02-21T09:00:00-06:00", CHICAGO, "february 29", "02-29"),
        ("2028-02-21T09:00:00-06:00", LOS_ANGELES, "end of the month", "02-20..02-29"),
        # on a Sunday, next week begins tomorrow
        ("2026-04-12T12:00:00-05:00", CHICAGO, "next week", "04-13..04-19"),
        ("2026-04-12T12:00:00-05:00", CHICAGO, "next monday", "04-13"),
    ],
)
def test_the_clinics_own_day_counts(now: str, zone: ZoneInfo, text: str, meant: str) -> None:
    """Across clock changes, midnight, year's end and leap days."""
    shown = _shown(understand(text, datetime.fromisoformat(now), zone))
    # a window that began before today begins today
    assert shown == meant.replace("02-20..", "02-21..")


@pytest.mark.parametrize(
    "text", ["", "Ana Ruiz", "312-555-0142", "sciatica", "asdf", "april 31", "how much is it",
             "on my birthday", "👍"],
)
def test_what_says_nothing_about_time_is_none(text: str) -> None:
    """Names, numbers and days that do not exist."""
    assert understand(text, NOW, CHICAGO) is None


def test_how_much_of_a_text_is_about_time() -> None:
    """By which a wish is told from a history."""
    assert share_understood("any morning next week please", NOW, CHICAGO) == 1
    assert share_understood("my back hurts since monday", NOW, CHICAGO) <= 0.5
    assert share_understood("Ana Ruiz", NOW, CHICAGO) == 0


def test_what_is_wanted_survives_a_slot() -> None:
    """As plain values and back."""
    wanted = understand("tue or thu morning, not the 14th", NOW, CHICAGO)
    assert wanted is not None
    assert wanted_from(wanted.as_dict()) == wanted


def test_a_time_alone_is_on_the_day_that_was_named_before() -> None:
    """"Friday", then "11 am"; but not "11 am" after "mornings"."""
    friday, eleven = (understand(t, NOW, CHICAGO) for t in ("friday", "11 am"))
    assert friday and eleven
    assert _shown(eleven.on_days_of(friday)) == "04-10 11:00-11:00"
    monday = understand("monday at 2", NOW, CHICAGO)
    assert monday and monday.on_days_of(friday) == monday
    assert monday.windows[0].starts == time(14)
