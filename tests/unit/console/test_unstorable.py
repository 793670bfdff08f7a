"""What PostgreSQL can not keep (a NUL, half of a pair) is refused, and breaks no page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from frontdesk.console.routes import ROUTES
from frontdesk.store import Store
from frontdesk.store.tables import Case

_ODD = ("%00", "a%00b", "%ed%a0%80", "%ff")
_ASKED = ("q", "notice", "days", "after", "before", "at", "show", "day", "channel", "kind", "tier",
          "role", "next", "page", "week", "view", "state")  # fmt: skip
_FIELDS = ("again", "new", "name", "back", "code", "confirm", "do", "typing", "opening", "role",
           "reason", "due", "until", "next", "hash", "message", "text", "topic", "phone", "intent",
           "days", "email", "password", "value", "day", "note", "title", "outcome", "provider",
           "start", "end", "key", "kind", "number", "from", "to", "who")  # fmt: skip
_LEFT_OUT = ("/sign-out", "/live", "/account/sign-out-others")


pytestmark = pytest.mark.parametrize("store", ["postgres"], indirect=True)


@pytest.fixture
def sqlite_store(store: Store) -> Store:
    """The console of these tests stands on PostgreSQL."""
    return store


async def test_no_address_with_what_the_store_can_not_keep_breaks_a_page(
    signed_in: Any, alarm: Case
) -> None:
    """In the path and in what is asked; the answer is a page or a refusal, never a fault."""
    browser = await signed_in("front_desk")
    for route in ROUTES:
        if route.method != "GET" or route.path in _LEFT_OUT:
            continue
        for odd in _ODD:
            path = re.sub(r"<\w+:str>", odd, route.path)
            asked = "&".join(f"{name}={odd}" for name in _ASKED)
            answer = await browser.get(f"{path}?{asked}")
            assert answer.status_code < 500, (route.path, odd)


@pytest.mark.parametrize("role", ("front_desk", "clinician", "manager"))
async def test_no_form_with_what_the_store_can_not_keep_breaks_a_page(
    role: str, signed_in: Callable[[str], Any], alarm: Case
) -> None:
    """Every field of every form, where the address is right and where it is odd."""
    browser = await signed_in(role)
    values = {"case_id": alarm.id, "conversation_id": alarm.conversation_id}
    for route in ROUTES:
        if route.method != "POST" or route.path in _LEFT_OUT:
            continue
        for odd in ("a\x00b", "\ufffe"):
            for path in (
                re.sub(r"<(\w+):str>", lambda found: values.get(found[1], "x"), route.path),
                re.sub(r"<\w+:str>", "a%00b", route.path),
            ):
                answer = await browser.post(path, dict.fromkeys(_FIELDS, odd))
                assert answer.status_code < 500, (route.path, path)
