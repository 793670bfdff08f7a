"""How many parts a text takes, and where a long one is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.conversations.segments import count, pieces, plain

MORE = "Reply MORE for the rest."


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        # an escaped character is not torn apart: 152 and 1 do not make 153
        ("a" * 152 + "€" + "a" * 152, 3),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("🦴" * 35, 1),
        ("🦴" * 36, 2),
    ],
)
def test_parts_are_counted_as_carriers_count_them(text: str, parts: int) -> None:
    """160 and 153 in the GSM alphabet, 70 and 67 in any other."""
    assert count(text) == parts


def test_typographic_characters_become_plain_ones() -> None:
    """One curly quote would more than halve what fits."""
    assert plain("“Ana’s” — café… ½ São") == '"Ana\'s" - café... 1/2 Sao'
    assert plain("🦴") == "🦴"


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=900))
def test_no_piece_is_too_long_and_nothing_is_lost(text: str) -> None:
    """Whatever staff write."""
    cut = pieces(text, 2, MORE)
    assert all(count(p) <= 2 for p in cut)
    told = "".join(p.removesuffix(f" {MORE}") if p != cut[-1] else p for p in cut)
    assert "".join(told.split()) == "".join(text.split())


def test_a_long_answer_is_cut_between_sentences() -> None:
    """A piece can be read alone."""
    cut = pieces("This is a sentence. " * 40, 2, MORE)
    assert all(p.endswith(f"sentence. {MORE}") for p in cut[:-1])
