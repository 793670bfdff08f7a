"""Nothing of patients leaves through a vendor without a signed agreement."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from frontdesk.agreements import agreed, without_agreement
from frontdesk.clinic import load_clinic
from frontdesk.settings import ROOT, Settings
from frontdesk.worker.transports import transports

WAYS = {
    "smtp_host": "mail.clinic.example",
    "twilio_account_sid": "AC" + "0" * 32,
    "twilio_number": "+13125550100",
    "page_webhook_url": "https://hooks.example/x",
}


@pytest.fixture
def signed_for_mail(data_dir: Path) -> Path:
    """A clinic that has signed with its mail provider alone."""
    yaml = YAML()
    content = yaml.load((ROOT / "clinic.yml").read_text())
    signed = {"name": "Mail Ltd", "carries": ["email"], "agreement_signed": date(2026, 1, 5)}
    content["compliance"]["vendors"] = [signed]
    path = data_dir / "clinic.yml"
    with path.open("w") as file:
        yaml.dump(content, file)
    return path


def _settings(path: Path, env: str) -> Settings:
    told: dict[str, Any] = {"frontdesk_env": env, "clinic_file": path, **WAYS}
    return Settings(**told)


def test_production_starts_only_the_transports_that_an_agreement_covers(
    signed_for_mail: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are as if nobody had set them; so nobody is promised a text either."""
    monkeypatch.setenv("SMTP_PASSWORD", "of-the-tests")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "of-the-tests")
    has = _settings(signed_for_mail, "production")
    assert without_agreement(has, load_clinic(signed_for_mail)) == ["sms", "webhook"]
    assert list(transports(agreed(has))) == ["email"]


def test_in_development_every_way_is_open(signed_for_mail: Path) -> None:
    """The demonstration writes to nobody real."""
    has = _settings(signed_for_mail, "development")
    assert agreed(has) == has
