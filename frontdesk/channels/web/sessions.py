"""A visitor's session: minted and signed by us, bound to one conversation, revocable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from frontdesk import clock
from frontdesk.conversations.transcript import locked_conversation, open_conversation
from frontdesk.promises.links import use_link
from frontdesk.promises.text_back import end
from frontdesk.store import Store
from frontdesk.store.tables import Conversation

LIFE = timedelta(days=30)


@dataclass(frozen=True)
class WebSession:
    """A proved visitor."""

    conversation_id: str
    token: str
    #: of the conversation, when this was proved
    epoch: int


class Sessions:
    """Mints and checks the tokens that visitors keep. Every client's own id is ignored."""

    def __init__(self, store: Store, key: str) -> None:
        self._store = store
        self._signer = URLSafeSerializer(key, salt="web-session")

    def mint(self) -> WebSession:
        """A new conversation and the token that opens it."""
        with self._store.begin() as session:
            conversation = open_conversation(session, "web", clock.now())
        return WebSession(conversation.id, self._token(conversation), conversation.epoch)

    def check(self, token: object) -> WebSession | None:
        """The session a token opens; None when it is forged, too old or revoked."""
        if not isinstance(token, str) or len(token) > 500:
            return None
        try:
            conversation_id, epoch, until = self._signer.loads(token)
        except (BadSignature, ValueError, TypeError):
            return None
        if clock.now().timestamp() > until:
            return None
        with self._store.read() as session:
            conversation = session.get(Conversation, conversation_id)
            if conversation is None or conversation.epoch != epoch:
                return None
        return WebSession(conversation_id, token, epoch)

    def resume(self, link: str, browser: str) -> WebSession | None:
        """The session of a link that was texted; the link is used up by it."""
        with self._store.begin() as session:
            conversation = use_link(session, link, browser, clock.now())
            if conversation is None:
                return None
            return WebSession(conversation.id, self._token(conversation), conversation.epoch)

    def revoke(self, conversation_id: str) -> None:
        """Make every token and link of the conversation void, and text its visitor no more."""
        with self._store.begin() as session:
            locked_conversation(session, conversation_id).epoch += 1
            end(session, conversation_id)

    def _token(self, conversation: Conversation) -> str:
        until = (clock.now() + LIFE).timestamp()
        return str(self._signer.dumps([conversation.id, conversation.epoch, int(until)]))
