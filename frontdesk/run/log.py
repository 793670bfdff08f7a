"""Logs: one JSON object a line, events and ids, never what people wrote.

Each line is counted (`frontdesk.watch.measures`) and carries the id of the message that it
belongs to (`frontdesk.correlation`).
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import MutableMapping
from datetime import datetime, timezone
from types import TracebackType
from typing import Any

import structlog

from frontdesk.run.seldom import Seldom
from frontdesk.run.stream import Unbroken
from frontdesk.watch import measures

#: lines of code that a fault is told by
_FRAMES = 12
_NO_FAULT = (None, None, None)


class Wordless(logging.Formatter):
    """A line of a library: who said it, where, and the kind of fault; never its words.

    Libraries quote addresses, frames and parameters of SQL, which are people's.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as one JSON object."""
        told: dict[str, Any] = {
            "event": "library.said",
            "logger": record.name,
            "level": record.levelname.lower(),
            "line": f"{_short(record.pathname)}:{record.lineno}",
            "timestamp": datetime.fromtimestamp(record.created, timezone.utc).isoformat(),
            "exc_info": record.exc_info,
        }
        if left_out := getattr(record, "left_out", 0):
            told["left_out"] = left_out
        return json.dumps(wordless_fault(None, "", measures.count(None, "", told)))


def configure_logs(process: str) -> None:
    """Set up logging for one process; third parties speak only of warnings and worse."""
    stream: Any = Unbroken(sys.stderr)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Wordless())
    handler.addFilter(Seldom())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for noisy in ("sanic.access", "httpx", "engineio", "socketio", "alembic", "twilio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            measures.count,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            wordless_fault,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=stream),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)


def wordless_fault(
    _logger: object, _how: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Of an exception its kind and the lines it went through; its message may quote a person."""
    kind, _, way = _fault_in(event.pop("exc_info", None))
    if kind is not None:
        frames = traceback.extract_tb(way)[-_FRAMES:]
        event["fault"] = kind.__name__
        event["at"] = [f"{_short(f.filename)}:{f.lineno}" for f in reversed(frames)]
    return event


def died(
    kind: type[BaseException], error: BaseException, way: TracebackType | None
) -> None:
    """`sys.excepthook` of a process: a fault that ends it is told like any other."""
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("process.died", exc_info=(kind, error, way))


def _fault_in(
    given: object,
) -> tuple[type[BaseException] | None, BaseException | None, TracebackType | None]:
    """`exc_info` as a logger may be given it: an exception, what it is made of, or True."""
    if isinstance(given, BaseException):
        return type(given), given, given.__traceback__
    if isinstance(given, tuple):
        return given
    return sys.exc_info() if given else _NO_FAULT


def _short(path: str) -> str:
    return "/".join(path.split("/")[-2:])
