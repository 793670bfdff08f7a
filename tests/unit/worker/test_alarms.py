"""What time does to alarms. All that is due stands in the store: each test asks a new worker."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from frontdesk import clock
from frontdesk.clinic.model import DrillTime
from frontdesk.conversations.transcript import messages_after, open_conversation
from frontdesk.door import Inbound
from frontdesk.door.drill import drill_records
from frontdesk.house import House
from frontdesk.settings import Settings, settings
from frontdesk.store import Store
from frontdesk.store.tables import Case, CaseEvent, Conversation, FindingRow, OutboxRow, Staff
from frontdesk.worker.alarms import AlarmRounds
from frontdesk.worker.drills import DrillRounds

VAGUE = "help me please something is very wrong"
DISTRESS = "everything feels hopeless"
Takes = Callable[..., None]


@pytest.fixture
def at_home(sqlite_store: Store, house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house on an empty store, which pages by mail."""
    monkeypatch.setenv("SMTP_HOST", "127.0.0.1")
    settings.cache_clear()
    clock.set_to("2026-04-07T10:15:00-05:00")
    return _like(house, settings())


def _like(house: House, has: Settings) -> House:
    """Another house on the same store; what takes long to read is shared."""
    other = House(has)
    other.__dict__.update(rules=house.rules, catalogue=house.catalogue)
    return other


@pytest.fixture
def conversation(at_home: House) -> str:
    """A conversation on the web."""
    with at_home.store.begin() as session:
        return open_conversation(session, "web", clock.now()).id


@pytest.fixture
def takes(at_home: House, conversation: str) -> Takes:
    """Somebody writes."""

    def take(text: str, **more: int) -> None:
        at_home.inbox.take_in(Inbound(conversation, text, **more), clock.now())

    return take


def _round(house: House) -> None:
    AlarmRounds(_like(house, house.settings)).round(clock.now())


def _case(house: House) -> Case:
    with house.store.read() as session:
        return session.scalars(select(Case)).one()


def _pages(house: House) -> list[str]:
    with house.store.read() as session:
        query = select(OutboxRow.address).where(OutboxRow.purpose == "page")
        return list(session.scalars(query.order_by(OutboxRow.created_at)))


def _said(house: House, conversation: str) -> list[str | None]:
    with house.store.read() as session:
        lines = messages_after(session, conversation)
        return [m.response for m in lines if m.author != "patient"]


def test_a_vague_alarm_nobody_cleared_up_pages_after_five_minutes(
    at_home: House, conversation: str, takes: Takes
) -> None:
    """And the talk is locked, and a number is asked for."""
    takes(VAGUE)
    clock.turn("+4m30s")
    _round(at_home)
    assert _pages(at_home) == []
    clock.turn("+30s")
    _round(at_home)
    _round(at_home)
    assert _pages(at_home) == ["oncall@lakeshore.example"]
    assert _said(at_home, conversation)[-1] == "utter_ask_phone_for_staff"
    with at_home.store.read() as session:
        assert session.get_one(Conversation, conversation).locked_by == _case(at_home).id


def test_silence_after_the_question_of_distress_is_a_crisis_after_ten_minutes(
    at_home: House, conversation: str, takes: Takes
) -> None:
    """Staff were paged for the distress; now they are paged for the crisis."""
    takes(DISTRESS)
    assert len(_pages(at_home)) == 1
    clock.turn("+9m30s")
    _round(at_home)
    assert _case(at_home).tier == "urgent_same_day"
    clock.turn("+30s")
    _round(at_home)
    assert (_case(at_home).tier, _case(at_home).category) == ("crisis_988", "suicide_self_harm")
    assert "utter_red_flag/suicide_self_harm" in _said(at_home, conversation)
    assert len(_pages(at_home)) == 2
    with at_home.store.read() as session:
        rules = session.scalars(select(FindingRow.rule)).all()
    assert "silence/ambiguous_distress" in rules


def test_an_answer_in_time_stops_the_clock(
    at_home: House, conversation: str, takes: Takes
) -> None:
    """A clear no."""
    takes(DISTRESS)
    takes("no")
    clock.turn("+11m")
    _round(at_home)
    assert _case(at_home).tier == "urgent_same_day"


def test_a_person_who_has_taken_over_hears_the_silence_themselves(
    at_home: House, conversation: str, takes: Takes
) -> None:
    """Nothing is said over their head."""
    takes(DISTRESS)
    with at_home.store.begin() as session:
        staff = Staff(
            id="staff-1",
            email="noa@lakeshore.example",
            name="Noa",
            role="clinician",
            password_hash="",
            created_at=clock.now(),
        )
        session.add(staff)
        session.flush()
        session.get_one(Conversation, conversation).owner_id = "staff-1"
    clock.turn("+11m")
    _round(at_home)
    assert _case(at_home).tier == "urgent_same_day"


