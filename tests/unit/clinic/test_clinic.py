"""What clinic.yml may hold, and time measured in open hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from frontdesk.clinic import Clinic, load_clinic
from frontdesk.clinic.hours import after_open_time, closed_on, is_open, next_opening_time
from frontdesk.clinic.spoken import spoken_hours, spoken_time, values
from frontdesk.settings import ROOT
from frontdesk.yaml_file import FileError


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _changed(tmp_path: Path, old: str, new: str) -> Path:
    path = tmp_path / "clinic.yml"
    text = (ROOT / "clinic.yml").read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return path


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("  email: ", "  emial: ", "clinic.emial"),
        ('monday: "08:30-17:00"', 'monday: "17:00-08:30"', "hours.monday"),
        ("timezone: America/Chicago", "timezone: America/Chigaco", "clinic.timezone"),
        ("step_minutes: 30", "step_minutes: 7", "booking.step_minutes"),
        ("when_due: warn", "when_due: maybe", "answers.when_due"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    """Whoever edits the file can find it."""
    path = _changed(tmp_path, old, new)
    with pytest.raises(FileError) as caught:
        load_clinic(path)
    line = next(n for n, row in enumerate(path.read_text().splitlines(), 1) if new in row)
    assert (caught.value.file, caught.value.line, caught.value.key) == (path, line, key)


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    """Also when it is no YAML at all."""
    path = _changed(tmp_path, "hours:", "hours: [")
    with pytest.raises(FileError) as caught:
        load_clinic(path)
    assert caught.value.line > 1


def test_a_comment_broken_by_a_pasted_line_separator_is_named_with_its_line(tmp_path: Path) -> None:
    """U+2028 looks like nothing in most editors, and ends the line for YAML."""
    comment = "# the registered 10DLC campaign"
    path = _changed(tmp_path, comment, "# the registered\u2028 10DLC campaign")
    with pytest.raises(FileError) as caught:
        load_clinic(path)
    text = path.read_text(encoding="utf-8")
    assert caught.value.line == text[: text.index("\u2028")].count("\n") + 1
    assert "comment" in caught.value.why


@pytest.mark.parametrize(
    ("at", "open_"),
    [
        ("2026-04-07T10:00:00-05:00", True),
        ("2026-04-07T17:00:00-05:00", False),
        ("2026-04-04T12:00:00-05:00", False),
        ("2026-05-25T12:00:00-05:00", False),
        ("2026-07-03T12:00:00-05:00", False),
    ],
)
def test_the_clinic_is_open_in_its_hours_but_not_on_holidays(
    clinic: Clinic, at: str, open_: bool
) -> None:
    """A Tuesday, its evening, a Saturday, Memorial Day, Independence Day as observed."""
    assert is_open(clinic, _at(at)) is open_


def test_open_time_skips_nights_weekends_and_holidays(clinic: Clinic) -> None:
    """Four open hours after Friday 3 pm end on Tuesday when Monday is Memorial Day."""
    due = after_open_time(clinic, _at("2026-05-22T15:00:00-05:00"), timedelta(hours=4))
    assert due == _at("2026-05-26T11:30:00-05:00")


def test_open_time_counts_real_hours_when_the_clocks_change(clinic: Clinic) -> None:
    """The weekend in which an hour is lost does not cost an open hour."""
    due = after_open_time(clinic, _at("2026-03-06T15:00:00-06:00"), timedelta(hours=2))
    assert due == _at("2026-03-09T09:30:00-05:00")


def test_the_next_time_somebody_is_there(clinic: Clinic) -> None:
    """After Friday evening it is Monday morning; in open hours it is now."""
    assert next_opening_time(clinic, _at("2026-04-10T20:00:00-05:00")) == _at(
        "2026-04-13T08:30:00-05:00"
    )
    now = _at("2026-04-07T10:00:00-05:00")
    assert next_opening_time(clinic, now) == now


def test_a_date_of_the_clinics_own_is_a_holiday(clinic: Clinic) -> None:
    """Beside the public ones."""
    assert closed_on(clinic, _at("2026-12-24T12:00:00-06:00").date())


def test_hours_are_said_in_one_sentence(clinic: Clinic) -> None:
    """Days alike are put together."""
    assert spoken_hours(clinic) == (
        "Monday to Thursday 8:30 am to 5 pm, Friday 8:30 am to 4 pm (Central Time)"
    )


def test_a_time_is_said_with_its_zone(clinic: Clinic) -> None:
    """Today, tomorrow, or the day."""
    now = _at("2026-04-07T10:00:00-05:00")
    assert spoken_time(clinic, now + timedelta(hours=6), now) == "today at 4 pm CT"
    assert spoken_time(clinic, now + timedelta(days=1), now) == "tomorrow at 10 am CT"
    assert spoken_time(clinic, now + timedelta(days=6), now) == "Monday, April 13 at 10 am CT"


def test_a_value_the_clinic_did_not_give_is_none_and_not_a_guess(clinic: Clinic) -> None:
    """The answer then says that staff will tell."""
    assert values(clinic)["consultation_fee"] is None
