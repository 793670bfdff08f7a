"""Reviewed examples: kept in the store, written for the training data importer.

The file: one JSON object a line, `{"text", "intent", "reviewed_at"}`; `intent` is `faq/<key>` or
an intent of the domain. New topics are not written: they have nothing to train for yet.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.privacy.redact import redact
from frontdesk.settings import ROOT
from frontdesk.store.ids import new_id
from frontdesk.store.tables import Message, ReviewedExample

#: below DATA_DIR
FILE = "reviewed_examples.jsonl"
LONGEST = 300
_NUMBER = re.compile(r"\+?\d[\d ()./-]{5,}\d")
_MAIL = re.compile(r"\S+@\S+")
_NAMED = re.compile(
    r"\b(my name is|i am called|this is|me llamo|mi nombre es) +[^\W\d_]+(?: +[A-Z][^\W\d_]+)*",
    re.IGNORECASE,
)


class NoSuchIntent(ValueError):
    """Neither an intent of the catalogue nor a new topic."""


def clean(text: str, names: Sequence[str] = ()) -> str:
    """The text without what tells who wrote it: names given, numbers, addresses."""
    text = _MAIL.sub("name@example.com", redact(" ".join(text.split())))
    text = _NUMBER.sub("312-555-0100", text)
    text = _NAMED.sub(lambda m: f"{m[1]} Ana", text)
    for part in sorted({p for name in names for p in name.split() if len(p) > 2}, key=len)[::-1]:
        text = re.sub(rf"\b{re.escape(part)}\b", "Ana", text, flags=re.IGNORECASE)
    return text[:LONGEST]


def keep(
    session: Session,
    message: Message | None,
    text: str,
    intent: str | None,
    topic: str | None,
    staff_id: str,
    at: datetime,
) -> ReviewedExample:
    """Keep what somebody meant; a second choice for a message replaces the first.

    Raises:
        NoSuchIntent: for an intent that is none, or neither intent nor topic.
    """
    if (intent and intent not in intents()) or not (intent or topic):
        raise NoSuchIntent(intent or "")
    if message is not None:
        before = select(ReviewedExample).where(ReviewedExample.message_id == message.id)
        for old in session.scalars(before):
            session.delete(old)
    row = ReviewedExample(
        id=new_id("example"),
        message_id=message.id if message else None,
        text=text,
        intent=intent or None,
        topic=None if intent else topic,
        staff_id=staff_id,
        at=at,
    )
    session.add(row)
    session.flush()
    return row


def write(session: Session, folder: Path) -> int:
    """Write the file that training takes in, all of it anew; returns how many lines it has."""
    query = select(ReviewedExample).where(ReviewedExample.intent.is_not(None))
    rows = session.scalars(query.order_by(ReviewedExample.at, ReviewedExample.id)).all()
    lines = [
        json.dumps(
            {"text": r.text, "intent": r.intent, "reviewed_at": r.at.isoformat()},
            ensure_ascii=False,
        )
        for r in rows
    ]
    draft = folder / f"{FILE}.new"
    draft.write_text("".join(f"{line}\n" for line in lines))
    draft.replace(folder / FILE)
    return len(lines)


@lru_cache(maxsize=1)
def intents() -> tuple[str, ...]:
    """Every intent that has examples, `faq/<key>` among them."""
    found = set()
    for file in sorted((ROOT / "data" / "nlu").glob("*.yml")):
        content = yaml.load(file.read_text(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        found |= {item["intent"] for item in content.get("nlu", ()) if "intent" in item}
    return tuple(sorted(found))
