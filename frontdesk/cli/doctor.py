"""Check an installation and say what is wrong, in words that tell what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import httpx
from sqlalchemy.exc import SQLAlchemyError

from frontdesk.house import House
from frontdesk.secrets import SECRETS, secret
from frontdesk.settings import ROOT, Settings
from frontdesk.store.tables import Staff
from frontdesk.yaml_file import FileError

Check = Callable[[House], str]


class Wrong(RuntimeError):
    """Something is wrong; says what to do."""


def examine(settings: Settings) -> Iterator[dict[str, Any]]:
    """One row for each check: `{check, ok, says}`."""
    house = House(settings)
    for name, check in _CHECKS.items():
        try:
            yield {"check": name, "ok": True, "says": check(house)}
        except (Wrong, FileError, RuntimeError, OSError, SQLAlchemyError) as error:
            says = str(error) if isinstance(error, (Wrong, FileError)) else type(error).__name__
            yield {"check": name, "ok": False, "says": says}


def _secrets(house: House) -> str:
    missing = [
        n
        for n in SECRETS
        if not secret(n, house.settings)
        and (n != "TWILIO_AUTH_TOKEN" or house.settings.twilio_account_sid)
        and (n != "SMTP_PASSWORD" or house.settings.smtp_user)
    ]
    if missing:
        raise Wrong(f"not set: {', '.join(missing)}")
    return "all there"


def _clinic(house: House) -> str:
    rungs = house.clinic.alerts.ladder
    if not rungs:
        raise Wrong("clinic.yml: the alert ladder has nobody: emergencies would page no one")
    return f"{house.clinic.clinic.name}, {len(rungs)} rungs on the ladder"


def _answers(house: House) -> str:
    return f"{len(house.catalogue)} answers"


def _safety(house: House) -> str:
    _ = house.rules
    return "the rules can be read"


def _store(house: House) -> str:
    with house.store.read() as session:
        staff = session.query(Staff).count()
    return f"{'SQLite' if house.store.is_sqlite else 'PostgreSQL'}, {staff} members of staff"


def _disk(house: House) -> str:
    free = shutil.disk_usage(house.settings.data_dir).free
    if free < 1024**3:
        raise Wrong(f"only {free // 1024**2} MB are free where the data are kept")
    return f"{free // 1024**3} GB free"


def _model(house: House) -> str:
    recorded = ROOT / "models" / "checksums.json"
    if not recorded.exists():
        raise Wrong("there is no trained model: run make train")
    return f"{len(json.loads(recorded.read_text()))} recorded"


def _paging(house: House) -> str:
    has = house.settings
    ways = [
        n
        for n, there in (
            ("mail", has.smtp_host),
            ("texts", has.twilio_account_sid),
            ("webhook", has.page_webhook_url),
        )
        if there
    ]
    if not ways and not has.production:
        return "none is set: in development `make run` brings local ones"
    if not ways:
        raise Wrong("nobody can be paged: set SMTP_HOST, TWILIO_ACCOUNT_SID or PAGE_WEBHOOK_URL")
    return ", ".join(ways)


def _running(house: House) -> str:
    url = f"{house.settings.public_base}/health/ready"
    try:
        response = httpx.get(url, timeout=5, trust_env=False)
    except httpx.HTTPError as error:
        raise Wrong("the patient server does not answer: is it running?") from error
    bad = [k for k, v in response.json().items() if v is False and k != "ok"]
    if bad:
        raise Wrong(f"running, but not ready: {', '.join(bad)}")
    return "running and ready"


_CHECKS: dict[str, Check] = {
    "secrets": _secrets,
    "clinic": _clinic,
    "answers": _answers,
    "safety": _safety,
    "database": _store,
    "disk": _disk,
    "model": _model,
    "paging": _paging,
    "running": _running,
}
