"""What the clinic changes in its own running."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from frontdesk import clock
from frontdesk.clinic import Clinic
from frontdesk.clinic.changes import BadChange, LiveClinic, keep, present, swapped_until
from frontdesk.clinic.hours import is_open
from frontdesk.staff.accounts import add_staff, by_email
from frontdesk.store import Store


@pytest.fixture
def live(store: Store, clinic: Clinic, clock_at: Callable[[str], None]) -> LiveClinic:
    """Looked at anew whenever it is told to."""
    clock_at("2026-04-07T10:15:00-05:00")
    return LiveClinic(clinic, store, clock.now)


def _change(store: Store, live: LiveClinic, part: str, value: dict[str, Any]) -> None:
    with store.begin() as session:
        staff = by_email(session, "ruth@x.example")
        if staff is None:
            add_staff(session, "ruth@x.example", "manager", clock.now())
            staff = by_email(session, "ruth@x.example")
        assert staff is not None
        keep(session, live.base, part, value, staff.id, clock.now())
    live.refresh()


def test_hours_and_closed_days_follow_what_was_changed(store: Store, live: LiveClinic) -> None:
    """From then on, everywhere that asks the clinic."""
    saturday = datetime.fromisoformat("2026-04-11T10:00:00-05:00")
    assert not is_open(live, saturday)  # type: ignore[arg-type]
    _change(store, live, "hours", {"days": {"saturday": "09:00-12:00", "monday": ""}})
    assert is_open(live, saturday)  # type: ignore[arg-type]
    _change(store, live, "closed", {"days": ["2026-04-11"]})
    assert not is_open(live, saturday)  # type: ignore[arg-type]


def test_a_swap_for_tonight_puts_somebody_first_until_its_time(
    store: Store, live: LiveClinic
) -> None:
    """Nobody falls off the ladder."""
    names = [rung.name for rung in live.alerts.ladder]
    until = clock.now() + timedelta(hours=12)
    _change(store, live, "swap", {"name": names[2], "until": until.isoformat()})
    assert [r.name for r in live.alerts.ladder] == [names[2], names[0], names[1]]
    assert swapped_until(live) == until  # type: ignore[arg-type]
    clock.turn("+13h")
    assert [r.name for r in live.alerts.ladder] == names
    assert swapped_until(live) is None  # type: ignore[arg-type]


def test_a_night_on_call_belongs_to_the_day_it_began_on(store: Store, live: LiveClinic) -> None:
    """Until 7 in the morning."""
    names = [rung.name for rung in live.alerts.ladder]
    _change(store, live, "rota", {"days": {"tuesday": names[1], "wednesday": names[2]}})
    assert live.alerts.ladder[0].name == names[1]
    clock.set_to("2026-04-08T03:00:00-05:00")
    assert live.alerts.ladder[0].name == names[1]
    clock.set_to("2026-04-08T07:01:00-05:00")
    assert live.alerts.ladder[0].name == names[2]


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("hours", {"days": {"monday": "9 to 5"}}),
        ("hours", {"days": {"someday": "09:00-12:00"}}),
        ("closed", {"days": ["2026-13-01"]}),
        ("swap", {"name": "Nobody", "until": "2026-04-08T07:00:00-05:00"}),
        ("rota", {"days": {"monday": "Nobody"}}),
        ("prices", {}),
    ],
)
def test_a_change_that_can_not_be_read_is_refused(
    store: Store, live: LiveClinic, part: str, value: dict[str, Any]
) -> None:
    """Otherwise an alarm would page no one."""
    with pytest.raises(BadChange):
        _change(store, live, part, value)


def test_a_store_that_is_gone_changes_nothing(live: LiveClinic, data_dir: Any) -> None:
    """The clinic stays as it was last known."""
    gone = LiveClinic(live.base, Store(f"sqlite:///{data_dir}/no/such/folder.sqlite"), clock.now)
    assert gone.alerts.ladder == live.base.alerts.ladder


def test_the_clinic_is_one_object_until_it_changes(store: Store, live: LiveClinic) -> None:
    """What was worked out for it holds as long: looking again is no change."""
    before = present(live)  # type: ignore[arg-type]
    live.refresh()
    assert present(live) is before  # type: ignore[arg-type]
    _change(store, live, "closed", {"days": ["2026-04-11"]})
    assert present(live) is not before  # type: ignore[arg-type]
    assert present(before) is before
