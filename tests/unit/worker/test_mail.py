"""Mail: an odd address is one row that can not go, and no fault of the server."""

from __future__ import annotations

from typing import Any

import aiosmtplib
import pytest

from frontdesk import clock
from frontdesk.settings import Settings, settings
from frontdesk.store.tables import OutboxRow
from frontdesk.worker.transports import Mail, Refused


def _has() -> Settings:
    return settings().model_copy(update={"smtp_host": "mail.example"})


def _row(address: str, **body: Any) -> OutboxRow:
    at = clock.now()
    return OutboxRow(
        id="out-1", key="mail-1", transport="email", purpose="confirmation", address=address,
        body={"text": "hello", **body}, created_at=at, next_at=at,
    )  # fmt: skip


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was handed to a server that can not take letters beyond ASCII in addresses."""
    taken: list[Any] = []

    async def send(message: Any, **_how: Any) -> None:
        if not str(message["To"]).isascii():
            raise aiosmtplib.SMTPNotSupported("SMTPUTF8")
        taken.append(message)

    monkeypatch.setattr(aiosmtplib, "send", send)
    return taken


@pytest.mark.parametrize(
    ("address", "why"),
    [("a@[1", "mail_not_written"), ("a@b.com\r\nBcc: all@b.com", "mail_not_written"),
     ("ána@example.com", "smtp_address")],
)  # fmt: skip
async def test_an_address_that_can_not_be_written_to_is_refused_for_good(
    sent: list[Any], address: str, why: str
) -> None:
    """So it is not tried for ever, does not open the breaker before pages, and adds no header."""
    with pytest.raises(Refused) as refused:
        await Mail(_has()).send(_row(address))
    assert (refused.value.why, refused.value.final) == (why, True)
    assert sent == []


async def test_a_subject_can_not_add_a_header(sent: list[Any]) -> None:
    """Refused, and nothing leaves."""
    with pytest.raises(Refused):
        await Mail(_has()).send(_row("ana@example.com", subject="hello\nBcc: all@b.com"))
    await Mail(_has()).send(_row("ana@example.com", subject="hello"))
    assert [m["Subject"] for m in sent] == ["hello"] and sent[0]["Bcc"] is None
