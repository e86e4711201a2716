"""The comparators of guardrail files: what is a new guard, and what is the same one under another name.

They have the shape of those in `comparators`, which takes them in.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Fact
from answerable.core.guardrails import guardrail_facts

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["GUARDRAILS"]

#: Arguments with which a hook looks at less, or lets more pass.
_LOOSENS: Final = re.compile(
    r"(?i)exit-zero|soft-fail|ignore|exclude|skip|disable|allow|select|max|min|warn|--no-|-n\b|level|severity|fail|threshold|length|limit"
)
_DIGITS: Final = re.compile(r"\d+")
#: Words that hold an agent back.
_HOLDS: Final = re.compile(
    r"(?i)\b(?:never|not|no|must|only|always|ask|forbid\w*|require\w*|before|disclose|avoid|don.t)\b"
)
#: Words that free it from what others look at.
_FREES: Final = re.compile(
    r"(?i)--no-verify|--force(?!-with-lease)|\bbypass|\byolo\b|dangerous|auto-?(?:approve|merge)|"
    r"\bskip\w*\s+(?:\w+\s+)?(?:tests?|hooks?|checks?|reviews?|ci|lint\w*|approvals?)|\bdisabl|\bignore\b|"
    r"\bwithout\s+(?:\w+\s+)?(?:ask|review|approv|test|confirm|permission)|\b(?:you|agents?)\s+(?:may|can|are allowed)\b|"
    r"\bno need to\b|\bnot? (?:required?|needed|necessary)\b|\b(?:never|not)\s+(?:ask|run|test|review|wait)|"
    r"\bpush\s+(?:directly\s+|straight\s+)?(?:to\s+)?(?:origin\s+)?(?:main|master)\b|\bsudo\b|(?:curl|wget)\b.*\||\brm -rf"
)

_FORBIDS: Final = re.compile(r"(?i)\b(?:never|don.t|do not|must not|may not|avoid)\b")


def _guard_is_new(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the file was not there before: what guards nothing yet cannot be loosened."""
    delta = context.delta
    return not delta.lost and len(delta.gained) == len(list(guardrail_facts(delta.path, delta.new_source)))


def _of_new_hook(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a setting stands below a hook that the same change takes in, with nothing old between."""
    said = {each.line: each.value for each in context.delta.gained}
    line = fact.line
    while line in said and not said[line].startswith("- id:"):
        line -= 1
    return line in said


def _other_name(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether a hook of the same repository took another one's place whose name is a part of its name."""
    if other is None or not other.value.startswith("- id:") or not fact.value.startswith("- id:"):
        return False
    old, new = (each.value.removeprefix("- id:").strip() for each in (other, fact))
    return bool(old and new) and (old in new or new in old)


def _runs_as_strictly(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the arguments of a hook are all there, with harmless ones more, or with another version among them."""
    were = "".join(each.value for each in context.delta.lost if each.owner == fact.owner)
    old, new = (set(re.findall(r"[^\s,\[\]]+", each)) for each in (were, fact.value))
    if any(map(_LOOSENS.search, new - old)):
        return False
    return {_DIGITS.sub("", each) for each in old - new} <= {_DIGITS.sub("", each) for each in new - old}


def _same_owners(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether the same people answer for something as for what stood there."""
    return other is not None and len(fact.value.split()) > 1 and _owners(fact) == _owners(other)


def _owners(fact: Fact) -> frozenset[str]:
    return frozenset(fact.value.split()[1:])


def _nothing_lost(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether lines only came to the file. A later one may still take files over: somebody looks."""
    return not context.delta.lost


def _owned_is_gone(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the change deletes the file that an entry is about."""
    path = fact.owner.lstrip("/")
    return any(delta.path == path and not delta.new_source for delta in context.deltas)


def _frees_agents(fact: Fact, other: Fact | None, _context: "Context") -> bool:
    """Whether agents are told that they may do something unseen, or no longer what held them back."""
    if _frees(fact.value) and not (other is not None and _frees(other.value)):
        return True
    return other is not None and bool(_HOLDS.search(other.value)) and not _HOLDS.search(fact.value)


def _frees(line: str) -> bool:
    """Whether a line frees an agent from something, and does not forbid just that."""
    found = _FREES.search(line)
    return found is not None and _FORBIDS.search(line[: found.start()]) is None


def _held_agents(fact: Fact, _other: Fact | None, _context: "Context") -> bool:
    return _HOLDS.search(fact.value) is not None


#: By the name a rule uses.
GUARDRAILS: Final[dict[str, Callable[[Fact, Fact | None, "Context"], bool]]] = {
    "frees-agents": _frees_agents,
    "guard-is-new": _guard_is_new,
    "held-agents": _held_agents,
    "nothing-lost": _nothing_lost,
    "of-new-hook": _of_new_hook,
    "other-name": _other_name,
    "owned-is-gone": _owned_is_gone,
    "runs-as-strictly": _runs_as_strictly,
    "same-owners": _same_owners,
}
