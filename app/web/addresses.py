"""Where a request comes from. A forwarded address is believed only from a proxy that settings name, hop by hop."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.requests import Request

from app.settings import Zone

_HEADER = "x-forwarded-for"
_MAX_HOPS = 20
_UNKNOWN = "unknown"


class Addresses:
    """Reads X-Forwarded-For from the right: each proxy appends whom it heard, so only what ours wrote counts.

    The first hop that is no proxy of ours is the sender; whatever stands left of it anybody can have written.
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
    """An address as proxies write it (a port and brackets may stand with it); IPv4 inside IPv6 is IPv4. None: none."""
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


def is_this_machine(address: str) -> bool:
    """True for a loopback address."""
    found = parsed(address)
    return found is not None and found.is_loopback


def _lies_in(address: IPv4Address | IPv6Address, zones: tuple[Zone, ...]) -> bool:
    return any(address in zone for zone in zones)
