"""Whatever a client sends is read or refused in words; nothing crashes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.channels.web.events import BadEvent, link_in, parse_uttered, seq_in

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def test_a_message_is_read_with_its_id_and_token() -> None:
    """Text, client id and token come through as they are."""
    said = parse_uttered({"message": "hi", "id": "c1", "session_id": "t"})
    assert (said.text, said.client_id, said.token, said.payload) == ("hi", "c1", "t", None)


def test_text_that_begins_with_a_slash_is_only_a_wish_for_a_payload() -> None:
    """The door decides whether we offered it."""
    assert parse_uttered({"message": "/restart"}).payload == "/restart"


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "hi",
        {"message": 3},
        {"message": None},
        {"message": "a", "id": 7},
        {"message": "a", "id": "x" * 65},
        {"message": " \n"},
    ],
)
def test_what_is_no_message_is_refused_with_words(data: Any) -> None:
    """The client is told in a form it can show."""
    with pytest.raises(BadEvent) as caught:
        parse_uttered(data)
    assert caught.value.told()["error"]["message"]


@given(_JSON)
def test_no_event_at_all_crashes_the_reader(data: Any) -> None:
    """It is read, or it is a BadEvent."""
    for read in (parse_uttered, link_in, lambda d: seq_in(d, "after")):
        try:
            read(data)
        except BadEvent:
            continue


@pytest.mark.parametrize(
    ("metadata", "title"),
    [
        ({"title": " Do I need\nan MRI? "}, "Do I need an MRI?"),
        ({"title": "x" * 81}, None),
        ({"title": 7}, None),
        ({"title": "  "}, None),
        ("title", None),
        (None, None),
    ],
)
def test_the_title_of_a_button_is_one_short_line(metadata: object, title: str | None) -> None:
    """Whatever else a client puts there is left out."""
    assert parse_uttered({"message": "/faq/cost", "metadata": metadata}).title == title
