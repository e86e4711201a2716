"""The comparators of access policies: which statement lets more through than what stood in its place.

They have the shape of those in `comparators`, which takes them in by way of `infrastructure`.
"""

import re
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact
from answerable.core.permissions import covers, looser_conditions, narrower_denial

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["POLICIES"]

_GRANTING: Final = re.compile(r"(?i)^(?:iam|sts|organizations|sso|kms|secretsmanager|account):")


def _wider_policy(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a wildcard came that nothing which went included, and that matters."""
    gone = [each.value for each in context.delta.lost if each.kind == "iam-allow" and each.key == fact.key]
    if "*" not in fact.value or any(covers(value, fact.value) for value in gone):
        return False
    return any(covers(fact.value, value) for value in gone) or _matters(fact, gone, context)


def _matters(fact: Fact, gone: list[str], context: "Context") -> bool:
    """Whether a wildcard that took nothing's place lets much through."""
    if fact.key == "Action":
        usual = fact.value == "kms:*" and _to_account(context)
        return not usual and _breadth(fact.value) > max(map(_breadth, gone), default=0)
    if fact.key == "Resource":
        # Many actions know no resources: alone, a new statement about all of them says little.
        wide = fact.value == "*" and fact.owner != "read" and _acts_widely(context)
        return wide and not _to_account(context)
    everybody = re.search(r"^\*$|:\*$", fact.value) is not None
    return fact.key == "Principal" and fact.owner != "conditioned" and everybody


def _to_account(context: "Context") -> bool:
    """Whether everybody who is let in is an account as a whole: the policy that every key begins with."""
    named = [each.value for each in context.delta.gained if each.key == "Principal"]
    return bool(named) and all(value.endswith(":root") for value in named)


def _acts_widely(context: "Context") -> bool:
    return any(
        each.kind == "iam-allow" and each.key == "Action" and _breadth(each.value)
        for each in context.delta.gained
    )


def _breadth(action: str) -> int:
    """3 for everything, 2 for all of a service that hands out permissions, 1 for all of another one."""
    if re.search(r"(?:^|:)\*$", action) is None:
        return 0
    return 3 if action.strip(":") == "*" else 2 if _GRANTING.match(action) else 1


def _looser_conditions(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and looser_conditions(other.value, fact.value)


def _narrower_denial(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    return other is not None and narrower_denial(other.value, fact.value)


def _denies_less(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether an entry of a denial stands for a part of what the one in its place stood for."""
    return other is not None and covers(other.value, fact.value) and not covers(fact.value, other.value)


#: By the name a rule uses.
POLICIES: Final = {
    "wider-policy": _wider_policy,
    "looser-conditions": _looser_conditions,
    "narrower-denial": _narrower_denial,
    "denies-less": _denies_less,
}
