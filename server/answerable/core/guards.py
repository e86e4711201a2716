"""Is a guard that a definition lost really gone, or does something else now do its work?"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from answerable.core.facts import Delta, Fact
from answerable.core.pairing import similar
from answerable.core.spelling import identifiers, shape, tail

__all__ = ["guard_gone"]

_CONDITIONS: Final = frozenset({"guard", "bail", "assert", "check", "require", "bail-unless"})
_CHECKER: Final = re.compile(
    r"^(?:_?(?:check|ensure|require|assert|validate|verify|guard|must|enforce|expect|reject|raise|throw|abort|fail|invariant|"
    r"precondition|authori[sz]e|is_?valid|sanitize|deny|forbid)|.*(?:OrThrow|OrRaise|OrFail|_or_raise|_or_404|_or_fail)$)",
    re.IGNORECASE,
)


def guard_gone(fact: Fact, delta: Delta, gained: Sequence[Fact]) -> bool:
    """Whether nothing that the change gained holds the condition of `fact` any more."""
    return not (_still_said(fact, delta.gained) or _extracted(fact, delta, gained))


def _still_said(fact: Fact, gained: Iterable[Fact]) -> bool:
    """Another guard of the same definition covers the condition: joined, split, renamed or turned round."""
    for new in gained:
        if new.kind in _CONDITIONS and (
            fact.value in new.value or new.value in fact.value or similar(fact.value, new.value)
        ):
            return True
        if new.kind in {"guard", "assert"} and _same_error(fact, new):
            return True
        if new.kind == "decorator" and identifiers(fact.value) & identifiers(new.value):
            return True
    return False


def _extracted(fact: Fact, delta: Delta, gained: Sequence[Fact]) -> bool:
    """A helper holds the guard and is called here, or a helper whose name promises a check gets its subject."""
    calls = {tail(new.key): new.value for new in delta.gained if new.kind == "call"}
    if not calls:
        return False
    names = identifiers(fact.value)
    if any(_CHECKER.search(callee) and names & identifiers(arguments) for callee, arguments in calls.items()):
        return True
    form = shape(fact.value)
    return any(
        new.kind in _CONDITIONS and tail(new.scope) in calls and shape(new.value) == form for new in gained
    )


def _same_error(old: Fact, new: Fact) -> bool:
    """A rewritten check: it leaves with the same error, or asserts, and speaks of some of the same names."""
    shared = identifiers(old.value) & identifiers(new.value)
    return bool(shared) and (old.kind == "assert" or _error(old.key) == _error(new.key))


def _error(leaving: str) -> str:
    return re.split(r"[(`\"]", leaving, maxsplit=1)[0]
