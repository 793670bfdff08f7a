"""Check an installation and say what is wrong, in words that tell what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from frontdesk import clock
from frontdesk.agreements import agreed, without_agreement
from frontdesk.answers import falling_due
from frontdesk.channels.sms.provider import Refused
from frontdesk.channels.sms.twilio import Twilio
from frontdesk.cli.backup import PROCESS as BACKUP
from frontdesk.house import House
from frontdesk.sealed import CannotOpen, is_sealed
from frontdesk.secrets import OPTIONAL, SECRETS, secret
from frontdesk.settings import ROOT, Settings
from frontdesk.store.rotate import waiting
from frontdesk.store.tables import Conversation, OutboxRow, Staff
from frontdesk.worker.heartbeat import last_beat
from frontdesk.worker.transports import receipts_url
from frontdesk.yaml_file import FileError

#: so long after a text left its provider has told what became of it
_STATUS_WITHIN = timedelta(minutes=5)
Check = Callable[[House], str]
#: every night, and two hours of grace
_BACKUP_AGE = timedelta(hours=26)


class Wrong(RuntimeError):
    """Something is wrong; says what to do."""


def examine(settings: Settings) -> Iterator[dict[str, Any]]:
    """One row for each check: `{check, ok, says}`."""
    house = House(settings)
    for name, check in CHECKS.items():
        try:
            yield {"check": name, "ok": True, "says": check(house)}
        except (Wrong, FileError, RuntimeError, OSError, SQLAlchemyError) as error:
            says = str(error) if isinstance(error, (Wrong, FileError)) else type(error).__name__
            yield {"check": name, "ok": False, "says": says}


def _secrets(house: House) -> str:
    missing = [
        n
        for n in SECRETS
        if n not in OPTIONAL
        and not secret(n, house.settings)
        and (n != "TWILIO_AUTH_TOKEN" or house.settings.twilio_account_sid)
        and (n != "SMTP_PASSWORD" or house.settings.smtp_user)
    ]
    if missing:
        raise Wrong(f"not set: {', '.join(missing)}")
    return "all there"


def _limits(house: House) -> str:
    """Whoever writes is told something within ten seconds, whatever fails."""
    has = house.settings
    longest = has.store_seconds + has.turn_seconds
    if has.production and longest > 9:
        raise Wrong(
            f"STORE_SECONDS and TURN_SECONDS let a person wait {longest:g} s; nobody may hear "
            "nothing for ten seconds: set 9 at most in all"
        )
    return f"told within {longest:g} s"


def _clinic(house: House) -> str:
    rungs = house.clinic.alerts.ladder
    if not rungs:
        raise Wrong("clinic.yml: the alert ladder has nobody: emergencies would page no one")
    return f"{house.clinic.clinic.name}, {len(rungs)} rungs on the ladder"


def _answers(house: House) -> str:
    today = clock.now().astimezone(house.clinic.zone).date()
    with house.store.read() as session:
        due = falling_due(house.catalogue, session, today)
    past = [d.key.removeprefix("utter_faq/") for d in due if d.past]
    if past and house.clinic.answers.when_due == "withhold":
        raise Wrong(f"past their review date, so staff are asked instead: {', '.join(past)}")
    soon = [f"{d.key.removeprefix('utter_faq/')} ({d.due})" for d in due]
    said = f"{len(house.catalogue)} answers"
    return f"{said}; due for review within 60 days: {', '.join(soon)}" if soon else said


def _safety(house: House) -> str:
    _ = house.rules, house.alarms
    return "the rules can be read, every safety text is there"


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
    ladder = House(agreed(has)).ladder
    unreached = [p.name for p in house.clinic.alerts.ladder if not ladder.ways(p)]
    if unreached:
        raise Wrong(f"no page would reach {', '.join(unreached)}: give an address, or set its way")
    return ", ".join(ways)


def _texts(house: House) -> str:
    has = house.settings
    if not (has.twilio_account_sid and has.twilio_number):
        if has.production:
            raise Wrong("no texts: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_NUMBER")
        return "no provider is set: in development `make run` brings a local one"
    try:
        whose = Twilio(has).check()
    except Refused as error:
        raise Wrong(f"the text provider refuses the credentials ({error.why})") from error
    if has.production and not has.public_url.startswith("https://"):
        raise Wrong("PUBLIC_URL is not set: the provider signs the address it was given")
    if has.production and not house.clinic.texting.campaign_id:
        raise Wrong("clinic.yml: texting.campaign_id: carriers refuse texts of no campaign")
    ours = has.sms_stop_replies == "frontdesk"
    side = "us: switch the provider's own replies off" if ours else "the provider"
    return f"{whose}; webhook {has.public_base}/webhooks/sms; STOP is confirmed by {side}"


def _text_statuses(house: House) -> str:
    """A provider whose statuses do not reach us leaves every lost text unknown."""
    before = clock.now() - _STATUS_WITHIN
    count = select(func.count(OutboxRow.id)).where(OutboxRow.transport == "sms")
    gone = OutboxRow.accepted_at.is_not(None) & (OutboxRow.accepted_at < before)
    with house.store.read() as session:
        sent = session.scalar(count.where(gone)) or 0
        told = session.scalar(count.where(gone, OutboxRow.state.in_(("delivered", "failed")))) or 0
    if sent and not told:
        raise Wrong(
            f"{sent} texts went out and nothing was ever heard of them: can the provider reach "
            f"{receipts_url(house.settings)}? (PUBLIC_URL)"
        )
    return f"the provider told what became of {told} of {sent} texts" if sent else "none went out"


def _agreements(house: House) -> str:
    """In production nothing of patients goes to anybody without a signed agreement."""
    compliance, has = house.clinic.compliance, house.settings
    bare = without_agreement(has, house.clinic)
    if has.production and bare:
        named = ", ".join(bare)
        raise Wrong(f"clinic.yml: compliance.vendors: no signed agreement for {named}: closed")
    unsigned = [vendor.name for vendor in compliance.unsigned]
    if unsigned or not compliance.vendors:
        return f"not signed: {', '.join(unsigned)}" if unsigned else "no vendor is listed"
    return f"{len(compliance.vendors)} vendors, all signed"


def _legal_review(house: House) -> str:
    due = house.clinic.compliance.legal_review_due
    today = clock.now().astimezone(house.clinic.zone).date()
    if due is None or due < today:
        said = f"was due on {due}" if due else "has no date"
        if house.settings.production:
            raise Wrong(f"clinic.yml: compliance.legal_review_due: the review by counsel {said}")
        return f"the review by counsel {said}"
    return f"next due on {due}"


def _second_factors(house: House) -> str:
    with house.store.read() as session:
        keys = [k for k in session.scalars(select(Staff.totp_key)) if k]
    bare = sum(not is_sealed(key) for key in keys)
    if bare:
        raise Wrong(f"{bare} keys lie in clear: they are sealed when their people next sign in")
    return f"{len(keys)} keys, all sealed"


def _fields(house: House) -> str:
    newest = select(Conversation).order_by(Conversation.last_at.desc()).limit(1)
    try:
        with house.store.read() as session:
            session.scalars(select(Staff.email).limit(1)).first()
            session.scalars(newest).first()
    except CannotOpen as error:
        raise Wrong("FIELD_SECRET is not the one that sealed names and numbers") from error
    older = sum(waiting(house.store).values())
    if older:
        return f"{older} rows still need the older key: python -m frontdesk keys rotate"
    return "names, numbers and addresses are sealed with the newest key"


def _backup(house: House) -> str:
    last = last_beat(house.store, BACKUP)
    age = clock.now() - last if last else None
    if age is not None and age < _BACKUP_AGE:
        return f"the last one is {age.total_seconds() / 3600:.0f} hours old"
    said = f"the last one is {age.days} days old" if age else "there is none"
    if house.settings.production:
        raise Wrong(f"{said}: python -m frontdesk backup FILE, every night")
    return said


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


CHECKS: dict[str, Check] = {
    "secrets": _secrets,
    "limits": _limits,
    "clinic": _clinic,
    "answers": _answers,
    "safety": _safety,
    "database": _store,
    "disk": _disk,
    "model": _model,
    "paging": _paging,
    "texts": _texts,
    "text statuses": _text_statuses,
    "agreements": _agreements,
    "legal review": _legal_review,
    "second factors": _second_factors,
    "sealed fields": _fields,
    "backup": _backup,
    "running": _running,
}
