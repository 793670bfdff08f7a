"""What counts as one address where something is counted by address."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

#: what one customer of a provider is given at least (RFC 6177): all of it is theirs to write from
_OF_ONE = 64


def counted(address: str) -> str:
    """The address itself; of IPv6 the network that its owner has, as its first address.

    Otherwise whoever has one line at home has more addresses than there are limits.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), _OF_ONE), strict=False).network_address)
