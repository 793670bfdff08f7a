"""The clinic's own reviews win over the files, for the wording that was read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from frontdesk import clock
from frontdesk.answers import falling_due, record_review
from frontdesk.answers.reviews import NotThatWording
from frontdesk.clinic import Clinic
from frontdesk.clinic.model import AnswerPolicy
from frontdesk.conversations.speaker import Speaker
from frontdesk.conversations.transcript import open_conversation
from frontdesk.house import House
from frontdesk.store import Store
from frontdesk.store.tables import Staff

KEY = "utter_faq/prp"


@pytest.fixture
def reviewer(store: Store) -> str:
    """A member of staff."""
    with store.begin() as session:
        session.add(
            Staff(id="staff-1", email="n@lakeshore.example", name="Noa", role="clinician",
                  password_hash="", created_at=clock.now())
        )
    return "staff-1"


@pytest.fixture
def past(house: House, clock_at: Callable[[str], None]) -> date:
    """The day after the file's review of an answer is due."""
    due = house.catalogue[KEY].metadata.review_due
    assert due
    day = due + timedelta(days=1)
    clock_at(f"{day}T12:00:00-05:00")
    return day


def _said(store: Store, speaker: Speaker) -> tuple[str | None, dict]:
    with store.begin() as session:
        conversation = open_conversation(session, "web", clock.now())
        said = speaker.say(session, conversation, KEY, clock.now())
        return said.response, said.data


def _strict(clinic: Clinic, house: House) -> Speaker:
    policy = AnswerPolicy(when_due="withhold")
    return Speaker(house.catalogue, clinic.model_copy(update={"answers": policy}))


def test_an_answer_past_its_date_is_withheld_and_staff_are_to_tell(
    store: Store, clinic: Clinic, house: House, past: date
) -> None:
    """The message carries which answer it was, so that a case can name it."""
    response, data = _said(store, _strict(clinic, house))
    assert response == "utter_no_answer"
    assert data["gap"] == {"key": KEY, "missing": [], "withheld": True}


def test_a_review_of_the_clinic_lets_it_be_said_again(
    store: Store, clinic: Clinic, house: House, past: date, reviewer: str
) -> None:
    """Until its own due date; clients are shown its date."""
    entry = house.catalogue[KEY]
    with store.begin() as session:
        due = past + timedelta(days=180)
        record_review(session, entry, entry.hash, reviewer, clock.now(), due)
    response, data = _said(store, _strict(clinic, house))
    assert response == KEY and data["reviewed_on"] == past.isoformat()
    clock.turn("+181d")
    assert _said(store, _strict(clinic, house))[0] == "utter_no_answer"


def test_a_review_holds_for_the_wording_that_was_read(
    store: Store, house: House, past: date, reviewer: str
) -> None:
    """Whoever reviewed other words reviewed nothing."""
    with store.begin() as session, pytest.raises(NotThatWording):
        due = past + timedelta(days=180)
        record_review(session, house.catalogue[KEY], "other", reviewer, clock.now(), due)


def test_what_falls_due_is_listed_before_and_after(
    store: Store, house: House, past: date, reviewer: str
) -> None:
    """For the console and for doctor; a reviewed answer is off the list."""
    entry = house.catalogue[KEY]
    with store.begin() as session:
        listed = {d.key: d.past for d in falling_due(house.catalogue, session, past)}
        assert listed[KEY] is True and all(k.startswith("utter_faq/") for k in listed)
        due = past + timedelta(days=180)
        record_review(session, entry, entry.hash, reviewer, clock.now(), due)
        assert KEY not in {d.key for d in falling_due(house.catalogue, session, past)}
        assert entry.metadata.review_due
        before = entry.metadata.review_due - timedelta(days=200)
        assert falling_due(house.catalogue, session, before) == []
