"""What actions and the door say has approved words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import yaml

from actions.staff import _MEDICAL
from frontdesk.conversations.pregnancy import PREGNANCY
from frontdesk.house import House
from frontdesk.settings import ROOT

#: a field of Rasa's, no key of ours
_RASAS = ("utter_action",)


def _literals(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_every_key_that_is_named_in_code_has_a_wording(house: House) -> None:
    """A key without words would be the last word of all: "I do not have an answer"."""
    files = [*(ROOT / "actions").glob("*.py"), *(ROOT / "frontdesk/door").glob("*.py"),
             *(ROOT / "frontdesk/conversations").glob("*.py")]
    keys = {s for f in files for s in _literals(f) if s.startswith("utter_")}
    keys = {k for k in keys if not k.endswith(("_", "/")) and k not in _RASAS and " " not in k}
    assert len(keys) > 20
    prefixes = {k for k in keys if k not in house.catalogue}
    assert {p for p in prefixes if not any(k.startswith(p) for k in house.catalogue)} == set()


def test_every_case_that_an_intent_opens_has_a_wording(house: House) -> None:
    """The rules name the intents; the wording is named after the kind of case."""
    rules = yaml.safe_load((ROOT / "data/rules/staff.yml").read_text())["rules"]
    steps = [rule["steps"] for rule in rules]
    intents = {s[0]["intent"] for s in steps if {"action": "action_open_case"} in s}
    assert set(_MEDICAL) <= intents
    kinds = {*intents, PREGNANCY, "talk_to_human", "erase_data", "change_language"}
    assert {f"utter_{k}" for k in kinds} <= set(house.catalogue)
