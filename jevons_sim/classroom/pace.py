"""How fast teams may join from one address: a whole class behind one, but not all places at a blow.

Called by `api`, which waits as long as `Pace.turn` says.
"""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass, field

from jevons_sim.classroom.http import HttpError

BURST = 10
"""Teams that join at once from one address, before any has to wait."""

PER_SECOND = 5.0
"""Teams that join from one address after that. [1/s]"""

MAX_WAITING = 50
"""Teams of one address that wait their turn; ten seconds, less than the patience of a page."""

MAX_KNOWN = 1000
"""Addresses that are remembered before those whose time is over are forgotten."""


@dataclass
class Pace:
    """The turns of all addresses; 48 teams behind one address are in after eight seconds."""

    burst: int = BURST
    per_second: float = PER_SECOND
    _next: dict[str, float] = field(default_factory=dict)
    """Network to when its turns so far will have been used up, on the monotonic clock. [s]"""

    def turn(self, address: str) -> float:
        """Take the next turn of an address, and return how long to wait for it. [s]

        Raises
        ------
        HttpError
            If too many of that address wait already.
        """
        now = time.monotonic()
        network = _network(address)
        used_up = max(self._next.get(network, now), now)
        wait = max(used_up - now - (self.burst - 1) / self.per_second, 0.0)
        if wait > MAX_WAITING / self.per_second:
            raise HttpError(
                429, "Too many teams join from one place at once; try again soon.", "hasty"
            )
        self._next[network] = used_up + 1.0 / self.per_second
        if len(self._next) > MAX_KNOWN:
            self._next = {key: until for key, until in self._next.items() if until > now}
        return wait


def _network(address: str) -> str:
    """Return an address, or of IPv6 its network: a machine may have all addresses of one."""
    try:
        known = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv4Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ipaddress.ip_network((known, 64), strict=False))
