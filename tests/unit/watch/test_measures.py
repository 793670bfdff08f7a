"""What is counted where it is logged, and that no label tells of anybody."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from frontdesk import clock
from frontdesk.breaker import Breaker
from frontdesk.cases.cases import acknowledge, open_case
from frontdesk.clinic import Clinic
from frontdesk.conversations.transcript import add_message, open_conversation
from frontdesk.settings import ROOT, settings
from frontdesk.store import Store
from frontdesk.store.tables import OutboxRow
from frontdesk.watch import measures
from frontdesk.watch.page import MetricsPage
from frontdesk.worker.heartbeat import beat

CANARY = "my number is 312-555-0142"


@pytest.fixture
def counted() -> Iterator[None]:
    """Every line of the log is counted, as in a process of the house."""
    before = structlog.get_config()
    structlog.configure(
        processors=[structlog.processors.add_log_level, measures.count, _drop],
        cache_logger_on_first_use=False,
    )
    yield
    structlog.configure(**before)


def _drop(*_args: object) -> str:
    raise structlog.DropEvent


def _samples(text: bytes) -> list[Sample]:
    return [s for f in text_string_to_metric_families(text.decode()) for s in f.samples]


def _value(name: str, text: bytes | None = None, **labels: str) -> float:
    told = _samples(text or generate_latest(measures.REGISTRY))
    return sum(s.value for s in told if s.name == name and s.labels == labels)


@pytest.mark.usefixtures("counted")
def test_what_is_logged_is_counted() -> None:
    """Messages, danger signs, turns, replies and sendings, each by its kind."""
    log = structlog.get_logger()
    named = {
        "messages": ("frontdesk_messages_total", {"channel": "web", "outcome": "flagged"}),
        "signs": ("frontdesk_findings_total", {"tier": "emergency_911_now"}),
        "turns": ("frontdesk_turns_total", {"outcome": "answered"}),
        "gone": ("frontdesk_turns_total", {"outcome": "refused"}),
        "answers": ("frontdesk_replies_total", {"outcome": "answer"}),
        "puzzled": ("frontdesk_replies_total", {"outcome": "not_understood"}),
        "mails": ("frontdesk_sends_total", {"transport": "email", "outcome": "accepted"}),
        "final": ("frontdesk_sends_total", {"transport": "sms", "outcome": "final"}),
        "faults": ("frontdesk_events_total", {"event": "door.fault", "level": "critical"}),
    }
    before = {kind: _value(name, **labels) for kind, (name, labels) in named.items()}
    log.info("door.taken_in", conversation_id="web-1", turn="flagged", findings=["stroke_signs"])
    log.info("door.turn_done", responses=["utter_faq/cost", "utter_not_understood"])
    log.error("door.turn_failed", why="status_500")
    log.info("outbox.accepted", transport="email")
    log.warning("outbox.refused", transport="sms", final=True)
    log.critical("door.fault")
    for kind, (name, labels) in named.items():
        assert _value(name, **labels) == before[kind] + 1, kind


@pytest.mark.usefixtures("counted")
def test_whatever_is_logged_no_label_tells_of_anybody() -> None:
    """A value that is not on the list is called other, be it words, an id or a number."""
    log = structlog.get_logger()
    log.info(CANARY)
    log.info("door.taken_in", conversation_id=CANARY, turn=CANARY, findings=[CANARY])
    log.info("door.turn_done", responses=[CANARY, "utter_ask_name"])
    log.error("door.turn_failed", why=CANARY)
    log.info("outbox.accepted", transport="+13125550142")
    log.info("outbox.refused", transport=CANARY, why=CANARY)
    Breaker(1, (0.0,), name=CANARY).failed()
    text = generate_latest(measures.REGISTRY)
    assert b"0142" not in text and b"number is" not in text
    _only_listed(_samples(text))


def test_how_the_house_stands_tells_of_nobody_either(
    sqlite_store: Store, clinic: Clinic, clock_at: object
) -> None:
    """Also where a tier or a way out is one that we do not know."""
    now = clock.now()
    with sqlite_store.begin() as session:
        talk = open_conversation(session, "web", now)
        case = open_case(session, clinic, talk, "red_flag", now, tier=CANARY)
        session.add(_row(CANARY, case.id))
    _only_listed(_samples(MetricsPage(sqlite_store, settings()).text()))


def _only_listed(samples: list[Sample]) -> None:
    for sample in samples:
        for label, value in sample.labels.items():
            if label == "event":
                assert value == "other" or measures.EVENT.fullmatch(value), sample
            elif label != "le":
                assert value in measures.LABELS[label] | {measures.OTHER}, sample


def _row(transport: str, case_id: str | None = None) -> OutboxRow:
    now = clock.now()
    return OutboxRow(
        id=f"out-{transport}-{case_id}",
        key=f"{transport}-{case_id}",
        transport=transport,
        purpose="page",
        case_id=case_id,
        address="nurse@lakeshore.example",
        body={"text": CANARY},
        created_at=now - timedelta(seconds=90),
        next_at=now - timedelta(seconds=90),
    )


def test_how_the_house_stands_is_told(store: Store, clinic: Clinic, data_dir: Path) -> None:
    """Cases by tier, pages nobody took, the outbox, what waits, the worker, the journal."""
    now = clock.now()
    emergency = {"tier": "emergency_911_now"}
    with store.begin() as session:
        talk = open_conversation(session, "web", now)
        add_message(session, talk, "patient", "hi", now - timedelta(seconds=40), turn="waiting")
        case = open_case(session, clinic, talk, "red_flag", now, **emergency)
        case.due_at = case.first_page_at = now - timedelta(minutes=2)
        session.add(_row("email", case.id))
    beat(store, "worker", now - timedelta(seconds=30))
    (data_dir / "journal").mkdir()
    (data_dir / "journal" / "door.jsonl").write_text("{}\n{}\n")
    page = MetricsPage(store, settings())
    told = page.text()
    for name in ("cases", "cases_unseen", "cases_overdue", "cases_unpaged"):
        assert _value(f"frontdesk_{name}", told, **emergency) == 1, name
    assert _value("frontdesk_page_oldest_seconds", told) >= 120
    assert _value("frontdesk_outbox_depth", told, transport="email") == 1
    assert _value("frontdesk_outbox_oldest_seconds", told, transport="email") >= 90
    assert _value("frontdesk_messages_waiting", told) == 1
    assert _value("frontdesk_message_oldest_seconds", told) >= 40
    assert _value("frontdesk_worker_heartbeat_seconds", told) >= 30
    assert _value("frontdesk_journal_rows", told) == 2
    assert _value("frontdesk_store_up", told) == 1
    with store.begin() as session:
        acknowledge(session, session.merge(case), now, None)
    told = page.text()
    assert _value("frontdesk_cases", told, **emergency) == 1
    assert _value("frontdesk_cases_unseen", told, **emergency) == 0
    assert _value("frontdesk_cases_unpaged", told, **emergency) == 0


def test_a_store_that_is_gone_is_told_as_that(data_dir: Path) -> None:
    """And nothing is made up in its place."""
    gone = Store(f"sqlite:///{data_dir}/no/such/folder/x.sqlite")
    told = MetricsPage(gone, settings()).text()
    gone.close()
    assert _value("frontdesk_store_up", told) == 0
    assert b"frontdesk_cases{" not in told


def test_a_breaker_that_opens_and_closes_is_seen() -> None:
    """1 while the dependency is left alone."""
    breaker = Breaker(1, (5.0,), name="engine")
    breaker.failed()
    assert _value("frontdesk_breaker_open", dependency="engine") == 1
    breaker.worked()
    assert _value("frontdesk_breaker_open", dependency="engine") == 0


def test_nobody_reads_measures_without_the_token(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where none is set in production, nobody does at all."""
    monkeypatch.setenv("METRICS_TOKEN", "a-token")
    page = MetricsPage(sqlite_store, settings())
    assert page.lets_in("Bearer a-token")
    for given in ("", "Bearer ", "a-token", "Bearer a-tokem", "Bearer \udcff", "Bearer é"):
        assert not page.lets_in(given)
    monkeypatch.delenv("METRICS_TOKEN")
    monkeypatch.setenv("FRONTDESK_ENV", "production")
    settings.cache_clear()
    assert not MetricsPage(sqlite_store, settings()).lets_in("Bearer ")


def test_every_event_of_the_log_is_a_literal() -> None:
    """So its name can be a label, and holds no word of anybody."""
    found = set()
    for folder in ("frontdesk", "actions"):
        for path in (ROOT / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                if _logs(call):
                    assert isinstance(call, ast.Call)
                    name = call.args[0]
                    assert isinstance(name, ast.Constant), f"{path}:{call.lineno}"
                    assert measures.EVENT.fullmatch(name.value), f"{path}:{call.lineno}"
                    found.add(name.value)
    assert set(measures.COUNTED) <= found


def _logs(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    to = node.func.value
    levels = ("debug", "info", "warning", "error", "critical", "exception")
    return isinstance(to, ast.Name) and to.id == "log" and node.func.attr in levels
