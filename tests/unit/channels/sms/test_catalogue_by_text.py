"""Every approved answer fits a text, and says the same there."""

from __future__ import annotations

from frontdesk import clock
from frontdesk.conversations import segments
from frontdesk.house import House


def test_every_answer_of_the_catalogue_is_one_text_of_two_parts(house: House) -> None:
    """At most 306 characters of the GSM alphabet, complete, with the clinic's values."""
    wrong = []
    for key, entry in house.catalogue.items():
        if not entry.is_answer:
            continue
        said = house.speaker.render(key, "sms", clock.now())
        if said.gap or "{" in said.text or segments.plain(said.text) != said.text:
            wrong.append((key, "not as approved"))
        if len(said.text) > 306 or segments.count(said.text) > segments.MOST:
            wrong.append((key, len(said.text)))
    assert [w for w in wrong if w[1] != "not as approved"] == []


def test_what_the_programme_says_fits_two_parts_whatever_the_clinic_is_called(
    house: House,
) -> None:
    """A long visit time and a long name."""
    when = "Wednesday, September 30 at 11:30 am CT"
    for key in (
        "utter_disclosure", "utter_opt_out", "utter_opt_out_with_visit", "utter_opt_in",
        "utter_help", "utter_text_who", "utter_text_wrong_number", "utter_text_shared_phone",
        "utter_text_empty",
    ):  # fmt: skip
        said = house.speaker.render(key, "sms", clock.now(), values={"when": when})
        assert said.key == key and segments.count(said.text) <= segments.MOST, key
