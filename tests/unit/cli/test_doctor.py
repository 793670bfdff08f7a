"""What the doctor says of an installation."""

from __future__ import annotations

import os
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
from frontdesk.settings import ROOT, Settings, settings
from frontdesk.staff import add_staff
from frontdesk.store import Store
from frontdesk.store.tables import OutboxRow, Staff
from frontdesk.worker.heartbeat import beat

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


def test_texts_of_which_nothing_is_ever_heard_are_named(
    sqlite_store: Store, clock_at: Any
) -> None:
    """The address for statuses is said; the first status puts it right."""
    clock_at("2026-04-07T10:15:00-05:00")
    house = House(Settings())
    house.__dict__["store"] = sqlite_store
    check = CHECKS["text statuses"]
    assert check(house) == "none went out"
    row = OutboxRow(
        id="out-1", key="k", transport="sms", purpose="reply", address="+13125550142",
        body={"text": "hi"}, state="accepted", created_at=clock.now(), next_at=clock.now(),
        accepted_at=clock.now(),
    )  # fmt: skip
    with sqlite_store.begin() as session:
        session.add(row)
    assert check(house) == "none went out"
    clock_at("2026-04-07T10:21:00-05:00")
    with pytest.raises(Wrong, match="/webhooks/sms/status"):
        check(house)
    with sqlite_store.begin() as session:
        session.get_one(OutboxRow, "out-1").state = "delivered"
    assert "1 of 1" in check(house)


def test_a_wrong_field_secret_and_rows_of_an_older_one_are_named(
    data_dir: Path, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence says what to do."""
    house = House(Settings(clinic_file=_clinic(data_dir)))
    check = CHECKS["sealed fields"]
    with sqlite_store.begin() as session:
        add_staff(session, "maria@lakeshore.example", "manager", clock.now())
    assert "newest key" in check(house)
    monkeypatch.setenv("FIELD_SECRET", f"new,{os.environ['FIELD_SECRET']}")
    settings.cache_clear()
    assert "keys rotate" in check(house)
    monkeypatch.setenv("FIELD_SECRET", "new")
    settings.cache_clear()
    with pytest.raises(Wrong, match="FIELD_SECRET"):
        check(house)


def test_a_missing_or_old_backup_is_wrong_in_production(
    data_dir: Path, clock_at: Any, sqlite_store: Store
) -> None:
    """Its age is told; a night that was missed is noticed."""
    clock_at("2026-04-07T10:15:00-05:00")
    clinic = _clinic(data_dir)
    ours = House(Settings(clinic_file=clinic))
    real = House(Settings(clinic_file=clinic, frontdesk_env="production"))
    check = CHECKS["backup"]
    assert check(ours) == "there is none"
    with pytest.raises(Wrong, match="there is none"):
        check(real)
    beat(sqlite_store, "backup", clock.now())
    clock.turn("+20h")
    assert check(real) == "the last one is 20 hours old"
    clock.turn("+30h")
    with pytest.raises(Wrong, match="2 days old"):
        check(real)
