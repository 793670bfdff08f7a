"""What the doctor says of an installation."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from sqlalchemy import select

from frontdesk import clock
from frontdesk.cli.doctor import CHECKS, Wrong
from frontdesk.clinic.model import load_clinic
from frontdesk.house import House
from frontdesk.sealed import Seal
from frontdesk.settings import ROOT, Settings
from frontdesk.staff import add_staff
from frontdesk.store import Store
from frontdesk.store.tables import Staff

SIGNED = {"name": "Texts Ltd", "carries": ["sms"], "agreement_signed": date(2026, 1, 5)}


def _clinic(folder: Path, **changes: Any) -> Path:
    yaml = YAML()
    content = yaml.load((ROOT / "clinic.yml").read_text())
    for key, value in changes.items():
        content[key].update(value)
    path = folder / "clinic.yml"
    with path.open("w") as file:
        yaml.dump(content, file)
    return path


def _says(check: str, path: Path, **has: Any) -> str:
    return CHECKS[check](House(Settings(clinic_file=path, **has)))


def test_an_unsigned_agreement_and_a_missing_review_are_named(
    data_dir: Path, clock_at: Any
) -> None:
    """In development they are said; nothing is wrong yet."""
    clock_at("2026-04-07T10:15:00-05:00")
    plain = _clinic(data_dir)
    assert "Text provider" in _says("agreements", plain)
    assert "no date" in _says("legal review", plain)
    overdue = _clinic(data_dir, compliance={"legal_review_due": date(2026, 4, 1)})
    assert "2026-04-01" in _says("legal review", overdue)


def test_in_production_a_way_out_without_an_agreement_is_wrong(
    data_dir: Path, clock_at: Any
) -> None:
    """Signing it puts it right; so does a date for the review by counsel."""
    clock_at("2026-04-07T10:15:00-05:00")
    has = {"frontdesk_env": "production", "page_webhook_url": "https://hooks.example/x"}
    with pytest.raises(Wrong, match="webhook"):
        _says("agreements", _clinic(data_dir), **has)
    with pytest.raises(Wrong, match="no date"):
        _says("legal review", _clinic(data_dir), **has)
    signed = {
        "vendors": [{**SIGNED, "carries": ["webhook"]}], "legal_review_due": date(2026, 9, 1),
    }
    path = _clinic(data_dir, compliance=signed)
    assert "all signed" in _says("agreements", path, **has)
    assert "2026-09-01" in _says("legal review", path, **has)


def test_a_ladder_without_anybody_is_wrong(data_dir: Path) -> None:
    """Emergencies would page no one."""
    with pytest.raises(Wrong, match="nobody"):
        _says("clinic", _clinic(data_dir, alerts={"ladder": []}))


def test_an_answer_due_within_sixty_days_is_named(
    data_dir: Path, clock_at: Any, sqlite_store: Store
) -> None:
    """And the day it is due."""
    clock_at("2027-04-07T10:15:00-05:00")
    address = sqlite_store.engine.url.render_as_string(hide_password=False)
    house = House(Settings(clinic_file=_clinic(data_dir), database_url=address))
    assert "due for review within 60 days" in CHECKS["answers"](house)


def test_a_key_of_the_second_factor_in_clear_is_wrong(
    data_dir: Path, clock_at: Any, sqlite_store: Store
) -> None:
    """Sealed ones are counted."""
    clock_at("2026-04-07T10:15:00-05:00")
    address = sqlite_store.engine.url.render_as_string(hide_password=False)
    house = House(Settings(clinic_file=_clinic(data_dir), database_url=address))
    with sqlite_store.begin() as session:
        add_staff(session, "maria@lakeshore.example", "manager", clock.now())
        session.scalars(select(Staff)).one().totp_key = "JBSWY3DPEHPK3PXP"
    with pytest.raises(Wrong, match="1 keys lie in clear"):
        CHECKS["second factors"](house)
    with sqlite_store.begin() as session:
        session.scalars(select(Staff)).one().totp_key = Seal("x").sealed("JBSWY3DPEHPK3PXP")
    assert CHECKS["second factors"](house) == "1 keys, all sealed"


def test_the_demonstration_clinic_lists_its_vendors() -> None:
    """None of them signed: there is no such clinic."""
    compliance = load_clinic(ROOT / "clinic.yml").compliance
    assert len(compliance.unsigned) == len(compliance.vendors) > 0
    assert not compliance.covers("sms")
