"""The network of a client address: the unit in which providers assign addresses to customers."""

import ipaddress


def network(address: str) -> str:
    """The network that one customer of a provider has: a /64 of IPv6, or a single address of IPv4.

    A dual-stack server sees IPv4 addresses mapped into one network of IPv6; they are mapped back.

    >>> network("2001:db8:1:2:3::4"), network("192.0.2.7"), network("::ffff:192.0.2.7"), network("testclient")
    ('2001:db8:1:2::/64', '192.0.2.7', '192.0.2.7', 'testclient')
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
