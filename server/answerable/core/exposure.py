"""Exposure: which ports a rule of a network opens to everybody, and which of them nobody should.

A fact `exposure` has a range of ports as its value, `22-22` or `0-65535`.
"""

import re
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["EVERYBODY", "EXPOSURE", "network", "ports"]

#: Spellings of every address.
EVERYBODY: Final = re.compile(r"(?i)^(?:\S*/0|\*|any|internet|0\.0\.0\.0|all)$")
#: Ports of pages and their programs: something was meant to be reached there.
_PAGES: Final = frozenset({80, 3000, 3128, 5000, 8000, 8080, 8088, 8888, 9000, 9090})
#: Ports of management, databases, queues, file shares and plain protocols.
#: https://owasp.org/www-project-top-ten and the services' registrations at IANA.
_SENSITIVE: Final = frozenset({
    20, 21, 22, 23, 25, 69, 110, 111, 135, 136, 137, 138, 139, 143, 161, 162, 389, 445, 512, 513, 514, 636, 873, 1433, 1434, 1521, 1883,
    2049, 2181, 2375, 2376, 2379, 2380, 2382, 2383, 2483, 2484, 3020, 3306, 3389, 4333, 4505, 4506, 5432, 5500, 5601, 5671, 5672,
    5900, 5984, 5985, 5986, 6379, 6443, 7000, 7001, 7199, 8020, 8086, 8140, 9042, 9092, 9160, 9200, 9300,
    10250, 10255, 11211, 11214, 11215, 15672, 27017, 27018, 27019, 50070, 61620, 61621,
})  # fmt: skip
_RANGE: Final = re.compile(r"^\s*(-?\d{1,5})\s*(?:[-/:]\s*(-?\d{1,5}))?\s*$")
_NETWORK: Final = re.compile(r"^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})/(\d{1,2})$")
_LAST: Final = 65535
#: Networks that nobody routes: https://www.iana.org/assignments/iana-ipv4-special-registry
_PRIVATE: Final = (
    (10 << 24, 8), (172 << 24 | 16 << 16, 12), (192 << 24 | 168 << 16, 16), (127 << 24, 8), (100 << 24 | 64 << 16, 10),
    (169 << 24 | 254 << 16, 16),
)  # fmt: skip
_OUTGOING: Final = re.compile(r'(?m)^\s*(?:type|direction)\s*=\s*"egress"|^\s*egress\s*=\s*true')


def ports(text: str) -> tuple[int, int] | None:
    """The first and last port of `22`, `20-25`, `1/65535`, `*` or `-1`; `None` for what is no range."""
    if text.strip().lower() in {"*", "all", "any", "-1", "-1/-1", "-1--1"}:
        return 0, _LAST
    match = _RANGE.match(text)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return (0, _LAST) if first <= 0 and last <= 0 else (first, last)


def network(text: str) -> tuple[int, int] | None:
    """Address and length of an IPv4 network; `None` for anything else."""
    match = _NETWORK.match(text)
    if match is None:
        return None
    address = 0
    for part in match.groups()[:4]:
        address = address << 8 | min(int(part), 255)
    return address, min(int(match[5]), 32)


def _newly_exposed(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a sensitive port is open to everybody that was not."""
    gone = [each.value for each in context.delta.lost if each.kind == fact.kind]
    if not gone and _within(fact.value, _PAGES):
        return True
    return bool(_within(fact.value, _SENSITIVE).difference(*(_within(each, _SENSITIVE) for each in gone)))


def _within(value: str, some: frozenset[int]) -> set[int]:
    found = ports(value)
    return set() if found is None else {port for port in some if found[0] <= port <= found[1]}


def _network_wider(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether a network includes the one that stood in its place and more, or reaches out of the private ones."""
    old, new = network("" if other is None else other.value), network(fact.value)
    if old is None or new is None:
        return False
    return (new[1] < old[1] and _inside(old, new)) or (_is_private(old) and not _is_private(new))


def _is_private(some: tuple[int, int]) -> bool:
    """Whether the addresses of a network are nobody's on the internet."""
    return any(_inside(some, each) for each in _PRIVATE)


def _inside(some: tuple[int, int], other: tuple[int, int]) -> bool:
    return some[1] >= other[1] and some[0] >> (32 - other[1]) == other[0] >> (32 - other[1])


def _every_protocol(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a rule for incoming traffic that named a protocol names none."""
    return context.delta.persists and _OUTGOING.search(context.delta.new_source) is None


def _by_peering(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the way that begins at a fact leads to another network of the cloud."""
    lines = context.delta.new_source.splitlines()
    return any("peering" in line for line in lines[max(0, fact.line - 3) : fact.line + 4])


#: By the name a rule uses.
EXPOSURE: Final = {
    "newly-exposed": _newly_exposed,
    "network-wider": _network_wider,
    "every-protocol": _every_protocol,
    "by-peering": _by_peering,
}
