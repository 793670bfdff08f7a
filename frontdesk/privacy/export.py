"""Everything kept of one conversation, as JSON for machines and as a page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from sqlalchemy import select
from sqlalchemy.orm import Session

from frontdesk.clinic import Clinic
from frontdesk.clinic.spoken import full_time
from frontdesk.conversations.transcript import NoConversation
from frontdesk.privacy.places import places
from frontdesk.store.tables import Conversation

#: what is the clinic's own and not the person's
_NOT_THEIRS = ("presences", "legal_holds", "reviewed_examples", "cells")


def export(
    session: Session, clinic: Clinic, conversation_id: str, at: datetime
) -> dict[str, bytes]:
    """File name -> content. Raises `NoConversation`."""
    if session.get(Conversation, conversation_id) is None:
        raise NoConversation(conversation_id)
    tables = gathered(session, conversation_id)
    name = f"frontdesk-{conversation_id[-8:]}"
    whole = {
        "clinic": clinic.clinic.name,
        "conversation": conversation_id,
        "exported_at": at.isoformat(),
        "tables": tables,
    }
    return {
        f"{name}.json": json.dumps(whole, indent=2, ensure_ascii=False).encode(),
        f"{name}.html": _page(clinic, tables, at).encode(),
    }


def gathered(session: Session, conversation_id: str) -> dict[str, list[dict[str, Any]]]:
    """Table -> its rows, in plain values."""
    found = {}
    for table, rows in reversed(places(conversation_id)):
        if table.name in _NOT_THEIRS:
            continue
        order = [c for n in ("seq", "at", "id") if (c := table.c.get(n)) is not None]
        query = select(table).where(rows).order_by(*order)
        content = [_plain(dict(row._mapping)) for row in session.execute(query)]
        if content:
            found[table.name] = content
    return found


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(name): value.isoformat() if isinstance(value, (datetime, date)) else value
        for name, value in row.items()
    }


def _page(clinic: Clinic, tables: Mapping[str, list[dict[str, Any]]], at: datetime) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["when"] = lambda text: full_time(clinic, datetime.fromisoformat(text))
    return environment.get_template("export.html").render(clinic=clinic.clinic, at=at, **tables)
