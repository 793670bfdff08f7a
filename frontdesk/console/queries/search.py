"""Search over everything said and noted, on both databases, without their differences showing.

Each word is looked for as the beginning of a word, in any order; all must be in one message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, String, func, literal_column, or_, select, text
from sqlalchemy.orm import Session

from frontdesk.store.tables import Conversation, Message, Note, Staff

MOST = 50
LONGEST = 100
_WORD = re.compile(r"\w+")
#: letters shown before the first hit
_BEFORE = 60
_SHOWN = 220
#: hits up to which all are read to find the newest
_RARE = 5000


@dataclass(frozen=True)
class Piece:
    """A piece of an excerpt; `hit` where it is what was looked for."""

    text: str
    hit: bool = False


@dataclass(frozen=True)
class Hit:
    """A message or a note that holds every word."""

    conversation: Conversation
    message_id: str | None
    seq: int | None
    author: str
    at: datetime
    pieces: tuple[Piece, ...]


def search(session: Session, wanted: str, channel: str = "") -> list[Hit]:
    """The newest messages that hold every word of `wanted`."""
    words = _words(wanted)
    if not words:
        return []
    found = _messages_in(session, words)
    query = (
        select(Message, Conversation)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id.in_(found))
        .order_by(Message.at.desc(), Message.seq.desc())
    )
    if channel:
        query = query.where(Conversation.channel == channel)
    return [
        Hit(c, m.id, m.seq, m.author, m.at, excerpt(m.text, words))
        for m, c in session.execute(query)
    ]


def search_notes(session: Session, wanted: str) -> list[Hit]:
    """The newest private notes that hold every word."""
    query = (
        select(Note, Conversation, Staff.name)
        .join(Conversation, Conversation.id == Note.conversation_id)
        .join(Staff, Staff.id == Note.staff_id)
        .order_by(Note.at.desc())
        .limit(MOST)
    )
    words = _words(wanted)
    for word in words:
        query = query.where(Note.text.icontains(word, autoescape=True))
    if not words:
        return []
    return [
        Hit(c, None, None, name, note.at, excerpt(note.text, words))
        for note, c, name in session.execute(query)
    ]


def search_people(session: Session, wanted: str) -> Sequence[Conversation]:
    """Conversations whose person gave this name, or has this number."""
    digits = re.sub(r"\D", "", wanted)
    named = Conversation.contact_name.icontains(" ".join(wanted.split()), autoescape=True)
    places = [named] if len(wanted.strip()) >= 2 else []
    if len(digits) >= 4:
        places += [
            Conversation.contact_phone.contains(digits),
            Conversation.address.contains(digits),
        ]
    if not places:
        return []
    query = select(Conversation).where(or_(*places))
    return session.scalars(query.order_by(Conversation.last_at.desc()).limit(MOST)).all()


def excerpt(whole: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The text around the first hit, cut at the hits."""
    whole = " ".join(whole.split())
    pattern = re.compile("|".join(rf"\b{re.escape(w)}\w*" for w in words), re.IGNORECASE)
    first = pattern.search(whole)
    start = max(0, (first.start() if first else 0) - _BEFORE)
    shown = whole[start : start + _SHOWN]
    pieces = [Piece("…")] if start else []
    at = 0
    for match in pattern.finditer(shown):
        pieces += [Piece(shown[at : match.start()]), Piece(match[0], hit=True)]
        at = match.end()
    pieces.append(Piece(shown[at:] + ("…" if start + _SHOWN < len(whole) else "")))
    return tuple(p for p in pieces if p.text)


def _words(wanted: str) -> list[str]:
    return [w.lower() for w in _WORD.findall(wanted[:LONGEST].replace("_", " "))][:8]


def _messages_in(session: Session, words: Sequence[str]) -> list[str]:
    if session.get_bind().dialect.name == "sqlite":
        return list(session.scalars(_sqlite(), {"words": " ".join(f'"{w}"*' for w in words)}))
    return _postgres(session, words)


def _sqlite() -> Select[tuple[str]]:
    inner = text(
        "SELECT rowid FROM search_words WHERE search_words MATCH :words "
        f"ORDER BY rowid DESC LIMIT {MOST}"
    )
    rows = inner.columns(literal_column("rowid")).subquery("found")
    return (
        select(literal_column("search_texts.message_id", String))
        .select_from(text("search_texts"))
        .where(literal_column("search_texts.id").in_(select(rows.c.rowid)))
    )


def _postgres(session: Session, words: Sequence[str]) -> list[str]:
    """A rare word by the index of words; a common one by walking back from the newest message.

    PostgreSQL guesses badly how rare the beginning of a word is, and would walk through
    everything for a word that nobody said: so it is told which way to go.
    """
    # Migration 0005 has an index on this expression.
    said = func.to_tsvector(literal_column("'simple'"), Message.text)
    asked = func.to_tsquery(literal_column("'simple'"), " & ".join(f"{w}:*" for w in words))
    holds = said.op("@@")(asked)
    rare = select(Message.id, Message.at).where(holds).limit(_RARE)
    with _only(session, "bitmapscan"):
        found = session.execute(rare).all()
    if len(found) < _RARE:
        newest = sorted(found, key=lambda row: row.at, reverse=True)[:MOST]
        return [row.id for row in newest]
    with _only(session, "indexscan"):
        query = select(Message.id).where(holds).order_by(Message.at.desc()).limit(MOST)
        return list(session.scalars(query))


@contextmanager
def _only(session: Session, way: str) -> Iterator[None]:
    """Let PostgreSQL read tables in one way alone, for as long as the block lasts."""
    others = [w for w in ("seqscan", "bitmapscan", "indexscan") if w != way]
    for other in others:
        session.execute(text(f"SET LOCAL enable_{other} = off"))
    yield
    for other in others:
        session.execute(text(f"SET LOCAL enable_{other} = on"))
