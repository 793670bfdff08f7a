"""One text from its proof to its answer, whatever the provider and the web server are.

The answer goes with the webhook's own response where the turn is quick enough, and through the
provider's other way where it is not. The provider's limit (Twilio: 15 s) is never reached.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from frontdesk import clock
from frontdesk.channels.sms.handover import Handover
from frontdesk.channels.sms.numbers import address_of
from frontdesk.channels.sms.on_call import OnCall
from frontdesk.channels.sms.provider import Call, Incoming, Outgoing, Provider, Reply
from frontdesk.channels.sms.receipts import Receipts
from frontdesk.conversations import segments
from frontdesk.correlation import current
from frontdesk.door import Door, Inbound, Received
from frontdesk.store.ids import sms_conversation_id
from frontdesk.store.tables import OutboxRow
from frontdesk.store.threads import StoreThreads

log = structlog.get_logger()

#: seconds after the turn's limit by which the store has to have given its answer out
_STORE_WITHIN = 1.0
#: the newest texts, by the provider's ids: a repeat is known before any store is asked
_REMEMBERED = 10_000
Result = TypeVar("Result")


@dataclass(frozen=True)
class Handed:
    """What a webhook's response carries: a body, and the rows that are in it."""

    reply: Reply | None = None
    rows: tuple[OutboxRow, ...] = ()
    conversation_id: str = ""
    message_id: str = ""


