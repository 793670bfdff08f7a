"""How often somebody may try to sign in."""

from __future__ import annotations

from frontdesk.staff.limits import RateLimit


def test_after_too_many_failures_one_waits_until_the_first_is_old() -> None:
    """And no longer; others do not wait at all."""
    now = [0.0]
    limit = RateLimit(3, 60, lambda: now[0])
    for second in (0, 10, 20):
        now[0] = second
        assert limit.wait("a") == 0
        limit.failed("a")
    assert limit.wait("a") == 40
    assert limit.wait("b") == 0
    now[0] = 60.0
    assert limit.wait("a") == 0


def test_what_is_forgiven_is_forgotten() -> None:
    """A right password after wrong ones."""
    limit = RateLimit(1, 60, lambda: 0.0)
    limit.failed("a")
    limit.forgive("a")
    assert limit.wait("a") == 0


def test_many_keys_do_not_fill_the_memory() -> None:
    """Old failures of ten thousand addresses are swept out."""
    now = [0.0]
    limit = RateLimit(1, 60, lambda: now[0])
    for n in range(10_000):
        limit.failed(str(n))
    now[0] = 100.0
    limit.failed("last")
    assert len(limit._failures) == 1
