"""The address that a request comes from. X-Forwarded-For is believed only as far as proxies named in the settings
wrote it.
"""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.requests import Request

from app.settings import Zone

_HEADER = "x-forwarded-for"
_MAX_HOPS = 20
_UNKNOWN = "unknown"


class Addresses:
    """Finds the sender's address of a request.

    X-Forwarded-For is read from the right, because each proxy appends the address it was called from. The first one
    that is not a trusted proxy is the sender; what is left of it may be forged.
    """

    def __init__(self, trusted_proxies: tuple[Zone, ...] = ()) -> None:
        self._proxies = trusted_proxies

    def __call__(self, request: Request) -> str:
        """The sender's address as text, "unknown" on sockets without one."""
        peer = request.client.host if request.client else _UNKNOWN
        sender = parsed(peer)
        if sender is None:
            return peer
        hops = [hop for line in request.headers.getlist(_HEADER) for hop in line.split(",")]
        for untrusted_hop in reversed(hops[-_MAX_HOPS:]):
            if not _lies_in(sender, self._proxies):
                break
            hop = parsed(untrusted_hop)
            if hop is None:
                break
            sender = hop
        return str(sender)


def parsed(untrusted_address: str) -> IPv4Address | IPv6Address | None:
    """The IP address in a text as proxies write it, with or without port and brackets; None when it holds none.

    An IPv4 address inside an IPv6 one (::ffff:192.0.2.1) is returned as IPv4, so that zones match it.
    """
    return _parsed(untrusted_address.strip()[:60])


@lru_cache(maxsize=4096)
def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def is_in(address: str, zones: tuple[Zone, ...]) -> bool:
    """True when the address lies in one of the zones; an address that cannot be read lies in none."""
    found = parsed(address)
    return found is not None and _lies_in(found, zones)


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 of an IPv6 one, since one household holds a whole /64.

    Text that is no address is returned as it is.
    """
    found = parsed(address)
    if found is None:
        return address
    return found.exploded[:19] if isinstance(found, IPv6Address) else str(found)


def is_this_machine(address: str) -> bool:
    """True for a loopback address."""
    found = parsed(address)
    return found is not None and found.is_loopback


def _lies_in(address: IPv4Address | IPv6Address, zones: tuple[Zone, ...]) -> bool:
    return any(address in zone for zone in zones)
