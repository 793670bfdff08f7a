"""The webhook: proof first, then once, in order, in time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from frontdesk import clock
from frontdesk.channels.sms.app import make_channel
from frontdesk.channels.sms.leave import number_key
from frontdesk.channels.sms.provider import Call
from frontdesk.channels.sms.twilio import Twilio
from frontdesk.conversations import consent
from frontdesk.door import Door
from frontdesk.house import House
from frontdesk.store.tables import Case, Conversation, Message, OutboxRow
from tests.fakes.engine import FakeEngine, says
from tests.fakes.twilio import Telephone, form_of, signature_of, texts_in

MRI = "do i need an mri"


async def _until(true: Callable[[], bool]) -> None:
    """Give what goes on behind a response up to two seconds."""
    for _ in range(200):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not become true")


async def test_an_unsigned_text_is_refused_before_it_is_parsed(
    phone: Telephone, messages: Callable[[], list[Message]], capfd: pytest.CaptureFixture[str]
) -> None:
    """Missing, wrong, of another address or body: 403, nothing stored, nothing logged."""
    form = form_of(phone.sender, "canary words")
    url = f"{phone.url}/webhooks/sms"
    for forged in (
        "",
        "bm9wZQ==",
        "x" * 5000,
        signature_of(f"{url}/other", form),
        signature_of(url, {**form, "Body": "x"}),
        signature_of(url, form, token="another"),
    ):
        assert (await phone.post(form, signature=forged)).status_code == 403
    assert messages() == []
    assert "canary" not in "".join(capfd.readouterr())


async def test_a_text_is_answered_in_the_webhooks_own_response(
    phone: Telephone, rows: Callable[[], list[OutboxRow]]
) -> None:
    """Who we are first, then the answer; both are handed over, nothing is left for the worker."""
    disclosure, answer = await phone.text(MRI)
    assert "automated assistant" in disclosure and "STOP" in disclosure
    assert "MRI" in answer
    await asyncio.sleep(0.05)
    assert {r.state for r in rows()} == {"accepted"}


async def test_the_same_text_three_times_at_once_is_handled_once(
    phone: Telephone, messages: Callable[[], list[Message]], engine: FakeEngine
) -> None:
    """One message, one turn, one answer among the three responses."""
    form = form_of(phone.sender, MRI)
    answers = await asyncio.gather(*(phone.post(form) for _ in range(3)))
    assert [a.status_code for a in answers] == [200, 200, 200]
    assert sorted(len(texts_in(a)) for a in answers) == [0, 0, 2]
    assert len([m for m in messages() if m.author == "patient"]) == 1
    assert len(engine.asked) == 1


@pytest.mark.usefixtures("hasty")
async def test_a_turn_that_takes_too_long_is_answered_by_the_other_way(
    phone: Telephone,
    engine: FakeEngine,
    worker: Callable,  # type: ignore[type-arg]
    post: object,
    rows: Callable[[], list[OutboxRow]],
) -> None:
    """The webhook does not wait for it; the answer goes out when it is there."""
    engine.hold.clear()
    (disclosure,) = await phone.text(MRI)
    assert "automated assistant" in disclosure
    engine.hold.set()
    await _until(lambda: "waiting" in {r.state for r in rows()})
    await worker()
    ((to, text),) = post.sent  # type: ignore[attr-defined]
    assert to == phone.sender and "MRI" in text


async def test_a_stop_that_comes_while_the_engine_thinks_keeps_its_answer(
    phone: Telephone,
    texting: House,
    engine: FakeEngine,
    rows: Callable[[], list[OutboxRow]],
    messages: Callable[[], list[Message]],
) -> None:
    """Whether a text may go is asked with its answer; what may not is kept, and seen as unsent."""

    def stop() -> None:
        with texting.store.begin() as session:
            key = number_key(phone.sender)
            consent.note(session, key, "opted_out", clock.now(), source="staff")

    engine.meanwhile = stop
    assert await phone.text(MRI) == []
    assert {(r.state, r.error) for r in rows()} == {("unsent", "opted_out")}
    assert {m.delivery for m in messages() if m.author != "patient"} == {"unsent"}


async def test_a_safety_text_does_not_wait_for_the_engine(
    phone: Telephone, engine: FakeEngine, cases: Callable[[], list[Case]]
) -> None:
    """It closes the response, and a case is open."""
    engine.hold.clear()
    (text,) = await phone.text("cant feel when i wipe")
    engine.hold.set()
    assert "911" in text
    assert [c.kind for c in cases()] == ["red_flag"]


@pytest.mark.parametrize(
    "fields",
    [
        {"Body": ""},
        {"Body": "   "},
        {"Body": "", "NumMedia": "1", "MediaContentType0": "image/jpeg", "MediaUrl0": "x"},
        {"Body": "", "NumMedia": "a lot"},
        {"Body": "", "Latitude": "41.8", "Longitude": "-87.6"},
        {"Body": "x" * 1600},
        {"Body": "\u0000 nul \ud7ff \U0001f9b4 \u202e rtl \u0645\u0631\u062d\u0628\u0627"},
        {"From": "whatsapp:+13125550123"},
        {"From": "AMAZON"},
        {"From": "729725"},
        {"Body": "/restart"},
        {"Body": "{clinic_phone}"},
    ],
)
async def test_whatever_a_telephone_can_send_is_taken(
    phone: Telephone, messages: Callable[[], list[Message]], fields: dict[str, str]
) -> None:
    """No crash, stored, and a sensible answer where somebody could read one."""
    texts = await phone.text(MRI, **fields)
    assert len([m for m in messages() if m.author == "patient"]) == 1
    machine = fields.get("From") in ("AMAZON", "729725")
    assert bool(texts) is not machine


async def test_a_text_through_whatsapp_is_answered_there(phone: Telephone) -> None:
    """The provider's prefix is kept."""
    answer = await phone.post(form_of("whatsapp:+13125550123", MRI))
    assert answer.text.count('to="whatsapp:+13125550123"') == 2


