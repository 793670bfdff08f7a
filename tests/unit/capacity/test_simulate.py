"""Weeks at the desk with the clinic's own hours and clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from frontdesk.capacity import Plan, PlanError, lines, parse_shifts, simulate
from frontdesk.cases.clocks import clocks
from frontdesk.cli.main import main
from frontdesk.clinic import Clinic

#: four weeks without a holiday
WEEKS = Plan(
    visitors=60, handed_over=0.2, shifts=parse_shifts("2"), first=date(2026, 4, 6), alarms=0.02
)


def test_the_same_plan_gives_the_same_days(clinic: Clinic) -> None:
    """Another seed gives others."""
    plan = replace(WEEKS, days=7)
    assert simulate(plan, clinic, clocks()) == simulate(plan, clinic, clocks())
    assert simulate(replace(plan, seed=2), clinic, clocks()).visitors != (
        simulate(plan, clinic, clocks()).visitors
    )


def test_visitors_and_those_who_ask_are_as_many_as_were_said(clinic: Clinic) -> None:
    """Within what chance does to 1,700 people."""
    found = simulate(WEEKS, clinic, clocks())
    assert sum(found.visitors) == pytest.approx(28 * 60, rel=0.08)
    assert len(found.asked) == pytest.approx(28 * 60 * 0.2, rel=0.15)
    assert len(found.pages) == pytest.approx(28 * 60 * 0.02, rel=0.5)
    assert found.open_days == 20


def test_more_staff_keep_more_promises_and_nobody_keeps_none(clinic: Clinic) -> None:
    """What the manager wants to see."""
    busy = replace(WEEKS, visitors=200, days=7)
    kept = [
        simulate(replace(busy, shifts=parse_shifts(staff)), clinic, clocks()).promises_kept()
        for staff in ("0", "1", "4")
    ]
    assert kept[0] == 0 and kept[0] < kept[1] < kept[2]
    assert kept[2] > 0.99


def test_nobody_is_at_the_desk_when_the_clinic_is_closed(clinic: Clinic) -> None:
    """Shifts count only within the clinic's hours (Monday 8:30 to 17:00, Friday to 16:00)."""
    found = simulate(
        replace(WEEKS, shifts=parse_shifts("06:00-12:00=2,12:00-22:00=1")), clinic, clocks()
    )
    assert found.staff[7] == found.staff[18] == 0
    assert found.staff[8] == pytest.approx(1)  # two, for half of the hour
    assert [found.staff[10], found.staff[13]] == pytest.approx([2, 1])
    assert found.staff[16] == pytest.approx(0.8)  # Fridays end at four


def test_pages_nobody_sees_are_late_and_quick_ones_are_not(clinic: Clinic) -> None:
    """The ladder is climbed: the second rung of an urgent case is paged when it is due."""
    quick = replace(WEEKS, alarms=0.2, days=14, answers_page=0.5, misses_page=0)
    assert simulate(quick, clinic, clocks()).pages_late() == 0
    deaf = simulate(replace(quick, misses_page=1), clinic, clocks())
    assert deaf.pages_late() == len(deaf.pages) > 100
    assert all(page.seen is None for page in deaf.pages)
    half = simulate(replace(quick, misses_page=0.5), clinic, clocks())
    assert 0 < half.pages_late() < len(half.pages) * 0.7


def test_a_holiday_makes_the_next_day_slow(clinic: Clinic) -> None:
    """Thanksgiving 2026: four days closed, and one member of staff on Monday."""
    one = replace(WEEKS, visitors=100, shifts=parse_shifts("1"), first=date(2026, 11, 23), days=14)
    found = simulate(one, clinic, clocks())
    plain = simulate(replace(one, first=date(2026, 4, 6)), clinic, clocks())
    assert found.slowest_day()[0] == 0
    assert found.waits()[-1] > plain.waits()[-1]


def test_a_plan_that_can_not_be_is_refused_in_words(clinic: Clinic) -> None:
    """Each names what is wrong."""
    for staff in ("two", "8-12=1", "08:30-25:00=1", "08:30-12:00"):
        with pytest.raises(PlanError, match="staff"):
            parse_shifts(staff)
    assert parse_shifts("08:30-12:00=2")[0].ends == time(12)
    for wrong in ({"handed_over": 1.2}, {"visitors": 0}, {"days": 0}, {"visitors": 1e9}):
        with pytest.raises(PlanError):
            replace(WEEKS, **wrong)  # type: ignore[arg-type]
    with pytest.raises(PlanError, match="not open"):
        simulate(replace(WEEKS, days=1), clinic.model_copy(update={"hours": {}}), clocks())


def test_the_table_says_what_a_manager_asks(clinic: Clinic) -> None:
    """One line an hour, then the sums."""
    said = "\n".join(lines(WEEKS, simulate(WEEKS, clinic, clocks())))
    for words in ("60 visitors a day, 28 days, 20 of them open", "on duty", "wait, 95 %",
                  "promise kept", "slowest", "Mondays", "late"):  # fmt: skip
        assert words in said


def test_the_command_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """With the clinic's own file; a plan that can not be is one line and exit status 1."""
    assert main(["capacity", "--days", "3", "--from", "2026-04-06"]) == 0
    assert "promise kept" in capsys.readouterr().out
    assert main(["capacity", "--handed-over", "150"]) == 1
    assert "0 and 100 %" in capsys.readouterr().err
