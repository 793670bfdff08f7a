"""Every place that keeps something of a conversation, so that no export or erasure misses one.

Found by what the tables say themselves: a column `conversation_id`, or a reference to something
of the conversation. A table that names one in another way fails a test until it is listed here.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, Table, or_, select

from frontdesk.store.tables import Base, Conversation, Message, ReviewedExample

#: receipts and incidents hold ids alone and outlive the conversation; the record never changes
KEPT = ("erasures", "incidents", "audit")
#: what belongs to a conversation and is itself referred to
_OWNED = ("appointments", "cases", "holds", "messages")


def places(conversation_id: str) -> list[tuple[Table, ColumnElement[bool]]]:
    """(table, which of its rows), children before the tables they refer to."""
    found = [
        (table, or_(*named))
        for table in reversed(Base.metadata.sorted_tables)
        if table.name not in KEPT and (named := _naming(table, conversation_id))
    ]
    example = Base.metadata.tables[ReviewedExample.__tablename__]
    messages = select(Message.id).where(Message.conversation_id == conversation_id)
    return [(example, example.c.message_id.in_(messages)), *found]


def _naming(table: Table, conversation_id: str) -> list[ColumnElement[bool]]:
    if table.name == Conversation.__tablename__:
        return [table.c.id == conversation_id]
    named = [rule(table, conversation_id) for rule in _RULES]
    return [condition for conditions in named for condition in conditions]


def _by_name(table: Table, conversation_id: str) -> list[ColumnElement[bool]]:
    column = table.c.get("conversation_id")
    return [] if column is None else [column == conversation_id]


def _by_reference(table: Table, conversation_id: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for key in table.foreign_keys:
        owner = key.column.table
        if owner.name in _OWNED and owner is not table:
            ids = select(owner.c.id).where(owner.c.conversation_id == conversation_id)
            conditions.append(key.parent.in_(ids))
    return conditions


_RULES: tuple[Callable[[Table, str], list[ColumnElement[bool]]], ...] = (_by_name, _by_reference)