async def test_two_texts_of_one_person_are_answered_in_order(
    phone: Telephone, engine: FakeEngine
) -> None:
    """The second waits for the first."""
    first = asyncio.create_task(phone.text("one"))
    await asyncio.sleep(0.15)
    await asyncio.gather(first, phone.text("two"))
    assert [r.text for r in engine.asked] == ["one", "two"]


async def test_behind_a_proxy_the_public_address_is_what_counts(
    texting: House, phone: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider signs what it was given, not what the proxy asks for."""
    public = texting.settings.model_copy(update={"public_url": "https://texts.example"})
    from frontdesk.channels.sms import app

    monkeypatch.setattr(app, "_own", lambda *_: public.public_base)
    form = form_of(phone.sender, MRI)
    good = signature_of("https://texts.example/webhooks/sms", form)
    assert (await phone.post(form, signature=good)).status_code == 200
    assert (await phone.post(form)).status_code == 403


async def test_a_response_that_was_never_heard_of_is_sent_again(
    phone: Telephone,
    worker: Callable,  # type: ignore[type-arg]
    post: object,
    rows: Callable[[], list[OutboxRow]],
) -> None:
    """Two minutes without any word of the provider, who tells of others: it did not arrive."""
    await _delivered(phone, rows, await phone.text("hello"))
    texts = await phone.text(MRI)
    await asyncio.sleep(0.05)
    await worker()
    assert post.sent == []  # type: ignore[attr-defined]
    clock.turn("+3m")
    await worker()
    assert [t for _, t in post.sent] == texts  # type: ignore[attr-defined]


async def test_what_was_handed_over_is_noted_though_the_provider_hangs_up(
    phone: Telephone, texting: House, door: Door, rows: Callable[[], list[OutboxRow]]
) -> None:
    """A server ends the work of a request whose client is gone; the person is not texted twice."""
    form = form_of(phone.sender, MRI)
    body = urlencode(form).encode()
    channel = make_channel(texting, door, Twilio(texting.settings))
    handed = await channel.take(Call("http://x", body, {}))

    async def request() -> None:
        channel.given(handed)
        await asyncio.sleep(60)

    gone = asyncio.create_task(request())
    await asyncio.sleep(0)
    gone.cancel()
    await channel.finish()
    assert {r.state for r in rows()} == {"accepted"}


async def _delivered(
    phone: Telephone, rows: Callable[[], list[OutboxRow]], texts: list[str]
) -> None:
    """The provider tells that these arrived."""
    for row in rows():
        if row.body["text"] in texts:
            form = {"MessageSid": f"SM{row.id}", "MessageStatus": "delivered"}
            await phone.post(form, f"/webhooks/sms/status?row={row.id}")


async def test_where_no_status_ever_comes_nothing_is_doubled(
    phone: Telephone,
    worker: Callable,  # type: ignore[type-arg]
    post: object,
    rows: Callable[[], list[OutboxRow]],
) -> None:
    """A wrong address for statuses is no sign that the answers were lost."""
    await phone.text(MRI)
    await _until(lambda: {r.state for r in rows()} == {"accepted"})
    clock.turn("+3m")
    await worker()
    assert post.sent == []  # type: ignore[attr-defined]


async def test_staff_who_own_the_conversation_answer_themselves(
    phone: Telephone, texting: House, conversation: Callable[[], Conversation]
) -> None:
    """The bot is silent; what is written waits for them."""
    await phone.text(MRI)
    with texting.store.begin() as session:
        from frontdesk.staff.accounts import add_staff, by_email

        add_staff(session, "a@b.example", "front_desk", clock.now(), name="Ana")
        staff = by_email(session, "a@b.example")
        assert staff is not None
        session.get_one(Conversation, conversation().id).owner_id = staff.id
    assert await phone.text("are you there") == []


async def test_the_fallback_address_needs_nothing(
    phone: Telephone, engine: FakeEngine, door: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """911 and the clinic's number, whatever else is broken."""

    async def broken(_inbound: object) -> None:
        raise RuntimeError("everything is broken")

    monkeypatch.setattr(door, "receive", broken)
    form = form_of(phone.sender, MRI)
    assert (await phone.post(form)).status_code == 503
    (text,) = texts_in(await phone.post(form, "/webhooks/sms/fallback"))
    assert "911" in text and "312-555-0100" in text
    assert (await phone.post(form, "/webhooks/sms/fallback", signature="no")).status_code == 403


async def test_on_call_staff_acknowledge_by_text(
    phone: Telephone, server: str, cases: Callable[[], list[Case]], engine: FakeEngine
) -> None:
    """OK from a number of the ladder; it is never a patient's."""
    await phone.text("cant feel when i wipe")
    staff = Telephone(server, "+13125550110")
    (said,) = await staff.text("OK")
    await staff.client.aclose()
    assert "acknowledged" in said and cases()[0].state == "acknowledged"
    assert engine.asked == [] or all(r.text != "OK" for r in engine.asked)


async def test_an_answer_with_choices_takes_the_number_that_is_texted_back(
    phone: Telephone, engine: FakeEngine
) -> None:
    """Also after other talk."""
    from frontdesk.door.engine import Answer, Reply

    choices = (
        {"title": "Insurance", "payload": "/faq/insurance"},
        {"title": "Cost", "payload": "/faq/cost"},
    )
    engine.answer = Answer((Reply("utter_greet", choices),), {})
    texts = await phone.text("hm")
    assert "1 Insurance\n2 Cost" in texts[-1]
    engine.answer = says("utter_thanks")
    await phone.text("thanks")
    await phone.text("2.")
    assert (engine.asked[-1].payload, engine.asked[-1].text) == ("/faq/cost", None)


@pytest.fixture
def unsigned(monkeypatch: pytest.MonkeyPatch) -> None:
    """No agreement stands behind texts, in production."""
    monkeypatch.setattr("frontdesk.channels.sms.app._unsigned", lambda _house: True)


@pytest.mark.parametrize("path", ["/webhooks/sms", "/webhooks/sms/fallback"])
async def test_without_an_agreement_a_text_is_neither_read_nor_kept(
    unsigned: None, phone: Telephone, messages: Callable[[], list[Message]], path: str
) -> None:
    """Who texts all the same is told of 911 and the clinic's number; unsigned calls are refused."""
    form = form_of(phone.sender, "i want to die")
    (said,) = texts_in(await phone.post(form, path))
    assert "call 911" in said and "988" in said
    assert (await phone.post(form, path, signature="")).status_code == 403
    assert messages() == []
