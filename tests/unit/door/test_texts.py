"""Without its approved safety texts the house does not open."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from frontdesk.answers import load_catalogue
from frontdesk.clinic import Clinic
from frontdesk.door.texts import require_safety_texts, safety_keys
from frontdesk.house import House
from frontdesk.settings import ROOT, settings
from frontdesk.yaml_file import FileError


def _broken(folder: Path, old: str, new: str) -> Path:
    """The answers with one of them changed."""
    target = folder / "responses"
    shutil.copytree(ROOT / "data" / "responses", target)
    file = target / "red_flag.yml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    return target


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_text_is_there_on_every_channel(house: House, clinic: Clinic, language: str) -> None:
    """Thirty categories, their variants, and the lines around them."""
    approved = clinic.model_copy(update={"languages_approved": (language,)})
    require_safety_texts(house.catalogue, approved)
    assert len(list(safety_keys())) > 40


def test_a_missing_category_is_named(tmp_path: Path, clinic: Clinic) -> None:
    """By its key."""
    folder = _broken(tmp_path, "utter_red_flag/dvt_signs:", "utter_red_flag/other:")
    with pytest.raises(FileError, match="utter_red_flag/dvt_signs"):
        require_safety_texts(load_catalogue(folder), clinic)


def test_an_emergency_text_without_911_is_refused(tmp_path: Path, clinic: Clinic) -> None:
    """File, line and key are named."""
    folder = _broken(tmp_path, "This could be an emergency. Go to the nearest ER now or call 911.",
                     "Go to the nearest ER now.")  # fmt: skip
    with pytest.raises(FileError, match=r"red_flag.yml:\d+: utter_red_flag/cauda_equina_signs"):
        require_safety_texts(load_catalogue(folder), clinic)


def test_the_server_refuses_to_start_without_a_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anybody is served."""
    folder = _broken(tmp_path, "utter_red_flag/stroke_signs:", "utter_red_flag/other:")
    monkeypatch.setenv("RESPONSES_DIR", str(folder))
    settings.cache_clear()
    house = House(settings())
    with pytest.raises(FileError, match="stroke_signs"):
        house.door(house.engine)
