"""Pods: what their containers run as in effect, and the comparators of what a pod may reach on its node.

The comparators have the shape of those in `comparators`, which takes them in by way of `infrastructure`.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact
from answerable.core.values import Leaf

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["PODS", "bare_capability", "in_effect"]

_CONTAINER: Final = re.compile(r"^pod\.(?:c|initC|ephemeralC)ontainers\[[^\]]*\](?=\.)")
#: What a container has from its pod where it says nothing itself, and the part that it overrides as a whole.
_INHERITED: Final = re.compile(
    r"^pod(\.securityContext\.(?:runAsNonRoot$|runAsUser$|runAsGroup$|(?:seccompProfile|seLinuxOptions|appArmorProfile|windowsOptions)\.))"
)
#: What container runtimes grant unless it is dropped, and the baseline of the Pod Security Standards lets pods add.
#: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
_USUAL: Final = frozenset({
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE",
    "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
})  # fmt: skip
_DROPS: Final = re.compile(r"(?m)^[ \t-]*drop:[ \t]*(?:\[[ \t]*[^\]\s]|$)")
_NOT_ROOT: Final = re.compile(r"(?m)^[ \t-]*runAsNonRoot:[ \t]*true\b")


def in_effect(found: Iterable[Leaf]) -> list[Leaf]:
    """The leaves of a pod with its security context written out at each container that has no other.

    So it is no loss when a setting of the pod goes that all containers override, or when one of a container goes
    that its pod has as well.
    """
    leaves = list(found)
    own = dict.fromkeys(match.group() for leaf in leaves if (match := _CONTAINER.match(leaf.path)))
    said = {leaf.path for leaf in leaves}
    return [each for leaf in leaves for each in _written_out(leaf, own, said)]


def _written_out(leaf: Leaf, containers: Iterable[str], said: Iterable[str]) -> list[Leaf]:
    """A leaf, or what it is at each container that does not say it differently."""
    match = _INHERITED.match(leaf.path)
    if match is None or not containers:
        return [leaf]
    return [
        leaf._replace(path=container + leaf.path.removeprefix("pod"))
        for container in containers
        if not any(path.startswith(container + match[1]) for path in said)
    ]


def _capability_matters(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a capability is more than what containers have anyway, or than the one whose place it takes."""
    if any(_is_same(each, fact) for each in context.delta.lost):
        return False
    if not _is_usual(fact.value):
        return True
    gone = [each for each in context.delta.lost if each.kind == fact.kind and each.key == fact.key]
    # A new object is weighed against none: beside `drop` it still has less than it would by default.
    return (
        context.delta.persists
        and not any(not _is_usual(each.value) for each in gone)
        and bool(_DROPS.search(context.delta.new_source))
    )


def _is_usual(capability: str) -> bool:
    return bare_capability(capability) in _USUAL


def _is_same(one: Fact, other: Fact) -> bool:
    """Whether two facts name one capability in one place."""
    return (one.kind, one.key, bare_capability(one.value)) == (
        other.kind,
        other.key,
        bare_capability(other.value),
    )


def bare_capability(name: str) -> str:
    """A capability without the prefix that some write and some leave out, in capitals."""
    return name.upper().removeprefix("CAP_")


def _may_be_root(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether nothing else says that the user must not be root."""
    return _NOT_ROOT.search(context.delta.new_source) is None


def _first_of_its_name(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether no setting of the same name went: another value of it is no news."""
    name = fact.key.rpartition(".")[2]
    return not any(
        each.kind == fact.kind and each.key.rpartition(".")[2] == name for each in context.delta.lost
    )


def _takes_port(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a pod takes a port of its node that took none, or one of the system's that took another."""
    gone = [
        each.value
        for each in context.delta.lost
        if each.kind == fact.kind and each.key.endswith(("hostPort", "host_port"))
    ]
    return not gone or (_is_low(fact.value) and not any(map(_is_low, gone)))


def _is_low(port: str) -> bool:
    """Whether only root may listen there."""
    return port.isdigit() and 0 < int(port) < 1024


def _not_for_all(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether no wildcard went from the same list: what it meant included whatever is named now."""
    return not any(
        each.kind == fact.kind and each.key == fact.key and each.value == "*" for each in context.delta.lost
    )


def _not_from_balancer(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether no load balancer gave way: one takes a port of every node as well."""
    return not any(each.key == fact.key and each.value == "LoadBalancer" for each in context.delta.lost)


def _host_gone(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a route stays that names no host: the ways to it did not go as well."""
    named = any(each.key.endswith(".host") for each in context.delta.gained)
    return not named and not any(".paths[" in each.key for each in context.delta.lost)


#: By the name a rule uses.
PODS: Final = {
    "capability-matters": _capability_matters,
    "may-be-root": _may_be_root,
    "first-of-its-name": _first_of_its_name,
    "takes-port": _takes_port,
    "not-for-all": _not_for_all,
    "not-from-balancer": _not_from_balancer,
    "host-gone": _host_gone,
}
