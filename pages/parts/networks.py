"""Addresses of clients, in networks as their customers have them."""

import ipaddress


def network(address: str) -> str:
    """The network that belongs to one customer.

    A server that listens on both kinds of addresses at once sees those of IPv4 within one network of IPv6.

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
