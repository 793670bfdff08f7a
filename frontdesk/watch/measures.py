"""What each process counts, for Prometheus. No label holds a word, a number or an id of anybody.

Most of it is counted where it is logged (`count`): an event of the log is a literal, and so is
each value that `LABELS` lets through; whatever else there might be becomes `other`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

from frontdesk.safety.tiers import TIER_OF, TIERS

disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
OTHER = "other"

#: label -> the values it may have
LABELS: Mapping[str, frozenset[str]] = {
    "channel": frozenset({"web", "sms"}),
    "tier": frozenset(TIERS) | {"none"},
    "transport": frozenset({"sms", "email", "webhook"}),
    "status": frozenset({"1xx", "2xx", "3xx", "4xx", "5xx"}),
    "level": frozenset({"debug", "info", "warning", "error", "critical"}),
    "dependency": frozenset({"store", "engine", "actions", "sms", "email", "webhook", "redis"}),
    "outcome": frozenset(
        {
            # a message
            *("waiting", "flagged", "locked", "owned", "answered", "opted_out", "custom"),
            # a turn
            *("unreachable", "timeout", "garbage", "not_ready", "resting", "refused", "silent"),
            # a reply
            *("answer", "question", "not_understood", "staff", "talk"),
            # a sending
            *("accepted", "final"),
        }
    ),
}
EVENT = re.compile(r"[a-z_]{1,40}\.[a-z_]{1,40}")
_STATUS = re.compile(r"status_\d+")
#: replies that say that a message was not understood
_PUZZLED = re.compile(r"utter_(not_understood|ask_again|no_answer|out_of_scope)\w*")
_FOR_STAFF = re.compile(
    r"utter_(handed_over|callback|talk_to_human|complaint|individual_advice|medication_question"
    r"|new_symptom|pregnancy_care_question|contact_noted|cost_estimate)\w*"
)

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0)

EVENTS = Counter(
    "frontdesk_events", "Lines of the log, by event", ["event", "level"], registry=REGISTRY
)
MESSAGES = Counter(
    "frontdesk_messages", "Messages taken in", ["channel", "outcome"], registry=REGISTRY
)
FINDINGS = Counter(
    "frontdesk_findings", "Danger signs that safety saw", ["tier"], registry=REGISTRY
)
TURNS = Counter("frontdesk_turns", "Turns, by how they ended", ["outcome"], registry=REGISTRY)
REPLIES = Counter("frontdesk_replies", "Replies, by kind", ["outcome"], registry=REGISTRY)
SENDS = Counter(
    "frontdesk_sends", "What the outbox sent", ["transport", "outcome"], registry=REGISTRY
)
REQUESTS = Counter("frontdesk_requests", "Answers of the server", ["status"], registry=REGISTRY)
REQUEST_SECONDS = Histogram(
    "frontdesk_request_seconds", "Time of an answer", buckets=_SECONDS, registry=REGISTRY
)
RECEIVE_SECONDS = Histogram(
    "frontdesk_receive_seconds",
    "From a message's arrival until it is safe and safety has read it",
    buckets=_SECONDS,
    registry=REGISTRY,
)
TURN_SECONDS = Histogram(
    "frontdesk_turn_seconds",
    "From then until its answer is stored, waiting for earlier turns included",
    buckets=_SECONDS,
    registry=REGISTRY,
)
BREAKER = Gauge(
    "frontdesk_breaker_open",
    "1 while a dependency is left alone because it failed",
    ["dependency"],
    registry=REGISTRY,
)


def kept(label: str, value: object) -> str:
    """The value, where the label may have it; else `other`."""
    text = str(value)
    return text if text in LABELS[label] else OTHER


def count(_logger: object, _how: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Count a line of the log; a processor of structlog that changes nothing."""
    name = str(event.get("event", ""))
    known = name if EVENT.fullmatch(name) else OTHER
    EVENTS.labels(known, kept("level", event.get("level"))).inc()
    if name in COUNTED:
        COUNTED[name](event)
    return event


def _taken_in(event: Mapping[str, Any]) -> None:
    channel = str(event.get("conversation_id", "")).partition("-")[0]
    MESSAGES.labels(kept("channel", channel), kept("outcome", event.get("turn") or "custom")).inc()
    for category in event.get("findings", ()):
        FINDINGS.labels(kept("tier", TIER_OF.get(category, "none"))).inc()


def _turned(event: Mapping[str, Any]) -> None:
    responses = event.get("responses", ())
    TURNS.labels("answered" if responses else "silent").inc()
    for response in responses:
        REPLIES.labels(reply_kind(str(response))).inc()


def _turn_failed(event: Mapping[str, Any]) -> None:
    why = _STATUS.sub("refused", str(event.get("why")))
    TURNS.labels(kept("outcome", "timeout" if why == "TimeoutError" else why)).inc()


def _sent(event: Mapping[str, Any]) -> None:
    SENDS.labels(kept("transport", event.get("transport")), "accepted").inc()


def _not_sent(event: Mapping[str, Any]) -> None:
    outcome = "final" if event.get("final") else "refused"
    SENDS.labels(kept("transport", event.get("transport")), outcome).inc()


def reply_kind(response: str) -> str:
    """What kind of reply a response key is."""
    if response.startswith("utter_faq/"):
        return "answer"
    if _PUZZLED.fullmatch(response):
        return "not_understood"
    if _FOR_STAFF.fullmatch(response):
        return "staff"
    return "question" if response.startswith("utter_ask") else "talk"


COUNTED: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "door.taken_in": _taken_in,
    "door.turn_done": _turned,
    "door.turn_failed": _turn_failed,
    "outbox.accepted": _sent,
    "outbox.refused": _not_sent,
}
