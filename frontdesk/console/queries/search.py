"""Search over everything said and noted, on both databases, without their differences showing.

Each word is looked for as the beginning of a word, in any order; all must be in one message.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from frontdesk.booking.phones import find_phone
from frontdesk.store.tables import Conversation, Message, Note, Staff

MOST = 50
LONGEST = 100
_WORD = re.compile(r"\w+")
#: letters shown before the first hit
_BEFORE = 60
_SHOWN = 220
#: hits that are looked through when only those of one channel are wanted
_OF_A_CHANNEL = 1000
#: conversations whose names or numbers are opened in one search: half a second's work
PEOPLE = 50_000
#: newest messages that are read before the index of words is asked (PostgreSQL)
_NEWEST = 5000


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
    found = _messages_in(session, words, _OF_A_CHANNEL if channel else MOST)
    query = (
        select(Message, Conversation)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.id.in_(found))
        .order_by(Message.at.desc(), Message.seq.desc())
        .limit(MOST)
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


@dataclass(frozen=True)
class People:
    """Conversations of people who were looked for, the newest first.

    Attributes:
        further: how many conversations were looked through, where older ones were not.
    """

    found: Sequence[Conversation]
    further: int = 0


def search_people(session: Session, wanted: str, skip: int = 0) -> People:
    """Conversations whose person gave this name, or has this number, or a part of it.

    Names and numbers lie sealed. A whole number is asked of the index; a part of one, or of a
    name, is looked for in `PEOPLE` conversations that have one, opened here.

    Args:
        skip: conversations that were looked through before; older ones are now.
    """
    wanted = wanted[:LONGEST]
    name, digits = _plain(wanted), re.sub(r"\D", "", wanted)
    number, further = find_phone(wanted), 0
    if number:
        found = or_(Conversation.contact_phone == number, Conversation.address == number)
    elif len(digits) >= 4 or len(name) >= 2:
        digits = digits if len(digits) >= 4 else ""
        ids, looked = _people(session, name, digits, skip)
        found = Conversation.id.in_(ids)
        further = skip + looked if looked == PEOPLE or len(ids) == MOST else 0
    else:
        return People([])
    query = select(Conversation).where(found).order_by(Conversation.last_at.desc()).limit(MOST)
    return People(session.scalars(query).all(), further)


def _people(session: Session, name: str, digits: str, skip: int) -> tuple[list[str], int]:
    """Ids of the newest whose name holds `name`, or one of whose numbers holds `digits`.

    And how many were looked through until the list was full.
    """
    c = Conversation
    columns = (c.contact_phone, c.address) if digits else (c.contact_name,)
    query = (
        select(c.id, *columns)
        .where(or_(*(column.is_not(None) for column in columns)))
        .order_by(c.last_at.desc(), c.id)
        .offset(skip)
        .limit(PEOPLE)
        .execution_options(yield_per=1000)
    )
    part, found, looked = digits or name, [], 0
    for conversation_id, *known in session.execute(query):
        looked += 1
        if any(part in _plain(one) for one in known if one):
            found.append(conversation_id)
            if len(found) == MOST:
                break
    return found, looked


def _plain(name: str) -> str:
    """Without accents and capitals: who looks for "munoz" means Muñoz too."""
    letters = unicodedata.normalize("NFKD", " ".join(name.split()).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


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


def _messages_in(session: Session, words: Sequence[str], most: int) -> list[str]:
    if session.get_bind().dialect.name == "sqlite":
        asked = " ".join(f'"{w}"*' for w in words)
        return list(session.scalars(_sqlite(), {"words": asked, "most": most}))
    return _postgres(session, words, most)


def _sqlite() -> Select[tuple[str]]:
    inner = text(
        "SELECT rowid FROM search_words WHERE search_words MATCH :words "
        "ORDER BY rowid DESC LIMIT :most"
    )
    rows = inner.columns(literal_column("rowid")).subquery("found")
    return (
        select(literal_column("search_texts.message_id", String))
        .select_from(text("search_texts"))
        .where(literal_column("search_texts.id").in_(select(rows.c.rowid)))
    )


def _postgres(session: Session, words: Sequence[str], most: int) -> list[str]:
    """A common word stands often enough in the newest messages; a rare one has few hits in all.

    PostgreSQL guesses badly how rare the beginning of a word is: so it is told which way to go.
    """
    asked = func.to_tsquery(literal_column("'simple'"), " & ".join(f"{w}:*" for w in words))
    newest = select(Message.id, Message.text, Message.at).order_by(Message.at.desc())
    window = newest.limit(_NEWEST).subquery()
    # Reading letters is much quicker than taking a text apart: it comes first.
    near = (window.c.text.ilike(f"%{word}%") for word in words)
    query = select(window.c.id).where(*near, _said(window.c.text).op("@@")(asked))
    found = list(session.scalars(query.order_by(window.c.at.desc()).limit(most)))
    if len(found) == most:
        return found
    holds = _said(Message.text).op("@@")(asked)
    with _by_words_alone(session):
        everywhere = select(Message.id).where(holds).order_by(Message.at.desc()).limit(most)
        return list(session.scalars(everywhere))


def _said(column: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[Any]:
    # Migration 0005 has an index on this expression.
    said: ColumnElement[Any] = func.to_tsvector(literal_column("'simple'"), column)
    return said


@contextmanager
def _by_words_alone(session: Session) -> Iterator[None]:
    """Let PostgreSQL read by the index of words alone, for as long as the block lasts."""
    others = ("seqscan", "indexscan")
    for other in others:
        session.execute(text(f"SET LOCAL enable_{other} = off"))
    yield
    for other in others:
        session.execute(text(f"SET LOCAL enable_{other} = on"))
