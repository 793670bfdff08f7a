"""Ways of saying when, by kinds strangers once were misread in; meanings as in the dates' files."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from benchmarks.booking_dates import NOWS, Expression, right

CHICAGO = ZoneInfo("America/Chicago")


def _right(text: str, meant: str) -> bool:
    """Whether it is read right at each of the moments."""
    days, _, hours = meant.rpartition(" ")
    nows = [datetime.fromisoformat(at).astimezone(CHICAGO) for at in NOWS]
    return all(right(Expression(text, days, hours), now) for now in nows)


@pytest.mark.parametrize("text, meant", [
    ("any day bar friday", "any -each:fri any"),
    ("anytime next week bar wednesday", "wk1 -next:wed any"),
    ("any morning bar mondays", "any -each:mon am"),
    ("I can do any day bar tomorrow", "any -+1 any"),
    ("weekdays bar thursday, I'm away then", "weekdays -each:thu any"),
    ("asap, any time that isn't tomorrow", "soon -+1 any"),
    ("the soonest you have that's not a friday", "soon -each:fri any"),
    ("earliest afternoon that isn't tomorrow", "soon -+1 pm"),
    ("any day next week which isn't Wednesday", "wk1 -next:wed any"),
    ("any weekday afternoon, bar Friday", "weekdays -each:fri pm"),
    ("I work at the bar monday, so tuesday at 2", "tue 14:00"),
])
def test_what_a_day_is_not_is_ruled_out(text: str, meant: str) -> None:
    """Bar, and "that isn't"."""
    assert _right(text, meant)


@pytest.mark.parametrize("text, meant", [
    ("Earliest you have, just not Monday, I'm in court that day", "soon -mon any"),
    ("any time but friday, my sister gets married that day", "any -fri any"),
    ("asap but not thursday because we have a funeral that day", "soon -thu any"),
    ("soonest but not Mondays, I have class that day", "soon -each:mon any"),
    ("soonest but not a Monday, that's truck day", "soon -each:mon any"),
])
def test_what_is_on_that_day_takes_that_one_day(text: str, meant: str) -> None:
    """And not every such day, unless it is said so."""
    assert _right(text, meant)


@pytest.mark.parametrize("text, meant", [
    ("Not tomorrow. Day after that is ok, any hour", "+2 any"),
    ("not tomorrow, the day after that please", "+2 any"),
    ("Tomorrow is my mums birthday. The day after is fine", "+2 any"),
    ("tomorrow or the day after that", "+1,+2 any"), ("not today. day after that suits", "+1 any"),
    ("not tomorrow, but day after that works", "+2 any"),
])
def test_the_day_after_that_is_one_day(text: str, meant: str) -> None:
    """Also behind a full stop and without its article."""
    assert _right(text, meant)


@pytest.mark.parametrize("text, meant", [
    ("between 10 and 1 while the kids are at school, any weekday but Monday",
     "weekdays -each:mon 10:00-13:00"),
    ("after 9:30 when my son is at school, any day except thursday", "any -each:thu 09:30-"),
    ("mornings while my husband is at work, not Wednesdays", "any -each:wed am"),
    ("9.30 to 11.30 while the baby is at playgroup, tues or thurs", "tue,thu 09:30-11:30"),
    ("10-2 while my daughter is in class, any day except tues", "any -each:tue 10:00-14:00"),
])
def test_while_somebody_is_elsewhere_is_only_why(text: str, meant: str) -> None:
    """The hours before it are wished for."""
    assert _right(text, meant)


@pytest.mark.parametrize("text, meant", [
    ("tues at 10, wed at 2, thurs at 3, any of these", "tue 10:00 | wed 14:00 | thu 15:00 -"),
    ("mon 10am or tues 2pm, either of those works", "mon 10:00 | tue 14:00 -"),
    ("thurs at 4, fri at 9, any of them is fine", "thu 16:00 | fri 09:00 -"),
    ("Mon 9, Tue 9, Wed 9, any of those", "mon,tue,wed 09:00"),
    ("Tuesday or Wednesday, either of those at 9", "tue,wed 09:00"),
])
def test_any_of_those_adds_no_other_hours(text: str, meant: str) -> None:
    """Where each day has its own."""
    assert _right(text, meant)


@pytest.mark.parametrize("text", ["mon {}", "tue {}", "wed {}", "thu {} please", "fri {}?"])
@pytest.mark.parametrize("hour, meant", [
    (9, "09:00"), (10, "10:00"), (11, "11:00"), (12, "12:00"), (1, "13:00"), (2, "14:00"),
    (3, "15:00"), (4, "16:00"),
])
def test_a_number_behind_a_weekday_is_an_hour(text: str, hour: int, meant: str) -> None:
    """Even where that weekday has that date."""
    assert _right(text.format(hour), f"{text[:3]} {meant}")


@pytest.mark.parametrize("text, meant", [
    ("mon 9 at 2pm", "d9 14:00"), ("2pm mon 9", "d9 14:00"), ("monday 9 march", "m3-9 any"),
    ("mon 9 afternoon", "d9 pm"), ("any day after mon 9", "d10.. any"),
    ("monday 9 is my surgery so any day after", "d10.. any"),
    ("I have court on mon 9 so any other day", "any -d9 any"),
])
def test_it_is_a_date_where_its_hour_is_said(text: str, meant: str) -> None:
    """On a Thursday whose coming Monday is the ninth."""
    now = datetime.fromisoformat(NOWS[0]).astimezone(CHICAGO)
    days, _, hours = meant.rpartition(" ")
    assert right(Expression(text, days, hours), now)


@pytest.mark.parametrize("text, meant", [
    ("mon 9.30ish, or else about 3 on fri", "mon ~09:30 | fri ~15:00 -"),
    ("10.15ish tuesday", "tue ~10:15"), ("thurs, 2.30ish", "thu ~14:30"),
])
def test_a_point_may_part_the_minutes_of_about_then(text: str, meant: str) -> None:
    """No hour and thirty of something."""
    assert _right(text, meant)


@pytest.mark.parametrize("text, meant", [
    ("I can come in anytime Monday or Tuesday, Wednesday only till 11",
     "mon,tue any | wed -11:00 -"),
    ("any time tuesday or thursday, friday only until 1", "tue,thu any | fri -13:00 -"),
    ("anytime wednesday or thursday, friday only before 10", "wed,thu any | fri -10:00 -"),
    ("I can do tomorrow whenever or monday after 2", "+1 any | mon 14:00- -"),
    ("the 24th any time or the 25th before noon", "d24 any | d25 -12:00 -"),
    ("tomorrow anytime, or Thursday after 3", "+1 any | thu 15:00- -"),
    ("thursday any time or next tuesday before 11", "thu any | next:tue -11:00 -"),
])
def test_the_bound_of_the_last_day_is_its_own(text: str, meant: str) -> None:
    """Where an earlier day has any time."""
    assert _right(text, meant)


@pytest.mark.parametrize("text, meant", [
    ("M W or F, I have lab every T and Th", "each:mon,each:wed,each:fri any"),
    ("T Th or F, i have class every M and W", "each:tue,each:thu,each:fri any"),
    ("Tues, Wed or Thurs, I work every Monday and Friday", "each:tue,each:wed,each:thu any"),
    ("Mon Tue or Wed, I babysit Thursdays and Fridays", "each:mon,each:tue,each:wed any"),
    ("M W or F", "mon,wed,fri any"),
])
def test_three_days_beside_what_comes_back_every_week_do_too(text: str, meant: str) -> None:
    """The week is told whole."""
    assert _right(text, meant)


@pytest.mark.parametrize("text, meant", [
    ("no lectures on fridays so any friday", "each:fri any"),
    ("no class tuesday so tuesday", "tue any"),
    ("no classes on thursdays so thursday any time", "each:thu any"),
    ("I've no lectures on mondays so any monday", "each:mon any"),
    ("theres no training wednesday so wed at 2", "wed 14:00"),
    ("no clients friday, so friday morning", "fri am"),
])
def test_a_day_without_class_is_free(text: str, meant: str) -> None:
    """What there is none of takes nothing."""
    assert _right(text, meant)


@pytest.mark.parametrize("text, meant", [
    ("I'm away up to and including the 9th. Any day after that", "d10.. any"),
    ("I'm in Spain up to and including the 15th, any day after", "d16.. any"),
    ("we're travelling up to and including the 20th, any day after that", "d21.. any"),
    ("a fortnight from now, then any day is ok", "+14.. any"),
    ("in two weeks, then any day", "+14.. any"),
    ("three weeks from now then any time", "+21.. any"),
    ("10 days from now, then whenever", "+10.. any"),
    ("a week from now, and then any day", "+7.. any"),
    ("in a fortnight, then anything", "+14.. any"),
    ("not for at least two weeks from now, then any day", "+14.. any"),
])
def test_from_then_on_is_any_day(text: str, meant: str) -> None:
    """However long it is until then."""
    assert _right(text, meant)


@pytest.mark.parametrize("text, meant", [
    ("a week from today, 9:30 like the last one", "+7 09:30"),
    ("two weeks from today, 10:30 like last time", "+14 10:30"),
    ("monday 2pm same time as my last visit", "mon 14:00"),
    ("next tuesday at 11 as usual", "next:tue 11:00"),
    ("wed 3:15, like the previous one", "wed 15:15"),
    ("thursday at 9 just like always", "thu 09:00"),
    ("either end of next week, mon or fri", "next:mon,next:fri any"),
    ("both ends of next week, monday or friday", "next:mon,next:fri any"),
    ("week starting monday, afternoons", "wk1 pm"),
    ("week beginning monday, any morning", "wk1 am"),
    ("the week commencing monday the 16th", "weekof:16 any"),
    ("week that starts on monday", "wk1 any"),
])
def test_weeks_and_visits_it_is_likened_to(text: str, meant: str) -> None:
    """The last visit is no last one of the day; a week begins on its Monday."""
    assert _right(text, meant)


@pytest.mark.parametrize("text, meant", [
    ("the last one before you close, monday", "mon late"),
    ("last appointment before you close on friday", "fri late"),
    ("last slot before closing thursday", "thu late"),
    ("the last one you do before you shut, wed", "wed late"),
    ("just before closing tuesday", "tue late"),
    ("right before you guys close on monday", "mon late"),
    ("tuesday, last one before the clinic closes", "tue late"),
    ("first 9 oclock you have open", "soon 09:00"), ("first 3 o'clock you have", "soon 15:00"),
    ("next 11am slot please", "soon 11:00"), ("the very first 2pm that's open", "soon 14:00"),
    ("first two thirty you've got", "soon 14:30"), ("earliest 9:15 available", "soon 09:15"),
    ("soonest 11 am appointment", "soon 11:00"),
])
def test_the_last_before_closing_and_the_first_at_an_hour(text: str, meant: str) -> None:
    """The edge of the day; the soonest day."""
    assert _right(text, meant)
