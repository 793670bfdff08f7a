"""A session opens one conversation, for whoever holds its token, until it is revoked."""

from __future__ import annotations

import pytest

from frontdesk import clock
from frontdesk.channels.web.sessions import Sessions
from frontdesk.store import Store


@pytest.fixture
def sessions(store: Store) -> Sessions:
    """Sessions signed with one key."""
    return Sessions(store, "key-one")


def test_a_token_opens_its_conversation_again(sessions: Sessions) -> None:
    """A reload resumes."""
    minted = sessions.mint()
    again = sessions.check(minted.token)
    assert again and again.conversation_id == minted.conversation_id


@pytest.mark.parametrize(
    "forged", [None, "", "web-123", 7, {"a": 1}, "x" * 10_000, "eyJhIjoxfQ.AAAA", "\ud83d"]
)
def test_an_id_of_the_clients_own_opens_nothing(sessions: Sessions, forged: object) -> None:
    """Whatever it looks like."""
    sessions.mint()
    assert sessions.check(forged) is None


def test_a_token_signed_with_another_key_opens_nothing(store: Store, sessions: Sessions) -> None:
    """The signature is what counts."""
    assert Sessions(store, "key-two").check(sessions.mint().token) is None


def test_a_revoked_token_opens_nothing(sessions: Sessions) -> None:
    """Clear this chat holds on every device."""
    minted = sessions.mint()
    sessions.revoke(minted.conversation_id)
    assert sessions.check(minted.token) is None


def test_a_token_grows_too_old(sessions: Sessions) -> None:
    """After thirty days."""
    minted = sessions.mint()
    clock.turn("+31d")
    assert sessions.check(minted.token) is None


def test_ids_can_not_be_guessed(sessions: Sessions) -> None:
    """128 random bits each."""
    ids = {sessions.mint().conversation_id for _ in range(20)}
    assert len(ids) == 20 and all(len(i) == len("web-") + 32 for i in ids)
