"""The ladder: who is paged, how often, and what the person is told of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.cases.callback import note_contact
from frontdesk.cases.cases import acknowledge, locked_case, open_case, resolve
from frontdesk.cases.ladder import Ladder
from frontdesk.clinic import Clinic
from frontdesk.clinic.model import Rung
from frontdesk.conversations.transcript import messages_after, open_conversation
from frontdesk.house import House
from frontdesk.settings import Settings, settings
from frontdesk.store import Store
from frontdesk.store.tables import Case, CaseEvent, Conversation, OutboxRow

OPEN, CLOSED = "2026-04-07T10:15:00-05:00", "2026-04-05T03:00:00-05:00"
Opens = Callable[..., str]


def _paging(**more: str) -> Settings:
    return settings().model_copy(update={"smtp_host": "127.0.0.1", **more})


@pytest.fixture
def ladder(clinic: Clinic, house: House) -> Ladder:
    """Pages by mail."""
    return Ladder(clinic, _paging(), "key", house.speaker)


@pytest.fixture
def opens(sqlite_store: Store, clinic: Clinic) -> Opens:
    """Open an alarm of a tier, in a conversation of its own; returns the case's id."""

    def opened(ladder: Ladder, category: str = "stroke_signs", **fields: str) -> str:
        tier = {"dvt_signs": "urgent_same_day", "suicide_self_harm": "crisis_988"}.get(
            category, "emergency_911_now"
        )
        at = clock.now()
        with sqlite_store.begin() as session:
            conversation = open_conversation(session, "web", at, **fields)
            case = open_case(
                session, clinic, conversation, "red_flag", at, tier=tier, category=category
            )
            conversation.locked_by = case.id
            ladder.page_due(session, case, at)
            return case.id

    return opened


def _accept(store: Store, ladder: Ladder, case_id: str) -> str | None:
    """A transport takes the page; returns what the person is told."""
    with store.begin() as session:
        case = session.get_one(Case, case_id)
        ladder.accepted(session, case, clock.now(), "email")
        return messages_after(session, case.conversation_id)[-1].response


def _rows(store: Store) -> list[OutboxRow]:
    with store.read() as session:
        return list(session.scalars(select(OutboxRow).order_by(OutboxRow.created_at)))


@pytest.mark.parametrize(
    ("when", "on_call", "category", "number", "line"),
    [
        (OPEN, True, "stroke_signs", False, "utter_alerted"),
        (OPEN, True, "stroke_signs", True, "utter_alerted"),
        (CLOSED, True, "stroke_signs", True, "utter_paged"),
        (OPEN, True, "dvt_signs", False, "utter_alerted"),
        (OPEN, True, "dvt_signs", True, "utter_alerted_call"),
        (CLOSED, True, "dvt_signs", True, "utter_paged_call"),
        (CLOSED, True, "dvt_signs", False, "utter_paged"),
        (OPEN, True, "suicide_self_harm", True, "utter_paged_crisis"),
        (CLOSED, False, "suicide_self_harm", True, "utter_paged_closed"),
        (CLOSED, False, "dvt_signs", True, "utter_paged_closed"),
        (OPEN, False, "dvt_signs", True, "utter_alerted_call"),
    ],
)
def test_the_second_line_follows_hours_on_call_and_number(
    sqlite_store: Store,
    clinic: Clinic,
    house: House,
    opens: Opens,
    when: str,
    on_call: bool,
    category: str,
    number: bool,
    line: str,
) -> None:
    """A call is promised only to who has a number, by who is there."""
    clock.set_to(when)
    alerts = clinic.alerts.model_copy(update={"on_call": on_call})
    other = clinic.model_copy(update={"alerts": alerts})
    ladder = Ladder(other, _paging(), "key", house.speaker)
    case_id = opens(ladder, category)
    if number:
        with sqlite_store.begin() as session:
            conversation_id = session.get_one(Case, case_id).conversation_id
            note_contact(session, conversation_id, clock.now(), phone="+13125550142")
    assert _accept(sqlite_store, ladder, case_id) == line


def test_a_page_goes_by_mail_text_and_webhook_with_one_link_each(
    sqlite_store: Store, clinic: Clinic, house: House, opens: Opens
) -> None:
    """Each link is its own; none tells what is wrong."""
    has = _paging(
        twilio_account_sid="AC1",
        twilio_number="+13125550100",
        page_webhook_url="http://127.0.0.1:9/hook",
    )
    opens(Ladder(clinic, has, "key", house.speaker))
    rows = _rows(sqlite_store)
    assert {r.transport for r in rows} == {"email", "sms", "webhook"}
    links = {r.body["text"].rsplit(" ", 1)[1] for r in rows}
    assert len(links) == 3 and all("/page/" in link for link in links)
    assert "stroke" not in str([r.body for r in rows])


