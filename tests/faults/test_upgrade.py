"""A new version is put in while somebody is in the middle of a booking.

The whole house stops and starts again with another model, and the dialogue goes on where it was.
With `UPGRADE_TRAINS=1` (as in `make trials`) the model is trained anew; else it is the same one,
recorded under another name.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
from datetime import datetime
from typing import Any

import pytest

from frontdesk.settings import ROOT
from tests.faults.conftest import checked, until_settled
from tests.faults.stubborn import SORRY, Stubborn
from tests.history import Notes
from tests.running import RunningHouse

_DETAILS = {
    "reason": "low back pain for two years", "mri": "yes", "name": "Ana Ruiz",
    "phone": "312-555-0142",
}
_ENGINE = ROOT / ".venv-engine" / "bin" / "python"
_COPY = """
import shutil, sys
from pathlib import Path
from engine.checksums import record
from engine.models import ROOT, model_in_use
target = Path(sys.argv[1]) / "other.tar.gz"
shutil.copy(model_in_use(ROOT / "models"), target)
record(target)
"""


def _other_model(running: RunningHouse) -> dict[str, str]:
    """A model beside the one in use; returns what tells the engine of it."""
    folder = running.data_dir / "models"
    folder.mkdir()
    key = {"MODEL_KEY_FILE": str(folder / "key")}
    if os.environ.get("UPGRADE_TRAINS"):
        command = [str(_ENGINE), "-m", "engine.train", "--force", "--models", str(folder)]
    else:
        command = [str(_ENGINE), "-c", _COPY, str(folder)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **key}, check=True, capture_output=True)
    return {"ENGINE_MODEL": str(next(folder.glob("*.tar.gz"))), **key}


def _asks_or_fails(message: dict[str, Any]) -> bool:
    about = message["metadata"]
    return bool(about.get("asks_for")) or about.get("response") == SORRY


async def _chosen(person: Stubborn) -> datetime:
    """Lead a booking to its last question; returns the time that is held."""
    starts = None
    await person.write("i would like to book an appointment")
    for _ in range(30):
        asked = await person.hears(_asks_or_fails, within=60)
        wanted = asked["metadata"].get("asks_for")
        person.forget_heard()
        if wanted is None:  # a busy machine: begin again
            await person.write("i would like to book an appointment")
            continue
        if wanted == "confirmation":
            assert starts is not None
            return starts
        if offers := asked["metadata"].get("offers"):
            starts = datetime.fromisoformat(offers[0])
            buttons = [b for b in asked["quick_replies"] if "opening" in b["payload"]]
            await person.write(buttons[0]["title"])
        else:
            await person.write(_DETAILS[wanted])
    raise AssertionError("the booking got nowhere")


@pytest.mark.timeout(900)
async def test_a_booking_half_way_survives_a_restart_with_another_model(
    running: RunningHouse, notes: Notes
) -> None:
    """The time is still held, the next word is understood where it stands, and it is booked."""
    person = Stubborn(running.url, "upgrade", notes)
    starts = await _chosen(person)
    await person.leave()
    model = await asyncio.to_thread(_other_model, running)
    await asyncio.to_thread(running.stop)
    running.env.update(model)
    await asyncio.to_thread(running.start)
    other = Stubborn(running.url, "upgrade-other", notes)
    await other.asks("i would like to book an appointment", "utter_ask_booking_reason")
    await other.leave()
    await person.write("yes")
    said = await person.hears(lambda m: bool(m["metadata"].get("appointment")))
    assert datetime.fromisoformat(said["metadata"]["appointment"]["starts"]) == starts
    await person.leave()
    await until_settled(running)
    assert checked(running, notes) == []
    booked = await asyncio.to_thread(running.command, "appointments")
    mine = [a for a in booked if a["name"] == "Ana Ruiz"]
    assert [datetime.fromisoformat(a["starts"]) for a in mine] == [starts]
