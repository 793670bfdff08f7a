"""Two providers behind one interface, by payloads as they come over the wire."""

from __future__ import annotations

import base64
import hashlib
import hmac
from pathlib import Path

import httpx
import pytest

from frontdesk.channels.sms.provider import Call, Outgoing, Provider, Refused, Unreadable
from frontdesk.channels.sms.twilio import Twilio
from frontdesk.settings import Settings
from tests.fakes.plivo import Plivo
from tests.fakes.twilio import NUMBER, TOKEN

_WIRE = Path(__file__).parents[3] / "fixtures" / "sms"
_URL = "https://texts.example/webhooks/sms"


def _twilio_headers(url: str, body: bytes) -> dict[str, str]:
    from urllib.parse import parse_qsl

    text = url + "".join(k + v for k, v in sorted(parse_qsl(body.decode(), True)))
    mac = hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1)
    return {"x-twilio-signature": base64.b64encode(mac.digest()).decode()}


def _plivo_headers(url: str, _body: bytes) -> dict[str, str]:
    text = url.partition("?")[0] + "05429567804466091622"
    mac = hmac.new(TOKEN.encode(), text.encode(), hashlib.sha256)
    return {
        "x-plivo-signature-v2": base64.b64encode(mac.digest()).decode(),
        "x-plivo-signature-v2-nonce": "05429567804466091622",
    }


@pytest.fixture(params=["twilio", "plivo"])
def name(request: pytest.FixtureRequest) -> str:
    """Each provider in turn."""
    return str(request.param)


@pytest.fixture
def provider(name: str, texting_settings: Settings) -> Provider:
    """The provider of that name."""
    if name == "twilio":
        return Twilio(texting_settings)
    answer = httpx.Response(202, json={"message_uuid": ["7a1f"]})
    client = httpx.Client(
        base_url="https://api.plivo.example", transport=httpx.MockTransport(lambda _: answer)
    )
    return Plivo("MA0", TOKEN, NUMBER, client)


def _call(name: str, file: str, url: str = _URL) -> Call:
    body = (_WIRE / f"{name}_{file}.txt").read_bytes()
    signed = _twilio_headers if name == "twilio" else _plivo_headers
    return Call(url, body, signed(url, body))


def test_a_captured_text_is_proven_and_read(provider: Provider, name: str) -> None:
    """Who, what, and the id by which a repeat is known."""
    call = _call(name, "incoming")
    assert provider.proves(call)
    read = provider.incoming(call)
    assert (read.sender, read.text) == ("+13125550123", "do i need an mri?")
    assert read.id and read.attachments == ()


def test_a_picture_without_words_is_read_by_its_kind(provider: Provider, name: str) -> None:
    """What came is told, the words are empty."""
    read = provider.incoming(_call(name, "picture"))
    kinds = {"twilio": ("image/jpeg", "text/vcard"), "plivo": ("file",)}
    assert (read.text, read.attachments) == ("", kinds[name])


def test_a_stop_is_read_as_it_was_typed(provider: Provider, name: str) -> None:
    """Twilio tells that it has answered the keyword itself; Plivo only that it knew it."""
    call = _call(name, "stop")
    assert provider.proves(call)
    read = provider.incoming(call)
    assert (read.text, read.provider_replied) == ("Stop", {"twilio": "STOP"}.get(name))


def test_a_captured_delivery_is_read(provider: Provider, name: str) -> None:
    """By our id of the text where the address has it, by the provider's where it has not."""
    receipt = provider.receipt(_call(name, "delivered", f"{_URL}/status?row=out-1"))
    assert receipt is not None
    assert (receipt.row, receipt.state, receipt.refused) == ("out-1", "delivered", None)
    bare = provider.receipt(_call(name, "delivered", f"{_URL}/status"))
    assert bare is not None and bare.row is None and bare.provider_id


def test_a_captured_text_through_whatsapp_is_proven_and_read(texting_settings: Settings) -> None:
    """Other fields, the same signature; the prefix stays."""
    call, twilio = _call("twilio", "whatsapp"), Twilio(texting_settings)
    assert twilio.proves(call)
    assert twilio.incoming(call).sender == "whatsapp:+13125550123"


@pytest.mark.parametrize(
    ("signed", "asked"),
    [
        ("https://texts.example/webhooks/sms", "https://texts.example:443/webhooks/sms"),
        ("https://texts.example:443/webhooks/sms", "https://texts.example/webhooks/sms"),
        ("https://texts.example:8443/webhooks/sms", "https://texts.example:8443/webhooks/sms"),
        (f"{_URL}/status?row=out-1&x=%20", f"{_URL}/status?row=out-1&x=%20"),
    ],
)
def test_twilio_may_sign_with_or_without_the_port_and_always_with_the_query(
    texting_settings: Settings, signed: str, asked: str
) -> None:
    """A standard port is dropped by some of its servers; a query belongs to the address."""
    body = (_WIRE / "twilio_incoming.txt").read_bytes()
    twilio = Twilio(texting_settings)
    assert twilio.proves(Call(asked, body, _twilio_headers(signed, body)))
    assert not twilio.proves(Call(f"{asked}0", body, _twilio_headers(signed, body)))


def test_blank_and_doubled_fields_are_part_of_what_twilio_signs(
    texting_settings: Settings,
) -> None:
    """Left out or trimmed, a true text would be refused."""
    body = b"Body=&From=%2B13125550123&MessageSid=SM1&Extra=b&Extra=a&Note=+x+"
    text = f"{_URL}BodyExtraaExtrabFrom+13125550123MessageSidSM1Note x "
    mac = base64.b64encode(hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()).decode()
    assert Twilio(texting_settings).proves(Call(_URL, body, {"x-twilio-signature": mac}))


def test_a_captured_text_of_another_address_is_refused(provider: Provider, name: str) -> None:
    """The signature is of one address."""
    call = _call(name, "incoming")
    moved = Call("https://elsewhere.example/webhooks/sms", call.body, call.headers)
    assert not provider.proves(moved)
    assert not provider.proves(Call(call.url, call.body, {}))


def test_a_captured_failure_stops_the_number(provider: Provider, name: str) -> None:
    """The same meaning from different codes."""
    receipt = provider.receipt(_call(name, "failed", f"{_URL}/status?row=out-1"))
    assert receipt is not None and receipt.refused is not None
    assert (receipt.row, receipt.state) == ("out-1", "failed")
    assert receipt.refused.stops in ("blocked", "unreachable") and receipt.refused.final


def test_an_answer_goes_with_the_response(provider: Provider) -> None:
    """In order, with the address for receipts, and with nothing that could break the form."""
    texts = [
        Outgoing("+13125550123", f"{n} < {n + 1} & so on", f"{_URL}/status?row={n}") for n in (1, 2)
    ]
    reply = provider.reply(texts)
    assert reply is not None
    assert reply.body.index("1 &lt; 2 &amp; so on") < reply.body.index("2 &lt; 3 &amp; so on")
    assert reply.body.count("/status?row=") == 2


def test_a_text_without_a_sender_can_not_be_read(provider: Provider) -> None:
    """There is nobody to answer."""
    with pytest.raises(Unreadable):
        provider.incoming(Call(_URL, b"Body=hi&Text=hi", {}))


def test_a_server_that_is_down_is_tried_again_and_a_bad_request_is_not(
    texting_settings: Settings,
) -> None:
    """What nobody listens at may listen again."""
    has = texting_settings.model_copy(update={"twilio_api_url": "http://127.0.0.1:9"})
    with pytest.raises(Refused) as refused:
        Twilio(has).send(Outgoing("+13125550123", "hi"))
    assert not refused.value.final
