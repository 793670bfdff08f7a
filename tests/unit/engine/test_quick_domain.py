"""The domain is read quickly, and as Rasa would have read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain

from engine.models import ROOT
from engine.quick_domain import quick_domain, read_domain

DOMAIN = """
version: "3.1"
intents: [greet, affirm: {use_entities: true}]
slots:
  answer: {type: categorical, values: ["yes", "no", "on", "12:30", "0777"],
           mappings: [{type: custom}]}
  count: {type: float, initial_value: 1.5, max_value: 10, mappings: [{type: custom}]}
  open: {type: bool, initial_value: false, mappings: [{type: custom}]}
  name: {type: text, initial_value: null, mappings: [{type: from_text}]}
actions: [action_open_case]
responses:
  utter_greet: [{text: "Hello \u00e9 {name}", buttons: [{title: "Yes", payload: /affirm}]}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a model, as training leaves it."""
    Domain.from_yaml(DOMAIN).persist(tmp_path / "domain.yml")
    return tmp_path


def test_it_is_read_as_rasa_reads_it(folder: Path) -> None:
    """Words that YAML once took for truth or for minutes stay words."""
    assert read_domain(str(folder)).as_dict() == Domain.from_directory(str(folder)).as_dict()


def test_the_projects_own_domain_is_read_alike(tmp_path: Path) -> None:
    """With its forms, slots and actions."""
    Domain.from_file(str(ROOT / "domain.yml")).persist(tmp_path / "domain.yml")
    quick, slow = read_domain(str(tmp_path)), Domain.from_directory(str(tmp_path))
    assert quick.as_dict() == slow.as_dict()
    assert quick.fingerprint() == slow.fingerprint()


def test_rasa_reads_its_own_way_again_afterwards(folder: Path) -> None:
    """Also when loading failed."""
    slow = Domain.from_directory
    with pytest.raises(OSError), quick_domain():
        Domain.from_directory(str(folder / "gone"))
    assert Domain.from_directory == slow
