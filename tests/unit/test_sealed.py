"""Fields that lie encrypted in the store."""

from __future__ import annotations

import pytest

from frontdesk.sealed import CannotOpen, Seal, is_sealed


def test_what_was_sealed_is_opened_and_looks_different_each_time() -> None:
    """Two of the same can not be told to be the same."""
    seal = Seal("one")
    first, second = seal.sealed("JBSWY3DP"), seal.sealed("JBSWY3DP")
    assert first != second and is_sealed(first) and "JBSWY3DP" not in first
    assert seal.opened(first) == seal.opened(second) == "JBSWY3DP"


def test_another_secret_and_a_changed_letter_open_nothing() -> None:
    """Neither gives back nonsense."""
    kept = Seal("one").sealed("JBSWY3DP")
    with pytest.raises(CannotOpen):
        Seal("two").opened(kept)
    with pytest.raises(CannotOpen):
        # in the middle: the last letters of base64 hold bits that mean nothing
        Seal("one").opened(kept[:40] + ("A" if kept[40] != "A" else "B") + kept[41:])


def test_a_new_secret_before_the_old_one_opens_both() -> None:
    """So a secret is changed without locking anybody out."""
    old, both = Seal("old"), Seal("new, old")
    assert both.opened(old.sealed("x")) == "x"
    assert Seal("new").opened(both.sealed("x")) == "x"


def test_the_same_number_looks_the_same_in_one_place_and_different_in_another() -> None:
    """So it is found by equality, and two tables do not tell that they speak of one person."""
    seal = Seal("one")
    mine = seal.findable("+13125550142", "appointments.phone")
    assert mine == seal.findable("+13125550142", "appointments.phone")
    assert mine.split(":")[2] != seal.findable("+13125550142", "outbox.address").split(":")[2]
    assert seal.opened(mine, "appointments.phone") == "+13125550142"
    with pytest.raises(CannotOpen):
        seal.opened(mine, "outbox.address")


@pytest.mark.parametrize("kept", ["", "Ana Ruiz", "s1:", "s1:00:", "k1:xx:!!", "x1:0:0", "s1:é:é"])
def test_what_was_never_sealed_does_not_open(kept: str) -> None:
    """Plain text in a sealed column was put there by somebody else."""
    assert not is_sealed("Ana Ruiz")
    with pytest.raises(CannotOpen):
        Seal("one").opened(kept)


@pytest.mark.parametrize("text", ["", "ñ 😀", "x" * 10_000, "s1:ab:cd", "a\nb"])
def test_any_text_comes_back(text: str) -> None:
    """Empty ones and those that look sealed too."""
    seal = Seal("one")
    assert seal.opened(seal.sealed(text, "t.c"), "t.c") == text
    assert seal.opened(seal.findable(text, "t.c"), "t.c") == text


def test_secrets_stand_behind_commas_or_on_lines_of_their_own() -> None:
    """A file may hold one a line; a space is part of a secret."""
    assert Seal("a secret\nolder\n").key_ids == Seal("a secret, older").key_ids
    assert Seal("a secret").key_ids != Seal("a").key_ids
