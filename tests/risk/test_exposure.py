"""Ranges of ports and networks as the providers write them, against sets and the standard library."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.core.exposure import EXPOSURE, network, ports
from answerable.core.facts import Fact


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("22", (22, 22)),
        ("20-25", (20, 25)),
        ("1/65535", (1, 65535)),
        ("8000:8010", (8000, 8010)),
        ("*", (0, 65535)),
        ("ALL", (0, 65535)),
        ("-1--1", (0, 65535)),
        ("0-0", (0, 65535)),
        ("var.port", None),
        ("ssh", None),
        ("", None),
        ("1-2-3", None),
    ],
)
def test_ports(text, found):
    assert ports(text) == found


@given(text=st.text())
def test_anything_is_a_range_or_not(text):
    found = ports(text)
    assert found is None or found[0] <= 99999


def wider(old, new):
    """Whether the comparator takes the second network for a wider one."""
    facts = [Fact("attribute", "cidr", text, "", "", 0, 1) for text in (old, new)]
    return EXPOSURE["network-wider"](facts[1], facts[0], None)


networks = st.builds(
    lambda address, length: str(ipaddress.ip_network((address, length), strict=False)),
    st.integers(0, 2**32 - 1),
    st.integers(0, 32),
)


#: What nobody routes: https://www.iana.org/assignments/iana-ipv4-special-registry
PRIVATE = [
    ipaddress.ip_network(each)
    for each in (
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
    )
]  # fmt: skip
inside = st.builds(
    lambda around, bits, length: str(
        ipaddress.ip_network(
            (around[bits % around.num_addresses], max(length, around.prefixlen)), strict=False
        )
    ),
    st.sampled_from(PRIVATE),
    st.integers(0, 2**32 - 1),
    st.integers(0, 32),
)


def is_private(one):
    return any(one.subnet_of(each) for each in PRIVATE)


@given(old=networks | inside, new=networks | inside)
def test_wider_is_a_network_around_the_other_or_out_of_the_private_ones(old, new):
    one, other = ipaddress.ip_network(old), ipaddress.ip_network(new)
    around = one != other and one.subnet_of(other)
    assert wider(old, new) == (around or (is_private(one) and not is_private(other)))


@given(inner=networks, length=st.integers(0, 32))
def test_every_network_around_another_is_wider(inner, length):
    one = ipaddress.ip_network(inner)
    if length < one.prefixlen:
        assert wider(inner, str(one.supernet(new_prefix=length)))


@pytest.mark.parametrize("text", ["10.0.0.0", "10.0.0.0/", "::/0", "10.0.0/8", "x/8", ""])
def test_what_is_no_network(text):
    assert network(text) is None
