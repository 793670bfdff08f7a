"""One's own account, everybody's accounts, and the record."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from typing import Any

import pyotp
from sqlalchemy import select

from frontdesk import clock
from frontdesk.console.csv_file import csv_of
from frontdesk.console.devices import device
from frontdesk.sealed import seal_of
from frontdesk.settings import settings
from frontdesk.staff.accounts import by_email
from frontdesk.staff.sessions import MOST
from frontdesk.store import Store
from frontdesk.store.tables import OutboxRow, Staff, StaffSession

MANAGER = "manager@lakeshore.example"


def _code(store: Store, email: str) -> str:
    with store.read() as session:
        staff = by_email(session, email)
    assert staff is not None
    return pyotp.TOTP(seal_of(settings()).opened(staff.totp_key or "")).at(clock.now())


async def _turn_on(browser: Any, store: Store) -> None:
    page = await browser.get("/second-factor")
    assert "<svg" in page.text
    answer = await browser.post("/second-factor", {"code": _code(store, MANAGER)})
    assert answer.headers["location"].endswith("notice=factor_set")


async def test_with_a_second_factor_the_password_alone_shows_nothing(
    signed_in: Any, open_browser: Callable[[], Any], people: dict[str, str], sqlite_store: Store
) -> None:
    """Not a page, not a live request, not a change."""
    await _turn_on(await signed_in("manager"), sqlite_store)
    browser = open_browser()
    await browser.sign_in(MANAGER, people["manager"])
    assert (await browser.get("/conversations")).headers["location"].startswith("/code")
    assert (await browser.get("/queue", **{"X-Live": "1"})).status_code == 401
    await browser.get("/code")
    assert (await browser.post("/staff", {"email": "x@y.example"})).status_code == 401
    assert (await browser.post("/code", {"code": "000000"})).status_code == 401
    clock.turn("+30s")
    good = await browser.post("/code", {"code": _code(sqlite_store, MANAGER)})
    assert good.headers["location"] == "/"
    assert (await browser.get("/conversations")).status_code == 200


async def test_guessing_codes_ends_the_session_and_lets_the_account_rest(
    signed_in: Any, open_browser: Callable[[], Any], people: dict[str, str], sqlite_store: Store
) -> None:
    """Ten wrong ones."""
    await _turn_on(await signed_in("manager"), sqlite_store)
    browser = open_browser()
    await browser.sign_in(MANAGER, people["manager"])
    await browser.get("/code")
    for _ in range(10):
        await browser.post("/code", {"code": "000000"})
    assert (await browser.get("/code")).headers["location"].startswith("/sign-in")
    assert (await open_browser().sign_in(MANAGER, people["manager"])).status_code == 429


async def test_the_second_factor_comes_off_only_with_the_password(
    signed_in: Any, people: dict[str, str], sqlite_store: Store
) -> None:
    """A browser left open is not enough."""
    browser = await signed_in("manager")
    await _turn_on(browser, sqlite_store)
    await browser.get("/account")
    answer = await browser.post("/second-factor/remove", {"password": "wrong"})
    assert answer.headers["location"].endswith("notice=wrong_password")
    answer = await browser.post("/second-factor/remove", {"password": people["manager"]})
    assert answer.headers["location"].endswith("notice=factor_removed")


async def test_somebody_is_signed_in_with_five_browsers_at_most(
    signed_in: Any, sqlite_store: Store
) -> None:
    """The oldest gives way, and all others can be ended at once."""
    browsers = [await signed_in("front_desk") for _ in range(MOST + 1)]
    assert (await browsers[0].get("/")).headers["location"] == "/sign-in"
    assert (await browsers[1].get("/")).status_code == 200
    await browsers[-1].get("/account")
    await browsers[-1].post("/account/sign-out-others")
    with sqlite_store.read() as session:
        assert len(session.scalars(select(StaffSession)).all()) == 1


async def test_a_forgotten_password_is_replaced_by_mail_and_nobody_learns_who_has_an_account(
    open_browser: Callable[[], Any], people: dict[str, str], sqlite_store: Store
) -> None:
    """The page says the same for an address nobody has."""
    browser, said = open_browser(), []
    for email in ("nobody@lakeshore.example", MANAGER):
        await browser.get("/forgot")
        said.append((await browser.post("/forgot", {"email": email})).text)
    assert said[0] == said[1]
    with sqlite_store.read() as session:
        mail = session.scalars(select(OutboxRow)).one()
    token = re.search(r"/reset/(\S+)", mail.body["text"]).group(1)  # type: ignore[union-attr]
    await browser.get(f"/reset/{token}")
    form = {"new": "another long sentence", "again": "another long sentence"}
    assert (await browser.post(f"/reset/{token}", form)).headers["location"].startswith("/sign-in")
    assert (await browser.get(f"/reset/{token}")).status_code == 404
    assert (await open_browser().sign_in(MANAGER, people["manager"])).status_code == 401
    assert (await open_browser().sign_in(MANAGER, "another long sentence")).status_code == 302


async def test_a_manager_adds_disables_and_changes_others_but_not_themselves(
    signed_in: Any, open_browser: Callable[[], Any], sqlite_store: Store
) -> None:
    """The one-time password is shown once; whoever is changed is signed out."""
    ruth, maria = await signed_in("manager"), await signed_in("front_desk")
    await ruth.get("/staff")
    form = {"email": "new@lakeshore.example", "name": "Noa", "role": "clinician"}
    page = await ruth.post("/staff", form)
    password = re.search(r'class="password">([\w-]+)<', page.text).group(1)  # type: ignore[union-attr]
    assert password not in (await ruth.get("/staff")).text
    assert (await open_browser().sign_in("new@lakeshore.example", password)).status_code == 302
    with sqlite_store.read() as session:
        mine, hers = by_email(session, MANAGER), by_email(session, "front_desk@lakeshore.example")
    assert mine is not None and hers is not None
    answer = await ruth.post(f"/staff/{mine.id}", {"do": "disable"})
    assert answer.headers["location"].endswith("notice=oneself")
    await ruth.post(f"/staff/{hers.id}", {"do": "disable"})
    assert (await maria.get("/")).headers["location"] == "/sign-in"
    await ruth.post(f"/staff/{hers.id}", {"do": "role", "role": "emperor"})
    with sqlite_store.read() as session:
        kept = session.get_one(Staff, hers.id)
    assert kept.role == "front_desk" and kept.disabled_at is not None


async def test_the_record_is_read_filtered_verified_and_taken_along(signed_in: Any) -> None:
    """By an auditor, whose reading is on it too."""
    ivo = await signed_in("auditor")
    await ivo.get("/conversations")
    assert "Read the list of conversations" in (await ivo.get("/record")).text
    assert "Read the list of conversations" not in (await ivo.get("/record?noun=session")).text
    assert "lines are whole" in (await ivo.post("/record/verify")).text
    file = (await ivo.get("/record.csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(file.splitlines()))
    assert {"session:start", "record:verify", "record:export"} <= {row["what"] for row in rows}


def test_a_cell_that_a_spreadsheet_would_run_is_only_text() -> None:
    """Names come from outside."""
    assert b"'=cmd()" in csv_of(["name"], [["=cmd()"]])


def test_people_know_their_own_browsers() -> None:
    """A few words of the long line browsers send."""
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0"
    assert device(firefox) == "Firefox on Linux"
    assert device("") == "A browser"
