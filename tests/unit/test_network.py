"""Limits count what somebody has, not what they may write on an envelope."""

from __future__ import annotations

import pytest

from frontdesk.network import counted


@pytest.mark.parametrize(
    ("address", "one"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
        ("no address", "no address"),
    ],
)
def test_a_network_of_ipv6_counts_as_one_address(address: str, one: str) -> None:
    """One line at home has more addresses than there are limits."""
    assert counted(address) == one