def test_a_longer_ladder_goes_on_in_the_same_rhythm(
    sqlite_store: Store, clinic: Clinic, house: House, opens: Opens
) -> None:
    """The manager at the end of five is paged too."""
    people = tuple(Rung(name=f"p{n}", email=f"p{n}@lakeshore.example") for n in range(5))
    alerts = clinic.alerts.model_copy(update={"ladder": people})
    ladder = Ladder(clinic.model_copy(update={"alerts": alerts}), _paging(), "key", house.speaker)
    case_id = opens(ladder)
    for _ in range(4):
        clock.turn("+5m")
        with sqlite_store.begin() as session:
            ladder.page_due(session, session.get_one(Case, case_id), clock.now())
    assert [r.address[:2] for r in _rows(sqlite_store)] == ["p0", "p1", "p2", "p3", "p4"]


def test_beyond_three_paging_cases_an_hour_from_one_address_one_page_says_so(
    sqlite_store: Store, ladder: Ladder, opens: Opens
) -> None:
    """The cases stand all the same, and their people are told the truth."""
    cases = [opens(ladder, origin="somewhere") for _ in range(6)]
    other = opens(ladder, origin="elsewhere")
    rows = _rows(sqlite_store)
    own, together = rows[:3] + rows[-1:], rows[3:-1]
    assert [r.case_id for r in own] == [*cases[:3], other]
    assert len(together) == 1 and "many alarms" in together[0].body["text"]
    with sqlite_store.begin() as session:
        session.get_one(OutboxRow, together[0].id).accepted_at = clock.now()
    clock.turn("+61s")
    with sqlite_store.begin() as session:
        case = session.get_one(Case, cases[5])
        assert cases[5] in ladder.untold(session, clock.now())
        ladder.tell_unreached(session, case, clock.now())
        assert case.told == "paged"


def test_after_an_hour_pages_come_one_by_one_again(
    sqlite_store: Store, ladder: Ladder, opens: Opens
) -> None:
    """The limit is on a flood, not on a person."""
    for _ in range(4):
        opens(ladder, origin="somewhere")
    clock.turn("+61m")
    last = opens(ladder, origin="somewhere")
    assert _rows(sqlite_store)[-1].case_id == last


def test_an_ok_texted_back_by_a_rung_acknowledges_what_it_was_paged_for(
    sqlite_store: Store, clinic: Clinic, house: House, opens: Opens
) -> None:
    """And nothing else."""
    has = _paging(twilio_account_sid="AC1", twilio_number="+13125550100")
    ladder = Ladder(clinic, has, "key", house.speaker)
    case_id = opens(ladder)
    assert ladder.is_rung("+13125550110") and not ladder.is_rung("+13125550142")
    with sqlite_store.begin() as session:
        assert ladder.acknowledge_by_text(session, "+13125550111", clock.now()) == []
        assert ladder.acknowledge_by_text(session, "+13125550110", clock.now()) == [case_id]
        assert session.get_one(Case, case_id).state == "acknowledged"


def test_resolving_a_case_unlocks_what_it_locked(
    sqlite_store: Store, ladder: Ladder, opens: Opens
) -> None:
    """And leads the dialogue out of whatever it was in."""
    case_id = opens(ladder)
    with sqlite_store.begin() as session:
        case = locked_case(session, case_id)
        acknowledge(session, case, clock.now(), None)
        conversation = session.get_one(Conversation, case.conversation_id)
        assert conversation.locked_by == case_id
        resolve(session, case, clock.now(), None, "sent_to_er")
        assert conversation.locked_by is None and conversation.engine_stale


def test_acknowledging_a_drill_ends_it(sqlite_store: Store, ladder: Ladder, opens: Opens) -> None:
    """Nobody has to close what was nobody's."""
    case_id = opens(ladder)
    with sqlite_store.begin() as session:
        case = locked_case(session, case_id)
        case.drill = True
        acknowledge(session, case, clock.now(), None)
        assert case.state == "resolved"
        kinds = session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case_id)).all()
    assert kinds[-2:] == ["acknowledged", "resolved"]


def test_a_page_tells_the_tier_and_the_time(
    sqlite_store: Store, ladder: Ladder, opens: Opens
) -> None:
    """In the clinic's own time."""
    clock.set_to(OPEN)
    opens(ladder)
    text = _rows(sqlite_store)[0].body["text"]
    assert "EMERGENCY" in text and "today at 10:15 am CT" in text
