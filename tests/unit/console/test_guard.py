"""Who may do what, and whether their own page asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from frontdesk.console.routes import ROUTES, Route
from frontdesk.staff.roles import ENTERING, NOUNS, PUBLIC, ROLES, SIGNED_IN, VERBS, may
from frontdesk.store.tables import Case

_OWN_FLOW = {
    "/sign-out", "/password", "/alive", "/live", "/account", "/account/sign-out-others",
    "/second-factor", "/second-factor/remove", "/code",
}


def _filled(route: Route, alarm: Case) -> str:
    values = {"case_id": alarm.id, "conversation_id": alarm.conversation_id}
    return re.sub(r"<(\w+):str>", lambda m: values.get(m.group(1), "x"), route.path)


def test_every_route_names_a_permission_that_exists() -> None:
    """A typing error would lock everyone out, or nobody."""
    known = {f"{noun}:{verb}" for noun in NOUNS for verb in VERBS} | {PUBLIC, SIGNED_IN, ENTERING}
    assert {route.permission for route in ROUTES} <= known


def test_an_auditor_may_change_nothing() -> None:
    """They read everything and write nothing."""
    assert all(permission.endswith(":read") for permission in ROLES["auditor"])
    assert not may("auditor", "conversation:write")
    assert not may("stranger", "case:read")


@pytest.mark.parametrize("role", ROLES)
async def test_every_route_lets_in_exactly_the_roles_that_may(
    role: str, signed_in: Any, alarm: Case
) -> None:
    """Each route is asked by each role."""
    browser = await signed_in(role)
    for route in ROUTES:
        if route.permission == PUBLIC or route.path in _OWN_FLOW:
            continue
        path = _filled(route, alarm)
        answer = await (browser.get(path) if route.method == "GET" else browser.post(path))
        refused = answer.status_code == 403
        assert refused == (not may(role, route.permission)), (route.method, path)


async def test_every_route_but_the_public_ones_needs_a_session(
    open_browser: Callable[[], Any], alarm: Case
) -> None:
    """A page leads to sign-in, a change is refused."""
    browser = open_browser()
    for route in ROUTES:
        if route.permission == PUBLIC:
            continue
        path = _filled(route, alarm)
        if route.method == "GET":
            answer = await browser.get(path)
            assert answer.status_code == 401 or answer.headers["location"].startswith("/sign-in")
        else:
            assert (await browser.post(path)).status_code == 401


async def test_a_form_without_the_pages_token_changes_nothing(signed_in: Any, alarm: Case) -> None:
    """No token, and somebody else's."""
    browser = await signed_in("front_desk")
    for token in ("", "x" * 32):
        browser.csrf = token
        answer = await browser.post(f"/cases/{alarm.id}/acknowledge")
        assert answer.status_code == 403


async def test_a_form_from_another_site_changes_nothing(signed_in: Any, alarm: Case) -> None:
    """Even with the right token."""
    browser = await signed_in("front_desk")
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1.evil.example"},
    ):
        answer = await browser.post(f"/cases/{alarm.id}/acknowledge", headers=headers)
        assert answer.status_code == 403


async def test_a_form_sent_as_plain_text_changes_nothing(signed_in: Any, alarm: Case) -> None:
    """The one kind of body, beside forms, that any site may send without asking."""
    browser = await signed_in("front_desk")
    sent = {"content": f"csrf={browser.csrf}", "headers": {"Content-Type": "text/plain"}}
    answer = await browser.client.post(f"/cases/{alarm.id}/acknowledge", **sent)
    assert answer.status_code == 403


async def test_every_answer_carries_the_security_headers(
    signed_in: Any, open_browser: Callable[[], Any]
) -> None:
    """Pages, refusals, missing pages, static files."""
    browser = await signed_in("front_desk")
    answers: list[httpx.Response] = [
        await browser.get(path) for path in ("/", "/nope", "/static/base.css", "/health/live")
    ]
    answers.append(await open_browser().get("/"))
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "cache-control" in answer.headers


async def test_no_page_holds_inline_script_or_style(signed_in: Any, alarm: Case) -> None:
    """They would be blocked, and a hole in the policy is never needed."""
    browser = await signed_in("manager")
    pages = [
        _filled(route, alarm)
        for route in ROUTES
        if route.method == "GET" and route.path not in ("/live", "/static/<name:str>")
    ]
    for path in pages:
        text = (await browser.get(path)).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", text)
        assert not re.search(r"\son\w+=|\sstyle=|<style", text)


async def test_nothing_outside_the_folder_of_static_files_is_served(
    open_browser: Callable[[], Any],
) -> None:
    """Neither by dots nor by names that are no style sheet."""
    browser = open_browser()
    for name in ("../app.py", "..%2fapp.py", "%2e%2e/app.py", "nothing.css"):
        assert (await browser.get(f"/static/{name}")).status_code == 404
