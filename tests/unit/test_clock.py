"""One clock, turned for all processes at once, never in production."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from frontdesk import clock
from frontdesk.settings import ROOT, settings


def test_the_clock_starts_where_the_setting_says_and_runs_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """FRONTDESK_CLOCK holds from the first start."""
    monkeypatch.setenv("FRONTDESK_CLOCK", "2026-04-07T10:15:00-05:00")
    settings.cache_clear()
    clock.start()
    passed = clock.now() - datetime.fromisoformat("2026-04-07T10:15:00-05:00")
    assert timedelta(0) <= passed < timedelta(seconds=30)


def test_a_restart_keeps_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting counts only when the clock was never started."""
    monkeypatch.setenv("FRONTDESK_CLOCK", "2026-04-07T10:15:00-05:00")
    settings.cache_clear()
    clock.start()
    clock.turn("+2d")
    clock.start()
    assert clock.now().date().isoformat() == "2026-04-09"


def test_turning_it_turns_other_processes_too(data_dir: Path) -> None:
    """They read it at every call."""
    clock.set_to("2030-01-01T00:00:00+00:00")
    seen = subprocess.run(
        [sys.executable, "-c", "from frontdesk import clock; print(clock.now().year)"],
        cwd=ROOT,
        env={"DATA_DIR": str(data_dir), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout.strip() == "2030"


@pytest.mark.parametrize(
    ("step", "seconds"), [("+5m", 300), ("-1h", -3600), ("+1d2h", 93600), ("30s", 30)]
)
def test_steps_are_read(step: str, seconds: int) -> None:
    """As people write them."""
    before = clock.now()
    assert abs((clock.turn(step) - before).total_seconds() - seconds) < 5


@pytest.mark.parametrize("step", ["", "tomorrow", "5", "+5x", "5m tomorrow"])
def test_a_step_that_can_not_be_read_is_refused_with_words(step: str) -> None:
    """It says how to write one."""
    with pytest.raises(clock.ClockError, match="write"):
        clock.turn(step)


def test_a_time_without_a_zone_is_refused() -> None:
    """It would be somebody's guess."""
    with pytest.raises(clock.ClockError, match="zone"):
        clock.set_to("2026-04-07T10:15:00")


def test_the_clock_is_never_turned_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    """Promises to patients hang on it."""
    monkeypatch.setenv("FRONTDESK_ENV", "production")
    settings.cache_clear()
    for turn in (lambda: clock.turn("+1h"), lambda: clock.set_to("2026-04-07T10:15:00-05:00")):
        with pytest.raises(clock.ClockError, match="production"):
            turn()


def test_nothing_else_asks_the_system_for_the_time() -> None:
    """No module but the clock calls datetime.now, time.time or SQL's now()."""
    asks = ("datetime.now(", "datetime.utcnow(", "time.time(", "func.now(", "date.today(")
    found = [
        f"{path.relative_to(ROOT)}: {ask}"
        for folder in ("frontdesk", "actions", "engine")
        for path in (ROOT / folder).rglob("*.py")
        if path != ROOT / "frontdesk" / "clock.py"
        for ask in asks
        if ask in path.read_text()
    ]
    assert found == []
