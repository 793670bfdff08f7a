"""The telephone on a page: there in development, nowhere in production."""

from __future__ import annotations

import secrets

import pytest
from sanic import Sanic

from frontdesk.channels.sms.demo import add_demo_phone
from frontdesk.house import House


@pytest.mark.parametrize(
    ("changed", "there"),
    [
        ({"twilio_api_url": "http://127.0.0.1:9"}, True),
        ({"twilio_api_url": "http://127.0.0.1:9", "frontdesk_env": "production"}, False),
        ({"twilio_api_url": ""}, False),
    ],
)
def test_the_telephone_is_added_only_where_a_local_provider_carries_it(
    texting: House, changed: dict[str, str], there: bool
) -> None:
    """In production its address is not even known."""
    house = House(texting.settings.model_copy(update=changed))
    house.__dict__["clinic"] = texting.clinic
    app = Sanic(f"demo_{secrets.token_hex(4)}", configure_logging=False)
    add_demo_phone(app, house)
    assert any(r.path.startswith("demo/phone") for r in app.router.routes) is there
