"""Every parser of the desk that faces the outside, with what it may raise and nothing else.

Hypothesis gives them generated input in every test run (`test_parsers.py`); `make fuzz` lets
atheris look for what gets deeper (`explore.py`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from itsdangerous import URLSafeSerializer

from frontdesk.answers.catalogue import read_file
from frontdesk.booking.addresses import find_email, find_state
from frontdesk.booking.busy import Unreadable as UnreadableCalendar
from frontdesk.booking.busy import busy_times
from frontdesk.booking.links import CalendarLinks
from frontdesk.booking.phones import find_phone
from frontdesk.booking.times import understand
from frontdesk.channels.sms.keywords import keywords
from frontdesk.channels.sms.numbers import address_of
from frontdesk.channels.sms.provider import Call, Unreadable
from frontdesk.channels.sms.twilio import Twilio
from frontdesk.channels.web.events import BadEvent, link_in, parse_uttered, seq_in
from frontdesk.channels.web.sessions import Sessions
from frontdesk.clinic import Clinic, load_clinic
from frontdesk.conversations.language import language_of
from frontdesk.correlation import adopt
from frontdesk.door.journal import Journal
from frontdesk.privacy.redact import redact
from frontdesk.safety import Earlier, SafetyInput, assess, load_rules
from frontdesk.safety.normalise import words_of
from frontdesk.safety.schema import RuleFile
from frontdesk.settings import ROOT
from frontdesk.yaml_file import FileError, load_model

KEY = "key-of-the-fuzzer"
NOW = datetime.fromisoformat("2026-04-07T10:15:00-05:00")


@dataclass(frozen=True)
class Parser:
    """One parser: a function of text, what it may raise, and texts to begin from."""

    read: Callable[[str], Any]
    raises: tuple[type[Exception], ...] = ()
    seeds: tuple[str, ...] = ()


def parsers(folder: Path) -> dict[str, Parser]:
    """All of them by name. `folder`: where a file may be written for those that read files."""
    return {
        **_events(),
        **_webhooks(),
        **_links(),
        **_words(),
        **_files(folder),
    }


@contextmanager
def allowed(parser: Parser) -> Iterator[None]:
    """What it raises on purpose is no fault."""
    try:
        yield
    except parser.raises:
        return


def _events() -> dict[str, Parser]:
    def read(text: str) -> None:
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = text
        for parse in (parse_uttered, link_in, lambda d: seq_in(d, "after")):
            try:
                parse(data)
            except BadEvent:
                continue

    seeds = (
        '{"message": "hi", "id": "c1", "session_id": "t"}',
        '{"resume": {"token": "0123456789abcdef", "browser": "0123456789abcdef"}}',
        '{"after": 3}',
    )
    return {"socket events": Parser(read, (), seeds)}


def _webhooks() -> dict[str, Parser]:
    twilio = Twilio(_texting())

    def read(text: str) -> None:
        url = f"https://clinic.example/webhooks/sms?{text[:200]}"
        call = Call(url, text.encode("utf-8", "surrogatepass"), {"x-twilio-signature": text[:99]})
        assert not twilio.proves(call)
        try:
            incoming = twilio.incoming(call)
            address_of(incoming.sender)
        finally:
            twilio.receipt(call)

    return {
        "webhooks": Parser(
            read,
            (Unreadable, ValueError),  # more fields than a form may have is a ValueError
            (
                "From=%2B13125550123&Body=hi&MessageSid=SM1&NumMedia=1&MediaContentType0=image/png",
                "MessageStatus=failed&ErrorCode=21610&MessageSid=SM1&row=out-1",
            ),
        )
    }


def _links() -> dict[str, Parser]:
    calendar = CalendarLinks(KEY, "https://clinic.example")
    sessions = Sessions(None, KEY)  # type: ignore[arg-type]
    page = URLSafeSerializer(KEY, salt="page")
    link = calendar.of("appt-" + "ab" * 16).rsplit("/", 1)[1].removesuffix(".ics")

    def read(text: str) -> None:
        for variant in (text, link[: len(text)] + text[:20]):
            if variant != link:
                assert calendar.appointment_in(variant) is None or len(variant) >= len(link)
            assert not calendar.is_feed(variant)
        assert sessions.check(text) is None
        adopt(text)

    token = str(page.dumps(["case-1", "out-1"]))
    return {"links and tokens": Parser(read, (), (link, token, "a.b.c", link + "="))}


def _words() -> dict[str, Parser]:
    def said(text: str) -> None:
        stop = keywords()
        for read in (find_phone, find_email, find_state, redact, stop.in_text, stop.asks_erasure):
            read(text)
        language_of(text, "en")
        understand(text, NOW, _clinic().zone)

    def judged(text: str) -> None:
        before = (Earlier(text[::2], NOW - timedelta(minutes=1)),)
        found = assess(SafetyInput(text, NOW, before), _rules()).findings
        texts = (text[::2], text)
        for finding in found:
            for e in finding.evidence:
                assert texts[e.message][e.start : e.end] == e.text

    def normalised(text: str) -> None:
        for token in words_of(text, _rules().spelling).tokens:
            assert 0 <= token.start <= token.end <= len(text)

    seeds = ("tuesday at 3pm or the 14th", "call 312-555-0123 a@b.co IL", "STOP", "cant pee since")
    return {
        "what people write": Parser(said, (), seeds),
        "safety": Parser(judged, (), (*seeds, "my legs are numb and i cant feel when i wipe")),
        "safety's normaliser": Parser(normalised, (), seeds),
    }


def _files(folder: Path) -> dict[str, Parser]:
    def from_file(read: Callable[[Path], Any]) -> Callable[[str], Any]:
        def parse(text: str) -> None:
            path = folder / "given.yml"
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
            read(path)

        return parse

    def calendar(text: str) -> None:
        busy_times(text.encode("utf-8", "surrogatepass"), _clinic(), NOW)

    def journal(text: str) -> None:
        path = folder / "door.jsonl"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        Journal(path).replay(lambda inbound, at: None)

    clinic = (ROOT / "clinic.yml").read_text()
    answers = (ROOT / "data" / "responses" / "mri.yml").read_text()[:1500]
    rules = (ROOT / "frontdesk" / "safety" / "rules" / "mind.yml").read_text()
    return {
        "clinic.yml": Parser(from_file(load_clinic), (FileError,), (clinic,)),
        "responses": Parser(from_file(read_file), (FileError,), (answers,)),
        "rules": Parser(from_file(lambda p: load_model(p, RuleFile)), (FileError,), (rules,)),
        "calendar feeds": Parser(calendar, (UnreadableCalendar,), (_ICS, _ICS.replace("\n", ""))),
        "the journal": Parser(journal, (), ('{"at": "2026-04-07T10:15:00-05:00"}\n',)),
    }


_ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:1
DTSTART;TZID=America/Chicago:20260407T100000
DTEND:20260407T153000Z
RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=9
EXDATE:20260414T100000
SUMMARY:busy
END:VEVENT
END:VCALENDAR
"""


def _texting() -> Any:
    return SimpleNamespace(
        twilio_number="+13125550100", twilio_account_sid="AC0", twilio_api_url="",
        production=False, data_dir=Path("/nowhere"),
    )  # fmt: skip


@lru_cache(maxsize=1)
def _clinic() -> Clinic:
    return load_clinic(ROOT / "clinic.yml")


@lru_cache(maxsize=1)
def _rules() -> Any:
    return load_rules()
