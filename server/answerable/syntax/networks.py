"""Facts of network rules: which ports a security group, firewall or access list opens to everybody."""

import re
from collections.abc import Iterator
from typing import Final

from answerable.core.exposure import EVERYBODY, ports
from answerable.core.facts import Fact
from answerable.core.values import DEEP, EMPTY, Value, texts

__all__ = ["exposures"]

_RULES: Final = re.compile(
    r"security_group|secgroup|firewall|network_acl|nsg|access_control|network_security|security_list|fw_rule|acl_rule"
)
_SOURCES: Final = re.compile(
    r"^(?:(?:ipv6_)?cidr_blocks?|cidr_ipv[46]|cidr|cidr_ip|source|sources|source_ranges|source_cidrs?|source_cidr_ip|source_addresses|"
    r"source_address_prefix(?:es)?|source_ip_address|source_ip|remote_ip_prefix|remote_ip|v[46]_cidr_blocks|ip_block|ip_range|ipv[46]|addresses)$"
)
_PAIRS: Final = (
    ("from_port", "to_port"), ("port_range_min", "port_range_max"), ("min", "max"), ("start_port", "end_port"), ("from", "to"),
)  # fmt: skip
_PORTS: Final = (
    "port", "ports", "port_range", "port_ranges", "destination_port_range", "destination_port_ranges", "destination_port", "port_list",
    "destination_ports",
)  # fmt: skip
_INNER: Final = ("tcp_options", "udp_options", "destination_port_range", "tcp", "udp")
_ANY_PROTOCOL: Final = frozenset({"-1", "all", "*", "any"})


def exposures(value: Value, of_type: str, scope: str) -> Iterator[Fact]:
    """A fact for every range of ports that is open to everybody; rules for outgoing traffic stand under `egress`."""
    if _RULES.search(of_type):
        for holder, said in _open_rules(value, opened=False, depth=0):
            yield Fact("exposure", "", said, of_type, scope, holder.line, holder.end_line)


def _open_rules(value: Value, *, opened: bool, depth: int) -> Iterator[tuple[Value, str]]:
    """Every map that lets everybody in, or stands in one that does, with each of its ranges of ports."""
    if depth > DEEP or _refuses(value):
        return
    opened = opened or any(
        EVERYBODY.match(text)
        for name, member in value.members
        if _SOURCES.match(name)
        for text in texts(member)
    )
    if opened:
        for first, last in filter(None, map(ports, _ranges(value))):
            yield value, f"{first}-{last}"
    for name, member in value.members:
        if name != "egress" and name not in _INNER:
            for each in (member, *member.items):
                if each.members:
                    yield from _open_rules(each, opened=opened, depth=depth + 1)


def _refuses(value: Value) -> bool:
    said = {value.get(name).text.lower() for name in ("action", "policy", "access", "rule_action")}
    return bool(said & {"deny", "drop", "reject"}) or value.get("protocol").text.lower().startswith("icmp")


def _ranges(value: Value) -> Iterator[str]:
    protocol = value.get("ip_protocol").text or value.get("protocol").text
    found = list(_named(value))
    for name in _INNER:
        found += _named(value.get(name))
    if protocol.lower() in _ANY_PROTOCOL and not any(text not in {"0-0", "-1--1"} for text in found):
        found = ["*"]
    yield from found


def _named(value: Value) -> Iterator[str]:
    for first, last in _PAIRS:
        if (text := value.get(first).text) and value.get(last) is not EMPTY:
            yield f"{text}-{value.get(last).text}"
    for name in _PORTS:
        yield from filter(None, texts(value.get(name)))
