"""How much one visitor, and one address, may send.

What a session sends and what an address starts is counted for all servers together; sockets, and
events on one of them, where they are: that protects the process which serves them. Whoever refuses
a message for it lets safety read the message first.
"""

from __future__ import annotations

from collections import Counter
from ipaddress import ip_address

from limits import parse_many
from sanic import Request

from frontdesk.channels.web.events import BadEvent
from frontdesk.channels.web.window import OwnWindow, SharedWindow
from frontdesk.network import counted
from frontdesk.secrets import secret
from frontdesk.settings import Settings
from frontdesk.store.ids import phone_hash

#: sockets that one session may have open, tabs and a phone; a further one ends the oldest
SOCKETS_PER_SESSION = 10
#: messages of one session that may wait for their answers
WAITING_PER_SESSION = 20


class WebLimits:
    """Counts what sessions and addresses send. Raises `BadEvent` where it is too much."""

    def __init__(self, settings: Settings) -> None:
        self._messages = parse_many(settings.messages_per_session)
        self._sessions = parse_many(settings.sessions_per_address)
        self._events = parse_many(settings.events_per_socket)
        self._codes = parse_many(settings.codes_per_address)
        self._lines = parse_many(settings.lines_per_address)
        self._most_sockets = settings.sockets_per_address
        self._key = secret("LOOKUP_SECRET", settings)
        self._window, self._here = SharedWindow(settings.redis_url), OwnWindow()
        self._address: dict[str, str] = {}
        self._sockets: Counter[str] = Counter()

    async def code(self, sid: str) -> None:
        """Another code to be texted, which the clinic pays, for the address of this socket."""
        address = self._address.get(sid, "")
        for rate in self._codes:
            if not await self._window.hit(rate, "c", address):
                raise BadEvent("too_many_codes", "No more codes for now. Please call us.")

    async def line(self, address: str) -> bool:
        """Whether this address may open another line, which costs memory before it is a socket."""
        return all([self._here.hit(rate, "l", address) for rate in self._lines])

    def opened(self, sid: str, address: str) -> bool:
        """Count a socket; False when its address has too many already."""
        if self._sockets[address] >= self._most_sockets:
            return False
        self._address[sid] = address
        self._sockets[address] += 1
        return True

    def closed(self, sid: str) -> None:
        """A socket is gone."""
        address = self._address.pop(sid, None)
        if address is not None:
            self._sockets[address] -= 1
            if self._sockets[address] <= 0:
                del self._sockets[address]

    def origin(self, sid: str) -> str | None:
        """A keyed hash of a socket's address: to know the same one again, and no more.

        None for an address inside a network: a proxy's, perhaps, behind which everybody stands.
        """
        address = self._address.get(sid, "")
        return phone_hash(address, self._key) if _is_public(address) else None

    async def message(self, conversation_id: str) -> bool:
        """Whether this session may send another message now."""
        return all([await self._window.hit(r, "m", conversation_id) for r in self._messages])

    async def session(self, sid: str) -> None:
        """Another session for the address of this socket."""
        address = self._address.get(sid, "")
        for rate in self._sessions:
            if not await self._window.hit(rate, "s", address):
                raise too_fast()

    async def event(self, sid: str) -> None:
        """Another event of any kind on this socket."""
        for rate in self._events:
            if not self._here.hit(rate, "e", sid):
                raise too_fast()

    async def close(self) -> None:
        """Let go of what is shared with other servers."""
        await self._window.close()


def _is_public(address: str) -> bool:
    try:
        return ip_address(address).is_global
    except ValueError:
        return False


def too_fast() -> BadEvent:
    """What a client is told that sends too much."""
    return BadEvent("rate_limited", "That was a lot at once. Please wait a moment and try again.")


def address_of(request: Request) -> str:
    """The address a request came from, behind the proxies that settings name."""
    return counted(request.remote_addr or request.ip)