class TextChannel:
    """Takes texts in and hands their answers out."""

    def __init__(
        self,
        provider: Provider,
        door: Door,
        handover: Handover,
        receipts: Receipts,
        on_call: OnCall,
        threads: StoreThreads,
        *,
        number_key: str,
        receipts_url: str,
        last_words: Callable[[], str],
        turn_within: float,
    ) -> None:
        """Put it together.

        Args:
            number_key: Keys the hash that names a number.
            receipts_url: Where the provider tells what became of a text.
            last_words: What is said when neither store nor engine can be asked.
            turn_within: Seconds a webhook waits for the answer of a turn.
        """
        self.provider = provider
        self._door = door
        self._handover = handover
        self._receipts = receipts
        self._on_call = on_call
        self._number_key = number_key
        self._receipts_url = receipts_url
        self._last_words = last_words
        self._turn_within = turn_within
        self._threads = threads
        self._tasks: set[asyncio.Task[Any]] = set()
        self._taken: OrderedDict[str, None] = OrderedDict()
        self._given: list[OutboxRow] = []
        self._noting = False

    async def take(self, call: Call) -> Handed:
        """The answer to a proven call, as far as there is one in time.

        Raises:
            Unreadable: when the call is no text.
            NotKept: when neither the store nor the journal takes it.
        """
        incoming = self.provider.incoming(call)
        if incoming.id in self._taken:
            return Handed()
        if incoming.id is None:
            return await self._take(incoming)
        self._taken[incoming.id] = None
        while len(self._taken) > _REMEMBERED:
            self._taken.popitem(last=False)
        try:
            return await self._take(incoming)
        except BaseException:
            self._taken.pop(incoming.id, None)  # the provider's next try is a first one
            raise

    async def _take(self, incoming: Incoming) -> Handed:
        until = time.monotonic() + self._turn_within
        address = address_of(incoming.sender)
        said = await self._on_call.answer(address, incoming.text) if address else None
        if said is not None:
            return Handed(self._worded(incoming.sender, [said]))
        inbound = self._inbound(incoming, address or incoming.sender)
        received = await self._door.receive(inbound)
        if received.repeated:
            return Handed()
        if received.spoken:
            return Handed(self._worded(str(inbound.address), [s.text for s in received.spoken]))
        rows = await self._turn(inbound, received, until) if received.wants_turn else None
        if rows is None:
            return await self._look(inbound, received, until + _STORE_WITHIN)
        return self._handed(inbound, received, rows)

    async def receipt(self, call: Call) -> None:
        """Keep what the provider tells of a text of ours. Raises `SQLAlchemyError`."""
        receipt = self.provider.receipt(call)
        if receipt is not None:
            await self._threads.run(self._receipts.note, receipt, clock.now())

    def given(self, handed: Handed) -> None:
        """The response is written. Noted also when the provider hangs up at once."""
        self._given.extend(handed.rows)
        if self._given and not self._noting:
            self._noting = True
            self._begin(self._note_given())

    async def _note_given(self) -> None:
        """One transaction for all that were written while the last one ran."""
        try:
            while self._given:
                rows, self._given = self._given, []
                await self._threads.run(self._handover.given, rows, clock.now())
        except SQLAlchemyError as error:
            # Their lease runs out and the worker sends them once more.
            log.error("sms.handover_not_noted", error=type(error).__name__)
        finally:
            self._noting = False

    def dropped(self, handed: Handed) -> None:
        """The response could not be written: the worker sends what was in it."""
        if handed.rows:
            self._begin(self._release(handed.conversation_id, handed.message_id))

    async def finish(self) -> None:
        """Wait for turns that go on behind their responses."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def _turn(
        self, inbound: Inbound, received: Received, until: float
    ) -> Sequence[OutboxRow] | None:
        turn = self._begin(self._door.turn(inbound.conversation_id, received.message_id))
        done, _ = await asyncio.wait({turn}, timeout=max(0.0, until - time.monotonic()))
        if not done:
            log.warning("sms.turn_late", message_id=received.message_id)
            self._begin(self._release_after(turn, inbound.conversation_id, received.message_id))
            return None
        return None if turn.exception() else turn.result()

    async def _look(self, inbound: Inbound, received: Received, until: float) -> Handed:
        conversation_id, message_id = inbound.conversation_id, received.message_id
        taking = self._threads.run(self._handover.take, conversation_id, message_id, clock.now())
        try:
            rows = await asyncio.wait_for(taking, max(_STORE_WITHIN, until - time.monotonic()))
        except (asyncio.TimeoutError, SQLAlchemyError) as error:
            log.error("sms.store_gone", message_id=message_id, error=type(error).__name__)
            return Handed(self._worded(str(inbound.address), [self._last_words()]))
        return self._handed(inbound, received, rows)

    def _handed(
        self, inbound: Inbound, received: Received, rows: Sequence[OutboxRow]
    ) -> Handed:
        texts = [self._outgoing(row) for row in rows]
        reply = self.provider.reply(texts) if texts else None
        handed = Handed(reply, tuple(rows), inbound.conversation_id, received.message_id)
        if texts and reply is None:  # a provider whose responses carry no texts
            self.dropped(handed)
            return Handed()
        return handed

    def _inbound(self, incoming: Incoming, address: str) -> Inbound:
        notes: dict[str, Any] = {
            "attachments": list(incoming.attachments),
            "provider_replied": incoming.provider_replied,
        }
        return Inbound(
            conversation_id=sms_conversation_id(address, self._number_key),
            text=incoming.text,
            channel_id=incoming.id,
            attachments=len(incoming.attachments),
            address=address,
            notes={k: v for k, v in notes.items() if v},
            message_id=current(),
        )

    def _worded(self, to: str, texts: Sequence[str]) -> Reply | None:
        return self.provider.reply([Outgoing(to, segments.plain(t)) for t in texts])

    def _outgoing(self, row: OutboxRow) -> Outgoing:
        return Outgoing(row.address, row.body["text"], f"{self._receipts_url}?row={row.id}")

    async def _release_after(
        self, turn: asyncio.Task[Any], conversation_id: str, message_id: str
    ) -> None:
        await asyncio.wait({turn})
        await self._release(conversation_id, message_id)

    async def _release(self, conversation_id: str, message_id: str) -> None:
        try:
            release = self._handover.release
            await self._threads.run(release, conversation_id, message_id, clock.now())
        except SQLAlchemyError as error:  # the lease runs out by itself
            log.error("sms.not_released", error=type(error).__name__)

    def _begin(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
