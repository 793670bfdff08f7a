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
