"""Ask the dialogue engine to forget what was erased, until it has."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy import select

from frontdesk.door.engine import EngineGone
from frontdesk.store import Store
from frontdesk.store.tables import Erasure

log = structlog.get_logger()


class Forgetful(Protocol):
    """What can be asked to forget a conversation."""

    async def forget(self, conversation: str) -> None:
        """Erase what it remembers. Raises `EngineGone`."""


class Forgetting:
    """Works through the receipts that the engine has not confirmed yet."""

    def __init__(self, store: Store, engine: Forgetful) -> None:
        self._store, self._engine = store, engine

    async def round(self, at: datetime) -> int:
        """Ask for each; returns how many were confirmed. What fails is asked again."""
        waiting = await asyncio.to_thread(self._waiting)
        done = 0
        for erasure_id, conversation_id in waiting:
            try:
                await self._engine.forget(conversation_id)
            except EngineGone as error:
                log.warning("privacy.engine_not_asked", erasure_id=erasure_id, why=str(error))
                return done
            await asyncio.to_thread(self._confirm, erasure_id, at)
            done += 1
        return done

    def _waiting(self) -> list[tuple[str, str]]:
        query = select(Erasure.id, Erasure.conversation_id).where(Erasure.engine_at.is_(None))
        with self._store.read() as session:
            return [(row[0], row[1]) for row in session.execute(query.limit(50))]

    def _confirm(self, erasure_id: str, at: datetime) -> None:
        with self._store.begin() as session:
            session.get_one(Erasure, erasure_id).engine_at = at
