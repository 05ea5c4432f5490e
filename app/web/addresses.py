"""Where a request comes from: the peer's own address. No forwarded header is believed."""

from ipaddress import ip_address

from starlette.requests import Request

from app.settings import Zone


def address_of(request: Request) -> str:
    """The peer's address as text, "unknown" on sockets without one."""
    return request.client.host if request.client else "unknown"


def is_in(address: str, zones: tuple[Zone, ...]) -> bool:
    """True when the address lies in one of the zones; an address that cannot be read lies in none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in zone for zone in zones)