def test_a_picture_nobody_explained_is_a_priority_case_without_a_page(
    at_home: House, takes: Takes
) -> None:
    """A person looks at it in open hours."""
    takes("", attachments=1)
    clock.turn("+5m")
    _round(at_home)
    case = _case(at_home)
    assert (case.kind, case.tier) == ("attachment", "priority_callback")
    assert _pages(at_home) == []


def test_an_emergency_raised_late_climbs_from_its_first_rung(
    at_home: House, conversation: str, takes: Takes
) -> None:
    """The minutes of the urgent case before it do not count."""
    takes("my calf is swollen and warm on one side")
    clock.turn("+25m")
    takes("now i can't breathe")
    _round(at_home)
    assert _pages(at_home) == ["oncall@lakeshore.example"] * 2
    clock.turn("+5m")
    _round(at_home)
    assert _pages(at_home)[-1] == "second@lakeshore.example"
    clock.turn("+5m")
    _round(at_home)
    assert _pages(at_home)[-1] == "manager@lakeshore.example"


def test_an_urgent_case_goes_up_at_its_own_clock(at_home: House, takes: Takes) -> None:
    """The next rung at the end of its time, the manager as long after it."""
    takes("my calf is swollen and warm on one side")
    for turn, rungs in (("+29m", 1), ("+1m", 2), ("+29m", 2), ("+1m", 3), ("+2h", 3)):
        clock.turn(turn)
        _round(at_home)
        assert len(_pages(at_home)) == rungs


def test_nobody_is_told_that_staff_could_not_be_reached_before_anyone_was_paged(
    at_home: House, conversation: str, takes: Takes
) -> None:
    """A vague alarm waits for its answer first."""
    takes(VAGUE)
    clock.turn("+2m")
    _round(at_home)
    assert "utter_not_paged" not in _said(at_home, conversation)
    clock.turn("+3m")
    _round(at_home)
    clock.turn("+61s")
    _round(at_home)
    assert "utter_not_paged" in _said(at_home, conversation)


def test_without_any_way_to_page_it_is_written_down_and_said(
    at_home: House, conversation: str
) -> None:
    """Nothing fails in silence."""
    silent = _like(at_home, at_home.settings.model_copy(update={"smtp_host": ""}))
    silent.inbox.take_in(Inbound(conversation, "cant feel when i wipe"), clock.now())
    clock.turn("+61s")
    AlarmRounds(silent).round(clock.now())
    assert "utter_not_paged" in _said(at_home, conversation)
    with at_home.store.read() as session:
        assert "page_failed" in session.scalars(select(CaseEvent.kind)).all()


def _with_drill(house: House) -> House:
    alerts = house.clinic.alerts.model_copy(
        update={"drill": DrillTime(day="tuesday", at="10:00")}
    )
    other = _like(house, house.settings)
    other.__dict__["clinic"] = house.clinic.model_copy(update={"alerts": alerts})
    return other


def test_the_weekly_drill_is_held_once_however_often_the_worker_restarts(
    at_home: House,
) -> None:
    """On its day, from its time on; marked, and paged as such."""
    clock.set_to("2026-04-07T09:59:00-05:00")
    DrillRounds(_with_drill(at_home)).round(clock.now())
    assert _pages(at_home) == []
    clock.turn("+2m")
    for _ in range(3):
        DrillRounds(_with_drill(at_home)).round(clock.now())
        _round(at_home)
    with at_home.store.read() as session:
        record = list(drill_records(session))
        body = session.scalars(select(OutboxRow.body).where(OutboxRow.purpose == "page")).one()
    assert len(record) == 1 and record[0].conversation == "drill-2026-04-07"
    assert body["text"].startswith("DRILL.") and body["subject"].startswith("DRILL.")


def test_a_drill_nobody_acknowledges_pages_the_manager(at_home: House) -> None:
    """By the same ladder as a patient's."""
    DrillRounds(_with_drill(at_home)).round(clock.now())
    _round(at_home)
    for _ in range(3):
        clock.turn("+5m")
        _round(at_home)
    assert _pages(at_home)[-1] == "manager@lakeshore.example"


def test_no_drill_is_held_unless_the_clinic_asks_for_it(at_home: House) -> None:
    """It pages real people."""
    DrillRounds(at_home).round(clock.now())
    assert _pages(at_home) == []


def test_a_page_that_is_taken_late_is_told_too(
    at_home: House, conversation: str, takes: Takes
) -> None:
    """"We could not reach our staff" is not the last word once somebody was reached."""
    takes("cant feel when i wipe")
    clock.turn("+61s")
    _round(at_home)
    assert _said(at_home, conversation)[-1] == "utter_not_paged"
    with at_home.store.begin() as session:
        case = session.scalars(select(Case)).one()
        at_home.ladder.accepted(session, case, clock.now(), "email")
    assert _said(at_home, conversation)[-1] in ("utter_alerted", "utter_paged")
