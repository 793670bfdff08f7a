"""Logs that never hold a word of a message.

Rasa, Sanic and asyncio write message text into log lines, warnings and error messages. So nothing
of what they say is passed on: of a foreign record stay its level, its place in the code, the kind
of its error and the lines of code it went through. Our own loggers (`engine.*`) say whole lines,
and say only ids and counts.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

from engine import correlation

OURS = "engine"


class WordlessFormatter(logging.Formatter):
    """One line a record, without the words of foreign ones."""

    def format(self, record: logging.LogRecord) -> str:
        """The line for a record."""
        said = record.getMessage() if _is_ours(record) else "(words withheld)"
        line = f"{record.levelname} {record.name} {record.filename}:{record.lineno} {said}"
        belongs = f" correlation={correlation.current()}" if correlation.current() else ""
        return line + belongs + _error_of(record)


def install(level: int = logging.WARNING) -> None:
    """Makes every log line of this process go through the filter, to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WordlessFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in list(logging.root.manager.loggerDict):
        _quieten(logging.getLogger(name))
    logging.getLogger(OURS).setLevel(logging.INFO)
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[_event_only],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
        # Put together anew for every line that is not written, they took a twentieth of a turn.
        cache_logger_on_first_use=True,
    )


def _quieten(logger: logging.Logger) -> None:
    """Takes away a logger's own ways out, so that all it says passes the root."""
    logger.handlers[:] = []
    logger.propagate = True
    logger.setLevel(logging.NOTSET)


def _event_only(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> tuple[tuple[str], Mapping[str, Any]]:
    return ("structured event",), {"exc_info": bool(event.get("exc_info"))}


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name == OURS or record.name.startswith(f"{OURS}.")


def _error_of(record: logging.LogRecord) -> str:
    """The kind of an error and the code it went through; its message may quote a person."""
    if not record.exc_info or record.exc_info[0] is None:
        return ""
    frames = traceback.extract_tb(record.exc_info[2])[-8:]
    way = " < ".join(f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in reversed(frames))
    return f" [{record.exc_info[0].__name__} at {way}]"
