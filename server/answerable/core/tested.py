"""The comparators of tests: those that went without what they tested, and assertions that nothing took the place of.

They have the shape of those in `comparators`, which takes them in.
"""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from answerable.core.facts import Delta, Fact
from answerable.core.spelling import tail

if TYPE_CHECKING:
    from answerable.core.comparators import Context

__all__ = ["TESTS"]

_TESTS: Final = re.compile(
    r"(?:^|/)(?:tests?|testing|__tests__|spec|e2e)/|(?:^|/)test_[^/]*$|_(?:test|spec)\.\w+$|Tests?\.\w+$|\.(?:test|spec|e2e|cy)\.\w+$|(?:^|/)conftest\.py$"
)
_IN_TESTS: Final = re.compile(r"(?:^|\.)\w*tests?(?:\.|$)")
#: Functions that check something, whatever they are made of.
_CHECKING: Final = re.compile(
    r"(?i)^_*(?:assert|expect|check|verify|should|must|require|ensure|fail|flunk|refute|is_?expected|validate)"
)
_CHECKS: Final = frozenset({"assert", "expectation"})
_TOLD: Final = frozenset({"comment", "string", "import", "reduction", "member"})


def _test_gone_alone(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether the change has fewer tests than before, while nothing of what they tested goes."""
    delta = context.delta
    if _balance((delta,), fact.kind) <= 0 or _balance(context.deltas, fact.kind, _is_test) <= 0:
        return False
    if fact.kind == "definition" and any(
        each.key == fact.key and each.kind in {"definition", "member"} for each in context.gained
    ):
        return False
    source_went = any(each.kind == "definition" and not _is_test(path, each) for path, each in context.lost)
    return not source_went and _balance(context.deltas, "", _is_source) <= 0


def _checks_less(_fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a test checks at fewer places than before, by whatever means."""
    return len(_places(context.delta.lost)) > len(_places(context.delta.gained))


def _checks_less_of_less(fact: Fact, _other: Fact | None, context: "Context") -> bool:
    """Whether a test checks less often of a program from which something went."""
    return _checks_less(fact, None, context) and _balance(context.deltas, "", _is_source) > 0


def _places(facts: Iterable[Fact]) -> set[int]:
    return {
        each.line
        for each in facts
        if each.kind in _CHECKS or (each.kind == "call" and _CHECKING.search(tail(each.key)))
    }


def _is_test(path: str, fact: Fact) -> bool:
    return _TESTS.search(path) is not None or _IN_TESTS.search(fact.scope) is not None


def _is_source(path: str, fact: Fact) -> bool:
    return fact.kind not in _TOLD and not _is_test(path, fact)


def _balance(
    deltas: Iterable[Delta], kind: str, counts: Callable[[str, Fact], bool] = lambda _path, _fact: True
) -> int:
    """How many more facts of a kind went than came, of any kind where it is empty. A member is a definition that came."""
    kinds = {kind, "member"} if kind == "definition" else {kind}
    return sum(
        sum((not kind or each.kind == kind) and counts(delta.path, each) for each in delta.lost)
        - sum((not kind or each.kind in kinds) and counts(delta.path, each) for each in delta.gained)
        for delta in deltas
    )


#: By the name a rule uses.
TESTS: Final[dict[str, Callable[[Fact, Fact | None, "Context"], bool]]] = {
    "checks-less": _checks_less,
    "checks-less-of-less": _checks_less_of_less,
    "test-gone-alone": _test_gone_alone,
}
