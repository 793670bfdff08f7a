"""The socket's events for "Text me if I leave": a number, the code that was texted there, no."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from frontdesk import clock
from frontdesk.channels.web.events import BadEvent
from frontdesk.promises import text_back
from frontdesk.promises.text_back import NoNumber, TextBacks, TooManyCodes
from frontdesk.store import Store

_CODE = re.compile(r"\D*(\d)\D?(\d)\D?(\d)\D?(\d)\D?(\d)\D?(\d)\D*")


class TextMe:
    """What a visitor says of being texted, for the conversation of their socket."""

    def __init__(self, store: Store, backs: TextBacks) -> None:
        self._store = store
        self._backs = backs

    async def ask(self, conversation_id: str, data: Any) -> dict[str, Any]:
        """A number: a code goes there."""
        typed = _text(data, "phone")
        try:
            await asyncio.to_thread(self._ask, conversation_id, typed)
        except NoNumber as bad:
            raise BadEvent("no_number", "That does not look like a phone number.") from bad
        except TooManyCodes as bad:
            raise BadEvent("too_many_codes", "No more codes for now. Please call us.") from bad
        return {"ok": True}

    async def prove(self, conversation_id: str, data: Any) -> dict[str, Any]:
        """The code: from now on the number is texted."""
        found = _CODE.fullmatch(_text(data, "code"))
        code = "".join(found.groups()) if found else ""
        if not await asyncio.to_thread(self._prove, conversation_id, code):
            raise BadEvent("wrong_code", "Those are not the digits we sent.")
        return {"ok": True}

    async def end(self, conversation_id: str) -> dict[str, Any]:
        """No text after all."""
        await asyncio.to_thread(self._end, conversation_id)
        return {"ok": True}

    def _ask(self, conversation_id: str, typed: str) -> None:
        with self._store.begin() as session:
            self._backs.ask(session, conversation_id, typed, clock.now())

    def _prove(self, conversation_id: str, code: str) -> bool:
        with self._store.begin() as session:
            return self._backs.prove(session, conversation_id, code, clock.now())

    def _end(self, conversation_id: str) -> None:
        with self._store.begin() as session:
            text_back.end(session, conversation_id)


def _text(data: Any, name: str) -> str:
    value = data.get(name) if isinstance(data, dict) else None
    if not isinstance(value, str) or len(value) > 40:
        raise BadEvent("bad_request", "That does not fit here.")
    return value
