"""Logs: one JSON object a line, events and ids, never what people wrote."""

from __future__ import annotations

import logging
import sys

import structlog


class OneLine(logging.Filter):
    """A frame that is no message is the client's fault: one line, and nothing of the frame."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record, without the exception that tells what was sent."""
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        record.msg, record.args = f"bad frame {kind}".strip(), ()
        record.exc_info = record.exc_text = None
        return True


def configure_logs(process: str) -> None:
    """Set up logging for one process; third parties speak only of warnings and worse."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s", force=True)
    for noisy in ("sanic.access", "httpx", "engineio", "socketio", "alembic", "twilio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("engineio.server").addFilter(OneLine())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(process=process)
