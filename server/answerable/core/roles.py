"""Roles of Kubernetes: what they let somebody change.

A fact `role-grant` has a resource as its key and the verbs that change it as its value.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact
from answerable.core.values import Value, texts

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["ROLES", "WRITES", "role_facts"]

#: The verbs that change something.
WRITES: Final = frozenset({"*", "create", "update", "patch", "delete", "deletecollection"})


def role_facts(value: Value, scope: str) -> Iterator[Fact]:
    """What the rules of a role let somebody change, one fact for each resource of each rule."""
    for rule in value.get("rules").items:
        verbs = ", ".join(verb for verb in texts(rule.get("verbs")) if verb in WRITES)
        for resource in rule.get("resources").items if verbs else ():
            yield Fact("role-grant", resource.text, verbs, "write", scope, resource.line, resource.end_line)


def _newly_granted(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether nothing of a resource that a role can change now could be changed by it before."""
    gone = {each.key for each in context.delta.lost if each.kind == fact.kind}
    gone |= {
        each.value for each in context.delta.lost if each.key.endswith("resources[]") and each.value == "*"
    }
    named = any(each.key.endswith("resources[]") and each.value == fact.key for each in context.delta.gained)
    return context.delta.persists and named and not gone & {fact.key, "*"}


def _names_gone(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a rule that held for some objects holds for all: neither other names came, nor did the rule go."""
    return not any(each.key.endswith("resourceNames[]") for each in context.delta.gained) and not any(
        each.key.endswith("resources[]") for each in context.delta.lost
    )


#: By the name a rule uses.
ROLES: Final = {"newly-granted": _newly_granted, "names-gone": _names_gone}
