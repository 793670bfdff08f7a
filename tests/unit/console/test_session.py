"""Signing in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from frontdesk import clock
from frontdesk.settings import settings
from frontdesk.staff import ensure_first_manager
from frontdesk.store import Store
from frontdesk.store.tables import AuditRow, StaffSession

Opener = Callable[[], Any]


async def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(
    open_browser: Opener, people: dict[str, str]
) -> None:
    """The address they wanted is kept, and it is one of ours."""
    browser = open_browser()
    answer = await browser.get("/conversations")
    assert answer.headers["location"] == "/sign-in?next=%2Fconversations"
    await browser.get(answer.headers["location"])
    form = {
        "email": "front_desk@lakeshore.example",
        "password": people["front_desk"],
        "next": "/conversations",
    }
    answer = await browser.post("/sign-in", form)
    assert answer.headers["location"] == "/conversations"


async def test_nobody_is_sent_to_another_site_after_signing_in(
    open_browser: Opener, people: dict[str, str]
) -> None:
    """`next` may not leave the console."""
    for place in ("https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nX: y"):
        browser = open_browser()
        await browser.get("/sign-in")
        form = {
            "email": "front_desk@lakeshore.example",
            "password": people["front_desk"],
            "next": place,
        }
        answer = await browser.post("/sign-in", form)
        assert answer.headers["location"] == "/"


async def test_a_wrong_password_and_an_unknown_address_read_the_same(
    open_browser: Opener, people: dict[str, str]
) -> None:
    """Nobody learns who has an account."""
    said = []
    for email in ("front_desk@lakeshore.example", "nobody@lakeshore.example"):
        answer = await open_browser().sign_in(email, "wrong-wrong-wrong")
        assert answer.status_code == 401
        said.append(answer.text.split("<form")[0])
    assert said[0] == said[1]


async def test_after_five_failures_an_address_has_to_wait(
    open_browser: Opener, people: dict[str, str]
) -> None:
    """The sixth try is refused, even with the right password."""
    browser = open_browser()
    for n in range(5):
        assert (await browser.sign_in(f"nobody{n}@x.example", "wrong")).status_code == 401
    answer = await browser.sign_in("manager@lakeshore.example", people["manager"])
    assert answer.status_code == 429
    assert "Please wait" in answer.text


async def test_the_session_cookie_is_not_for_scripts_nor_for_other_sites(
    open_browser: Opener, people: dict[str, str]
) -> None:
    """HttpOnly, SameSite=Lax; the store keeps only a hash."""
    browser = open_browser()
    answer = await browser.sign_in("front_desk@lakeshore.example", people["front_desk"])
    cookie = next(c for c in answer.headers.get_list("set-cookie") if "session" in c)
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


async def test_the_one_time_password_must_be_changed_before_anything_is_shown(
    open_browser: Opener, sqlite_store: Store, clock_at: Callable[[str], None]
) -> None:
    """And the file that held it goes."""
    clock_at("2026-04-07T10:15:00-05:00")
    with sqlite_store.begin() as session:
        first = ensure_first_manager(session, settings(), clock.now())
    assert first is not None
    browser = open_browser()
    await browser.sign_in(*first)
    assert (await browser.get("/")).headers["location"] == "/password"
    await browser.get("/password")
    form = {
        "name": "Maria Lopez",
        "old": first[1],
        "new": "a long sentence to keep",
        "again": "a long sentence to keep",
    }
    answer = await browser.post("/password", form)
    assert answer.headers["location"] == "/?notice=password"
    page = await browser.get("/")
    assert page.status_code == 200 and "Maria Lopez" in page.text
    assert not (settings().data_dir / "first-password").exists()
    assert (await open_browser().sign_in(*first)).status_code == 401


async def test_a_weak_or_mistyped_new_password_is_not_kept(signed_in: Any) -> None:
    """Too short, not the same twice, or the old one wrong."""
    browser = await signed_in("manager")
    await browser.get("/password")
    for old, new, again in (
        ("x", "short", "short"),
        ("x", "a long sentence", "a long sentense"),
        ("wrong", "a long sentence to keep", "a long sentence to keep"),
    ):
        form = {"name": "M", "old": old, "new": new, "again": again}
        assert (await browser.post("/password", form)).status_code == 400


async def test_an_idle_browser_is_signed_out_and_live_requests_do_not_keep_it(
    signed_in: Any,
) -> None:
    """Fifteen minutes without the person; what the page asks by itself does not count."""
    browser = await signed_in("front_desk")
    clock.turn("+10m")
    assert (await browser.get("/queue", **{"X-Live": "1"})).status_code == 200
    clock.turn("+6m")
    assert (await browser.get("/queue", **{"X-Live": "1"})).status_code == 401
    assert (await browser.get("/")).headers["location"] == "/sign-in"


async def test_a_click_keeps_a_browser_signed_in(signed_in: Any) -> None:
    """The quarter of an hour begins anew."""
    browser = await signed_in("front_desk")
    for _ in range(3):
        clock.turn("+10m")
        assert (await browser.get("/")).status_code == 200


async def test_signing_out_ends_the_session_in_the_store(
    signed_in: Any, sqlite_store: Store
) -> None:
    """A stolen cookie is worth nothing afterwards."""
    browser = await signed_in("front_desk")
    kept = dict(browser.client.cookies)
    assert (await browser.post("/sign-out")).headers["location"] == "/sign-in"
    with sqlite_store.read() as session:
        assert session.scalars(select(StaffSession)).all() == []
    browser.client.cookies.update(kept)
    assert (await browser.get("/")).headers["location"] == "/sign-in"


async def test_signing_in_out_and_failing_are_on_record(
    signed_in: Any, open_browser: Opener, sqlite_store: Store
) -> None:
    """With ids, without addresses."""
    browser = await signed_in("front_desk")
    await browser.post("/sign-out")
    await open_browser().sign_in("front_desk@lakeshore.example", "wrong")
    with sqlite_store.read() as session:
        tags = session.scalars(select(AuditRow.tag).order_by(AuditRow.id)).all()
    assert tags[0] == "session:start"
    assert tags[-2:] == ["session:end", "session:refused"]
