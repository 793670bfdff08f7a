"""Whatever fails, somebody is told something true within ten seconds: the limits add up to less.

Each sum is of the product's own limits, as shipped. How long it really took is noted by the tests
of faults, by the clocks of the people who wrote (`tests/faults`).
"""

from __future__ import annotations

import ast

import pytest

from frontdesk.channels.sms import app as sms
from frontdesk.channels.web import background
from frontdesk.cli.doctor import CHECKS, Wrong
from frontdesk.door import circuit
from frontdesk.door import door as doors
from frontdesk.house import House
from frontdesk.settings import ROOT, Settings
from tests.fakes.engine import FakeEngine

BAR = 10.0
HAS = Settings.model_construct()


def _patience_of_the_engine() -> float:
    """How long it waits for an action; its module can not be imported here."""
    tree = ast.parse((ROOT / "engine" / "action_server.py").read_text())
    (value,) = (
        node.value for node in tree.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "ACTION_SECONDS"
    )  # fmt: skip
    return float(ast.literal_eval(value))


#: fault -> what somebody waits for at most, one after the other
WAITS = {
    "the engine or an action hangs": (HAS.store_seconds, HAS.turn_seconds),
    "the same by text": (HAS.store_seconds, sms.TURN_WITHIN),
    "the store hangs": (HAS.store_seconds,),
    "the store is crowded": (HAS.store_seconds, doors._CROWDED),
    "the engine hangs for the second one": (HAS.store_seconds, circuit._PROBE),
    "a server died, another takes it up": (
        doors._ABANDONED.total_seconds(), background._RECOVER_EVERY,
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", WAITS)
def test_the_limits_add_up_to_less_than_ten_seconds(fault: str) -> None:
    """With half a second to spare for what is no waiting."""
    assert sum(WAITS[fault]) <= BAR - 0.5


def test_each_limit_is_shorter_than_that_of_whoever_waits_for_it() -> None:
    """Else the one above gives up first, and nobody tells what happened."""
    assert HAS.action_seconds <= _patience_of_the_engine() < HAS.turn_seconds
    assert HAS.turn_seconds < sms.TURN_WITHIN


def test_the_house_gives_its_door_these_limits(house: House) -> None:
    """Not others of its own."""
    longer = House(house.settings.model_copy(update={"store_seconds": 0.3, "turn_seconds": 4.0}))
    longer.__dict__.update(rules=house.rules, catalogue=house.catalogue)
    door = longer.door(FakeEngine())
    assert (door.store_seconds, door._seconds) == (0.3, 4.0)


@pytest.mark.parametrize("changed", [{"turn_seconds": 12.0}, {"store_seconds": 5.0}])
def test_the_doctor_says_when_a_clinic_has_set_longer_ones(
    house: House, changed: dict[str, float]
) -> None:
    """A setting must not break the promise without a word, where there are patients."""
    real = house.settings.model_copy(update={"frontdesk_env": "production"})
    CHECKS["limits"](House(real))
    longer = House(real.model_copy(update=changed))
    with pytest.raises(Wrong, match="ten seconds"):
        CHECKS["limits"](longer)
